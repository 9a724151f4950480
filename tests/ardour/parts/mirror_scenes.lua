-- Deltas, applying with a journal, meters and the transport watch, before a DAW made of tables.

local stage = ...
local equal = stage.equal
local scenes = {}

local function never()
    return false
end

local function new_stage()
    local use = stage.use()
    local osc = use("wire").osc
    local self = {use = use, told = {}, now_s = 0, undo = {}}
    local daw = {
        tracks = {t1 = {name = "Keys", volume_db = 0.0}, t2 = {name = "Bass", volume_db = -3.0}},
        clips = {c1 = {track_id = "t1", name = "Verse", start_beats = 0.0, notes = {60, 64, 67}}},
    }
    self.daw = daw
    local function keys(of)
        local list = {}
        for id in pairs(of) do
            list[#list + 1] = id
        end
        table.sort(list)
        return list
    end
    local host = {name = "test", title = "Test", changes = {}}
    self.host = host
    function host.now_s() return self.now_s end
    function host.set() return "set", "Set" end
    function host.transport() return {0, 0, 0.0, 120.0, 4, 4, self.now_s} end
    function host.tempo_steps() return nil end
    function host.selection() return nil end
    function host.track_ids() return keys(daw.tracks) end
    function host.track(id)
        local track = daw.tracks[id]
        return track and {id = id, name = track.name, kind = "midi", index = 0, color = -1, group_id = "",
            volume_db = track.volume_db, pan = 0.0, muted = 0, soloed = 0, armed = 0}
    end
    function host.clip_refs()
        local refs = {}
        for _, id in ipairs(keys(daw.clips)) do
            refs[#refs + 1] = {id = id, track_id = daw.clips[id].track_id}
        end
        return refs
    end
    function host.clip(ref)
        local clip = daw.clips[ref.id]
        return clip and {id = ref.id, track_id = clip.track_id, name = clip.name, scene_id = "",
            start_beats = clip.start_beats, length_beats = 4.0, color = -1, is_midi = 1, muted = 0,
            loop_start_beats = 0.0, loop_length_beats = 0.0}
    end
    function host.note_reader(ref)
        local notes, index = {}, 0
        return function(out_of_time)
            while index < #daw.clips[ref.id].notes do
                index = index + 1
                notes[index] = {start_beats = index - 1.0, length_beats = 1.0, pitch = daw.clips[ref.id].notes[index]}
                if out_of_time() then
                    return nil
                end
            end
            return assert(osc.pack_notes(notes))
        end
    end
    function host.begin_undo(label) self.undo[#self.undo + 1] = "begin " .. label end
    function host.end_undo() self.undo[#self.undo + 1] = "end" end
    function host.abort_undo() self.undo[#self.undo + 1] = "abort" end
    self.mirror = use("lua/mirror").new(host, function(address, ...)
        assert(osc.encode(address, ...))
        self.told[#self.told + 1] = {address, ...}
    end)
    function self.walk(out_of_time)
        for _, name in ipairs({"track_walk", "clip_walk"}) do
            local job = self.mirror[name](self.mirror)
            while not job(out_of_time or never) do
            end
        end
    end
    function self.said()
        local words = {}
        for index, message in ipairs(self.told) do
            words[index] = message[1] .. " " .. tostring(message[2])
        end
        self.told = {}
        return table.concat(words, ", ")
    end
    function self.apply(changes)
        local answers
        local request = {id = "r", label = "step", changes = changes, begun_s = self.now_s, deadline_s = 1}
        local job = use("lua/apply").job(host, self.mirror, request, function(made) answers = made end)
        return job, function() return answers end
    end
    self.walk()
    self.mirror:describe("r1")
    self.said()
    return self
end

function scenes.a_snapshot_tells_everything_once()
    local s = new_stage()
    s.mirror:describe("r2")
    equal(s.said(), "/snapshot/begin r2, /set set, /transport 0, /track t1, /track t2, /clip c1, /snapshot/end r2")
    s.walk()
    equal(s.said(), "")
end

function scenes.only_what_changed_is_told_with_a_higher_revision()
    local s = new_stage()
    s.daw.tracks.t2.volume_db = -4.0
    s.walk()
    equal(s.told[1][3], 2, "revision")
    equal(s.said(), "/mixer t2")
    s.daw.tracks.t1.name = "Piano"
    s.daw.clips.c1.notes[2] = 63
    s.walk()
    equal(s.said(), "/track t1, /clip c1")
    equal(s.mirror.clips.c1.revision, 2)
end

function scenes.what_is_gone_is_told_and_comes_back_with_a_higher_revision()
    local s = new_stage()
    local clip = s.daw.clips.c1
    s.daw.clips.c1 = nil
    s.walk()
    equal(s.said(), "/clip/gone c1")
    s.daw.clips.c1 = clip
    s.walk()
    equal(s.mirror.clips.c1.revision, 2)
    s.said()
    s.daw.tracks.t1, s.daw.clips.c1 = nil, nil
    s.walk()
    equal(s.said(), "/track/gone t1")
end

function scenes.a_walk_without_time_goes_on_where_it_was()
    local s = new_stage()
    s.daw.clips.c1.notes[3] = 69
    local looks = 0
    s.walk(function()
        looks = looks + 1
        return looks % 2 == 0
    end)
    equal(s.said(), "/clip c1")
end

function scenes.nothing_is_told_before_a_snapshot()
    local s = new_stage()
    s.mirror.announced = false
    s.daw.tracks.t1.name = "Organ"
    s.walk()
    equal(s.said(), "")
    equal(s.mirror.tracks.t1.revision, 2)
end

local function mixer(track_id, expected)
    return {kind = "mixer", index = 0, asked = {track_id = track_id, field = "volume_db", expected = expected, value = 1.0}}
end

local function move(s)
    return function(plan, change)
        local track = s.daw.tracks[change.asked.track_id]
        local before = track.volume_db
        plan.journal:note(function() track.volume_db = before end)
        track.volume_db = change.asked.value
        change.track_id = change.asked.track_id
    end
end

function scenes.changes_are_made_in_one_undo_step_and_answered_with_revisions()
    local s = new_stage()
    s.host.changes.mixer = {make = move(s)}
    local job, answers = s.apply({mixer("t1", 0.0), mixer("t2", -3.0)})
    equal(job(never), true)
    equal(answers()[1][4], 2)
    equal(answers()[3][1], "/done")
    equal(table.concat(s.undo, ","), "begin step,end")
end

function scenes.an_error_in_the_middle_takes_back_what_was_done()
    local s = new_stage()
    local made = move(s)
    s.host.changes.mixer = {make = function(plan, change)
        made(plan, change)
        if change.asked.track_id == "t2" then
            error("the disk is full")
        end
    end}
    local job, answers = s.apply({mixer("t1", 0.0), mixer("t2", -3.0)})
    equal(job(never), true)
    equal(answers()[1][1], "/error")
    equal(answers()[1][2], "script_error")
    equal(s.daw.tracks.t1.volume_db, 0.0)
    equal(s.daw.tracks.t2.volume_db, -3.0)
    equal(table.concat(s.undo, ","), "begin step,abort")
end

function scenes.an_inverse_that_fails_is_confessed()
    local s = new_stage()
    s.host.changes.mixer = {make = function(plan)
        plan.journal:note(function() error("gone") end)
        error("stop")
    end}
    local job, answers = s.apply({mixer("t1", 0.0)})
    job(never)
    assert(answers()[1][3]:find("Not all could be taken back"))
    assert(answers()[1][4]:find("by hand"))
end

function scenes.nothing_is_made_when_a_later_check_fails()
    local s = new_stage()
    s.host.changes.mixer = {make = move(s)}
    local job, answers = s.apply({mixer("t1", 0.0), mixer("t2", 5.0)})
    job(never)
    equal(answers()[1][2], "stale")
    equal(s.daw.tracks.t1.volume_db, 0.0)
    equal(#s.undo, 0)
end

function scenes.what_does_not_settle_is_taken_back()
    local s = new_stage()
    local made = move(s)
    s.host.changes.mixer = {make = function(plan, change)
        made(plan, change)
        change.settled = function() return false end
    end}
    local job, answers = s.apply({mixer("t1", 0.0)})
    equal(job(never), false)
    s.now_s = 0.9
    equal(job(never), false)
    s.now_s = 1.1
    equal(job(never), true)
    equal(answers()[1][2], "not_taken")
    equal(s.daw.tracks.t1.volume_db, 0.0)
end

function scenes.a_request_that_is_too_old_is_not_begun()
    local s = new_stage()
    s.host.changes.mixer = {make = move(s)}
    local job, answers = s.apply({mixer("t1", 0.0)})
    s.now_s = 1.5
    job(never)
    equal(answers()[1][2], "deadline_passed")
end

function scenes.places_and_revisions_are_checked()
    local s = new_stage()
    local none = {}
    s.host.changes["clip/create"], s.host.changes["clip/delete"] = none, none
    local function create(start_beats, scene_id)
        return {kind = "clip/create", index = 0, asked = {track_id = "t1", scene_id = scene_id or "",
            start_beats = start_beats, length_beats = 2.0}}
    end
    local function code(...)
        local job, answers = s.apply({...})
        job(never)
        return answers()[1][2]
    end
    equal(code(create(3.0)), "place_taken")
    equal(code(create(8.0), create(9.0)), "place_taken")
    equal(code(create(8.0, "scene-1")), "unsupported")
    equal(code(create(-1.0)), "bad_input")
    local function delete(revision)
        return {kind = "clip/delete", index = 0, asked = {clip_id = "c1", revision = revision}}
    end
    equal(code(delete(7)), "stale")
    equal(code({kind = "clip/delete", index = 0, asked = {clip_id = "c9", revision = 1}}), "not_found")
    local job, answers = s.apply({delete(1)})
    job(never)
    equal(answers()[2][1], "/done")
end

function scenes.meters_keep_to_their_rate()
    local s = new_stage()
    local meters, told = s.use("lua/meters").new(), 0
    local function level(id)
        if id ~= "gone" then
            return -6.0, -7.0
        end
    end
    local function send()
        told = told + 1
    end
    meters:watch("a b gone", 50)
    for step = 0, 99 do
        meters:tick(step / 100, level, send)
    end
    equal(told >= 28 and told <= 30, true, "30 readings of two tracks in a second, not " .. told)
    meters:watch("", 50)
    meters:tick(9, level, send)
    meters:watch("a", 0)
    meters:tick(10, level, send)
    equal(told <= 30, true)
end

function scenes.the_transport_is_told_at_once_when_it_starts_and_calmly_while_it_moves()
    local s = new_stage()
    local watch, told = s.use("lua/transport").new(), 0
    local function at(now_s, playing, position)
        watch:tick({playing, 0, position, 120.0, 4, 4, now_s}, function() told = told + 1 end)
    end
    at(0, 0, 0.0)
    at(0.01, 0, 0.0)
    equal(told, 1)
    at(0.02, 1, 0.0)
    equal(told, 2)
    for step = 3, 25 do
        at(step / 100, 1, step / 50)
    end
    equal(told, 4)
end

return scenes
