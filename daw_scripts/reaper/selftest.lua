-- What only a real REAPER can tell. Each row is tried on a track that is made for it, inside one undo
-- step that is taken back at the end; the report is for the musician to send.

local use = ...
local changes, events, items = use("reaper/changes"), use("reaper/events"), use("reaper/items")
local journal, notes, objects = use("lua/journal"), use("reaper/notes"), use("reaper/objects")
local probe, project, undo = use("reaper/probe"), use("reaper/project"), use("reaper/undo")

local REPORT = "/Sideman-selftest.json"
local LABEL = "Sideman: selftest"
local LINE = {
    {start_beats = 0.0, length_beats = 1.0, pitch = 60, velocity = 100, release_velocity = 33, channel = 0, muted = false},
    {start_beats = 1.0, length_beats = 1 / 3, pitch = 127, velocity = 1, release_velocity = 64, channel = 15, muted = true},
    {start_beats = 1.0, length_beats = 1.0, pitch = 60, velocity = 127, release_velocity = 0, channel = 0, muted = false},
}

local selftest = {}

local function new_clip(name)
    local plan = {journal = journal.new()}
    local track = {asked = {name = name, kind = "midi"}}
    changes["track/create"].make(plan, track)
    local clip = {notes = LINE, asked = {
        track_id = track.track_id, start_beats = 3.0, length_beats = 4.0, name = name, color = 0x3366CC, muted = 0,
    }}
    changes["clip/create"].make(plan, clip)
    return track.track_id, clip.ref
end

local function events_of(ref)
    local _, buffer = reaper.MIDI_GetAllEvts(items.midi_take(objects.item(ref)))
    return events.scanner(buffer)(function() return false end)
end

local function kept_lines(ref)
    local lines = {}
    for position, note in ipairs(events_of(ref)) do
        lines[position] = string.format("%g-%g %d %d %d %d %s", note.from, note.to, note.pitch, note.channel,
            note.velocity, note.release_velocity, note.muted)
    end
    table.sort(lines)
    return table.concat(lines, ", ")
end

local function facts_of(track_id, ref, item)
    local clip = items.describe(ref)
    local frame = notes.frame(items.midi_take(item), clip.start_beats, clip.length_beats)
    return {
        item_start_beats = clip.start_beats, item_length_beats = clip.length_beats, item_name = clip.name,
        item_color = clip.color, ppq = frame.ppq, first_tick = frame.first, notes = kept_lines(ref),
        track_id = track_id, item_id = ref.id,
        meter_of_silence = reaper.Track_GetPeakInfo(objects.track(track_id), 0),
    }
end

-- Names and values of everything that was tried.
local function try()
    project.look()
    local tracks_before = reaper.CountTracks(project.pointer)
    local count_before = reaper.GetProjectStateChangeCount(project.pointer)
    undo.begin(LABEL)
    local track_id, ref = new_clip('Selftest "½" 🎹')
    undo.finish()
    local item = objects.item(ref)
    local found = facts_of(track_id, ref, item)
    found.state_count_moved = reaper.GetProjectStateChangeCount(project.pointer) ~= count_before
    found.undo_label = reaper.Undo_CanUndo2(project.pointer)
    undo.revert_ours()
    found.undone_in_one_step = reaper.CountTracks(project.pointer) == tracks_before
    found.pointer_valid_after_undo = reaper.ValidatePtr2(project.pointer, item, "MediaItem*")
    local _, word = reaper.GetProjExtState(project.pointer, "Sideman", "set_id")
    found.identity_survives_undo = word == project.set_id
    return found
end

local function json(values)
    local lines = {}
    for name, value in pairs(values) do
        local is_text = type(value) == "string"
        local shown = is_text and '"' .. value:gsub('["\\]', "\\%0") .. '"' or tostring(value)
        lines[#lines + 1] = string.format('  "%s": %s', name, shown)
    end
    table.sort(lines)
    return "{\n" .. table.concat(lines, ",\n") .. "\n}\n"
end

function selftest.run()
    local fine, found = pcall(try)
    found = fine and found or {failed = tostring(found)}
    found.reaper, found.system, found.lua = reaper.GetAppVersion(), reaper.GetOS(), _VERSION
    for _, name in ipairs({"InsertTrackInProject", "set_action_options", "osara_outputMessage"}) do
        found["has_" .. name] = probe.has(name)
    end
    local path = reaper.GetResourcePath() .. REPORT
    local file, message = io.open(path, "wb")
    if file then
        file:write(json(found))
        file:close()
    end
    reaper.Help_Set(file and "Sideman wrote " .. path or "Sideman cannot write its report: " .. message, true)
end

return selftest
