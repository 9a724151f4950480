-- Ardour, as lua/envoy.lua wants to see a DAW.

local use = ...
local wire, problem = use("wire"), use("lua/problem")
local changes, notes, regions = use("ardour/changes"), use("ardour/notes"), use("ardour/regions")
local set, tempo, tracks, beats = use("ardour/set"), use("ardour/tempo"), use("ardour/tracks"), use("ardour/beats")

-- What they mean is in README.md beside this file.
local CAPABILITIES = {
    "timeline", "midi_regions", "mixer", "meters", "region_mute", "undo_group", "track_create", "stable_ids",
    "ppq=" .. beats.TICKS, "velocity=integer", "keeps=channel",
}

local host = {
    name = "ardour", title = "Ardour", version = tostring(ARDOUR.revision), script_version = "0.1.0",
    budget_s = 0.004, now_s = tempo.now_s,
    capabilities = table.concat(CAPABILITIES, " "), changes = changes,
    transport = tempo.transport, tempo_steps = tempo.steps,
    track_ids = tracks.ids, track = tracks.describe, level = tracks.level,
    clip_refs = regions.refs, clip = regions.describe, note_reader = notes.reader,
}

function host.set()
    return set.identity(wire.osc.clean_text)
end

function host.selection()
    return nil
end

function host.launch()
    problem.raise("unsupported", "Ardour 7 lets no script launch a clip.",
        "Put the transport where the region lies and play.")
end

function host.begin_undo(label)
    Session:begin_reversible_command(label)
end

function host.end_undo()
    if not Session:abort_empty_reversible_command() then
        Session:commit_reversible_command(nil)
    end
end

function host.abort_undo()
    Session:abort_reversible_command()
end

function host.log(text)
    print("Sideman: " .. text)
end

host.say = host.log

return host
