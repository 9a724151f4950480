-- The notes of a MIDI region: those that begin inside of it. What a trimmed region hides is neither
-- told nor touched.

local use = ...
local each = use("ardour/each")
local beats, regions, problem = use("ardour/beats"), use("ardour/regions"), use("lua/problem")

local RECORD = ">ddffffBBBB" -- the packed note of the wire
local PROBABILITY, DEVIATION, FLAGS = 1.0, 0.0, 0
local NOTES_BETWEEN_LOOKS = 64

local notes = {}

function notes.model(region)
    return region:to_midiregion():midi_source(0):model()
end

-- First tick of the region in its source, and the tick after its last.
local function window(region)
    local first = region:start():ticks()
    return first, first + region:length():ticks()
end

-- A function(out_of_time) that gives the packed notes when all are read, before that nil.
function notes.reader(ref)
    local region = regions.find(ref)
    if not region then
        return function() return "" end
    end
    local first, after = window(region)
    local next_note = each(ARDOUR.LuaAPI.note_list(notes.model(region)))
    local packed, count = {}, 0
    return function(out_of_time)
        for note in next_note do
            local start = beats.ticks_of(note:time())
            if start >= first and start < after then
                packed[#packed + 1] = string.pack(RECORD, (start - first) / beats.TICKS,
                    beats.ticks_of(note:length()) / beats.TICKS, note:velocity(), note:off_velocity(),
                    PROBABILITY, DEVIATION, note:note(), note:channel(), FLAGS, 0)
            end
            count = count + 1
            if count % NOTES_BETWEEN_LOOKS == 0 and out_of_time() then
                return nil
            end
        end
        return table.concat(packed)
    end
end

-- Raises a problem for notes that Ardour could not keep or would not play.
function notes.check(list, length_beats)
    for _, note in ipairs(list) do
        if note.muted then
            problem.raise("unsupported", "Ardour has no muted notes.", "Leave them out.")
        end
        local start = beats.to_ticks(note.start_beats)
        if start < 0 or start >= beats.to_ticks(length_beats) then
            problem.raise("unsupported",
                string.format("A note at beat %g lies outside of its region.", note.start_beats),
                "Ardour plays only what begins inside a region; move the note or lengthen the region.")
        end
    end
end

local function new_note(note, first)
    local length = math.max(beats.to_ticks(note.length_beats), 1)
    return ARDOUR.LuaAPI.new_noteptr(note.channel,
        beats.value((beats.to_ticks(note.start_beats) + first) / beats.TICKS), beats.value(length / beats.TICKS),
        note.pitch, math.max(1, math.floor(note.velocity + 0.5)))
end

local function begin_inside(model, first, after)
    local found = {}
    for note in each(ARDOUR.LuaAPI.note_list(model)) do
        local start = beats.ticks_of(note:time())
        if start >= first and start < after then
            found[#found + 1] = note
        end
    end
    return found
end

local function exchange(model, label, out, into)
    local command = model:new_note_diff_command(label)
    for _, note in ipairs(out) do
        command:remove(note)
    end
    for _, note in ipairs(into) do
        command:add(note)
    end
    model:apply_diff_command_as_commit(Session, command)
end

-- Puts `list` in the place of the notes that begin in the region's first `length_beats`, and takes it
-- back when the journal is reverted. Ardour makes one undo step of each exchange.
function notes.replace(region, list, length_beats, label, journal)
    local model, first = notes.model(region), window(region)
    local after = first + beats.to_ticks(length_beats)
    local old, new = begin_inside(model, first, after), {}
    for index, note in ipairs(list) do
        new[index] = new_note(note, first)
    end
    exchange(model, label, old, new)
    journal:note(function()
        exchange(model, label .. " (taken back)", begin_inside(model, first, after), old)
    end)
end

return notes
