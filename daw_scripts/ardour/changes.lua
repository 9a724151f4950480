-- What each kind of change does in Ardour; the phases are those of lua/apply.lua.
--
-- Ardour 7 makes an undo step of its own from every exchange of notes. For a new region that happens
-- before it is put on its track, so one Undo takes all new regions of a request away, and the steps
-- below it do nothing that is seen or heard.

local use = ...
local each = use("ardour/each")
local beats, regions, notes, tracks = use("ardour/beats"), use("ardour/regions"), use("ardour/notes"), use("ardour/tracks")
local strips, template, problem = use("ardour/strips"), use("ardour/template"), use("lua/problem")

local changes = {}

local function put(playlist, region, position)
    playlist:add_region(region, position, 1, false)
end

changes["clip/create"] = {
    check = function(_, change)
        notes.check(change.notes, change.asked.length_beats)
    end,
    prepare = function(plan, change)
        local asked = change.asked
        local region = template.copy(asked.track_id)
        regions.rename(region, asked.name)
        region:set_length(beats.length(beats.to_ticks(asked.length_beats), beats.to_ticks(asked.start_beats)))
        region:set_muted(asked.muted == 1)
        notes.replace(region, change.notes, asked.length_beats, plan.request.label, plan.journal)
        change.region = region
    end,
    make = function(plan, change)
        local region, track_id = change.region, change.asked.track_id
        local playlist = regions.playlist(track_id)
        regions.undoable(playlist, function()
            put(playlist, region, beats.position(beats.to_ticks(change.asked.start_beats)))
        end)
        plan.journal:note(function() playlist:remove_region(region) end)
        change.ref = {id = tracks.id_of(region), track_id = track_id}
        change.region = nil
    end,
}

-- Another region that plays from the same source (a split or linked one) would change with this one.
local function check_alone(change)
    local source_id = tracks.id_of(regions.find(change.ref):source(0))
    for _, ref in ipairs(regions.refs()) do
        local other = ref.id ~= change.ref.id and regions.find(ref)
        if other and tracks.id_of(other:source(0)) == source_id then
            problem.raise("unsupported", change.clip.name .. " shares its notes with " .. other:name() .. ".",
                "In Ardour: select it, then Region > MIDI > Unlink from Other Copies.")
        end
    end
end

changes["clip/replace"] = {
    check = function(_, change)
        notes.check(change.notes, change.asked.length_beats)
        check_alone(change)
    end,
    make = function(plan, change)
        local region, asked = regions.find(change.ref), change.asked
        local name, length, position = region:name(), region:length(), region:position():ticks()
        plan.journal:note(function()
            region:set_name(name)
            region:set_length(length)
        end)
        regions.undoable(region, function()
            regions.rename(region, asked.name)
            region:set_length(beats.length(beats.to_ticks(asked.length_beats), position))
        end)
        change.old_length_beats = change.clip.length_beats
    end,
    finish = function(plan, change)
        local length_beats = math.max(change.old_length_beats, change.asked.length_beats)
        notes.replace(regions.find(change.ref), change.notes, length_beats, plan.request.label, plan.journal)
    end,
}

changes["clip/delete"] = {
    make = function(plan, change)
        local region, playlist = regions.find(change.ref), regions.playlist(change.ref.track_id)
        local position = region:position()
        regions.undoable(playlist, function() playlist:remove_region(region) end)
        plan.journal:note(function() put(playlist, region, position) end)
    end,
}

changes["mixer"] = {
    check = function(_, change)
        strips.check(change.asked.track_id, change.asked.field, change.asked.value)
    end,
    make = function(plan, change)
        local asked = change.asked
        change.track_id = asked.track_id
        change.settled = strips.set(asked.track_id, asked.field, asked.value, plan.journal)
    end,
}

local function channels(kind, count)
    return ARDOUR.ChanCount(ARDOUR.DataType(kind), count)
end

local MAKE_TRACK = {
    midi = function(name)
        return Session:new_midi_track(channels("midi", 1), channels("midi", 1), false, ARDOUR.PluginInfo(), nil, nil,
            1, name, ARDOUR.PresentationInfo.max_order, ARDOUR.TrackMode.Normal, true, true)
    end,
    audio = function(name)
        return Session:new_audio_track(1, 2, nil, 1, name, ARDOUR.PresentationInfo.max_order,
            ARDOUR.TrackMode.Normal, true, false)
    end,
}

changes["track/create"] = {
    check = function(plan, change)
        if not MAKE_TRACK[change.asked.kind] then
            problem.raise("unsupported", "Sideman makes MIDI and audio tracks in Ardour, no others.")
        end
        if #plan.request.changes > 1 then
            problem.raise("unsupported", "A script cannot take a new track back in Ardour.",
                "Ask for the track alone, and for the rest after it.")
        end
    end,
    finish = function(_, change)
        for route in each(MAKE_TRACK[change.asked.kind](change.asked.name)) do
            change.track_id = tracks.id_of(route)
        end
        if not change.track_id then
            problem.raise("refused", "Ardour made no track.", "Is the session read-only?")
        end
    end,
}

changes["track/delete"] = {
    check = function()
        problem.raise("unsupported", "Ardour lets no script delete a track.",
            "In Ardour: select it, then Track > Remove.")
    end,
}

return changes
