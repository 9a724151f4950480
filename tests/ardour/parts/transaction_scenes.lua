-- The transaction assembler, its deadline rule, and the replay cache.

local stage = ...
local use = stage.use()
local wire, transaction, replay = use("wire"), use("lua/transaction"), use("lua/replay")
local equal = stage.equal
local scenes = {}

local function begun(changes, gap_s, deadline_ms)
    local assembler = transaction.new()
    assembler:begin({request_id = "a", label = "l", deadline_ms = deadline_ms or 1000, changes = changes}, 10, gap_s or 0)
    return assembler
end

local function packed(count)
    local notes = {}
    for index = 1, count do
        notes[index] = {start_beats = index / 3, length_beats = 1.0, pitch = 60}
    end
    return assert(wire.osc.pack_notes(notes))
end

local function add_clip(assembler, index, note_count)
    assembler:change("clip/create", {request_id = "a", index = index, note_count = note_count})
end

local function refused_with(assembler, code)
    local request, found = assembler:take("a")
    equal(request, nil, "request")
    equal(found.code, code, "code")
end

function scenes.a_whole_request_is_given_with_its_notes()
    local assembler, blob = begun(2), packed(3)
    add_clip(assembler, 0, 3)
    assembler:notes({request_id = "a", index = 0, offset = 0, notes = blob:sub(1, 36)})
    assembler:notes({request_id = "a", index = 0, offset = 0, notes = blob:sub(1, 36)})
    assembler:notes({request_id = "a", index = 0, offset = 1, notes = blob:sub(37)})
    assembler:change("mixer", {request_id = "a", index = 1})
    local request = assert(assembler:take("a"))
    equal(#request.changes, 2)
    equal(#request.changes[1].notes, 3)
    equal(request.changes[1].notes[3].start_beats, 1.0)
    equal(request.changes[2].kind, "mixer")
    refused_with(assembler, "unknown_request")
end

function scenes.a_missing_change_is_refused()
    local assembler = begun(2)
    add_clip(assembler, 0, 0)
    refused_with(assembler, "bad_message")
end

function scenes.a_change_out_of_turn_is_refused()
    local assembler = begun(2)
    add_clip(assembler, 1, 0)
    refused_with(assembler, "bad_message")
end

function scenes.a_change_too_many_is_refused()
    local assembler = begun(1)
    add_clip(assembler, 0, 0)
    add_clip(assembler, 1, 0)
    refused_with(assembler, "bad_message")
end

function scenes.missing_notes_are_refused()
    local assembler = begun(1)
    add_clip(assembler, 0, 3)
    assembler:notes({request_id = "a", index = 0, offset = 0, notes = packed(2)})
    refused_with(assembler, "bad_message")
end

function scenes.a_gap_in_the_notes_is_refused()
    local assembler = begun(1)
    add_clip(assembler, 0, 3)
    assembler:notes({request_id = "a", index = 0, offset = 1, notes = packed(2)})
    refused_with(assembler, "bad_message")
end

function scenes.notes_for_a_mixer_move_are_refused()
    local assembler = begun(1)
    assembler:change("mixer", {request_id = "a", index = 0})
    assembler:notes({request_id = "a", index = 0, offset = 0, notes = packed(1)})
    refused_with(assembler, "bad_message")
end

function scenes.bad_notes_are_refused()
    local assembler = begun(1)
    add_clip(assembler, 0, 1)
    local bad = string.pack(">ddffffBBBB", 0, -1, 100, 64, 1, 0, 60, 0, 0, 0)
    assembler:notes({request_id = "a", index = 0, offset = 0, notes = bad})
    refused_with(assembler, "bad_notes")
end

function scenes.what_was_never_begun_is_not_kept()
    local assembler = transaction.new()
    add_clip(assembler, 0, 0)
    assembler:notes({request_id = "a", index = 0, offset = 0, notes = ""})
    refused_with(assembler, "unknown_request")
end

function scenes.a_second_begin_changes_nothing()
    local assembler = begun(1)
    add_clip(assembler, 0, 0)
    assembler:begin({request_id = "a", label = "other", deadline_ms = 1, changes = 9}, 11, 0)
    equal(assert(assembler:take("a")).label, "l")
end

function scenes.forgotten_requests_do_not_pile_up()
    local assembler = transaction.new()
    for number = 1, 40 do
        assembler:begin({request_id = "r" .. number, label = "", deadline_ms = 1, changes = 0}, 0, 0)
    end
    equal(assembler:take("r1"), nil)
    assert(assembler:take("r40"))
    local open = 0
    for _ in pairs(assembler.open) do
        open = open + 1
    end
    equal(open, 15)
end

function scenes.a_begin_after_a_gap_longer_than_its_deadline_is_late()
    refused_with(begun(0, 1.5, 1000), "deadline_passed")
    assert(begun(0, 0.9, 1000):take("a"))
end

function scenes.a_request_ages_from_its_begin()
    local request = assert(begun(0):take("a"))
    transaction.check_deadline(request, 10.9)
    local fine, found = pcall(transaction.check_deadline, request, 11.1)
    equal(fine, false)
    equal(found.code, "deadline_passed")
end

function scenes.answers_are_remembered_and_the_oldest_forgotten()
    local cache = replay.new(3)
    for number = 1, 4 do
        cache:remember("r" .. number, {{"/done", number}})
    end
    equal(cache:recall("r1"), nil)
    equal(cache:recall("r4")[1][2], 4)
    cache:remember("r2", {{"/done", "again"}})
    cache:remember("r5", {{"/done", 5}})
    equal(cache:recall("r2"), nil)
    equal(cache:recall("r3")[1][2], 3)
    equal(replay.new().kept, 256)
end

return scenes
