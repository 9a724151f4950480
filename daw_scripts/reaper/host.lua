-- REAPER, as lua/envoy.lua wants to see a DAW.

local use = ...
local changes, items, launcher = use("reaper/changes"), use("reaper/items"), use("reaper/launcher")
local project, selection, tempo = use("reaper/project"), use("reaper/selection"), use("reaper/tempo")
local tracks, undo, voice = use("reaper/tracks"), use("reaper/undo"), use("reaper/voice")

-- What they mean is in README.md beside this file.
local CAPABILITIES = {
    "timeline", "mixer", "meters", "meter_point=pre_fader", "undo_group", "track_create", "track_delete",
    "stable_ids", "launch", "selection", "velocity=integer", "keeps=channel,muted,release_velocity",
}

local host = {
    name = "reaper", title = "REAPER", version = reaper.GetAppVersion(), script_version = "0.1.0",
    budget_s = 0.004, now_s = tempo.now_s, changes = changes, set = project.set,
    transport = tempo.transport, tempo_steps = tempo.steps, selection = selection,
    track_ids = tracks.ids, track = tracks.describe, sends = tracks.sends,
    level = tracks.level,
    clip_refs = items.refs, ref_reader = items.ref_reader, clip = items.describe, note_reader = items.note_reader,
    launch = launcher.launch, say = voice.say, log = voice.log,
    begin_undo = undo.begin, end_undo = undo.finish, abort_undo = undo.abort,
}

-- Looks at the open project for what depends on it. Call it when another one is in front.
function host.measure()
    host.capabilities = table.concat(CAPABILITIES, " ") .. " ppq=" .. items.ppq()
end

return host
