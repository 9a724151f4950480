-- The API's part about tracks.

local host, api = ...
local history, model, pointers = host.use("history"), host.use("model"), host.use("pointers")

local object = pointers.object

api["reaper.CountTracks"] = function(project)
    return #object(project).tracks
end

api["reaper.GetTrack"] = function(project, index)
    local track = object(project).tracks[index + 1]
    return track and track.pointer
end

api["reaper.GetMasterTrack"] = function(project)
    return object(project).master.pointer
end

api["reaper.GetTrackGUID"] = function(track)
    return object(track).guid
end

api["reaper.GetParentTrack"] = function(track)
    local parent = model.parent(object(track))
    return parent and parent.pointer
end

api["reaper.GetSetMediaTrackInfo_String"] = function(pointer, key, text, set)
    local track = object(pointer)
    assert(key == "P_NAME", key .. " is not modelled")
    if set then
        track.name = text
    end
    return true, track.name
end

api["reaper.GetMediaTrackInfo_Value"] = function(pointer, key)
    local track = object(pointer)
    if key == "IP_TRACKNUMBER" then
        return track == track.project.master and -1.0 or model.track_index(track) + 1.0
    end
    return track.values[key]
end

-- A control that an envelope, a group or a surface holds takes a value and drops it.
api["reaper.SetMediaTrackInfo_Value"] = function(pointer, key, value)
    local track = object(pointer)
    if not (track.held and track.held[key]) then
        track.values[key] = value + 0.0
    end
    return true
end

api["reaper.InsertTrackInProject"] = function(project, index)
    model.insert_track(object(project), index)
end

-- Always into the project in front.
api["reaper.InsertTrackAtIndex"] = function(index)
    model.insert_track(host.front, index)
end

api["reaper.DeleteTrack"] = function(track)
    model.delete_track(object(track))
end

api["reaper.GetTrackStateChunk"] = function(track)
    return true, history.track_chunk(object(track))
end

api["reaper.SetTrackStateChunk"] = function(track, chunk)
    history.load_track_chunk(object(track), chunk)
    return true
end

-- Linear, and before the track's fader.
api["reaper.Track_GetPeakInfo"] = function(track, channel)
    return object(track).peaks[channel + 1]
end

-- A hundredth of a dB's number: -0.06 is -6 dB. The hold is what sounded loudest since it was cleared.
api["reaper.Track_GetPeakHoldDB"] = function(pointer, channel, clear)
    local track = object(pointer)
    track.holds = track.holds or {0.0, 0.0}
    local held = math.max(track.holds[channel + 1], track.peaks[channel + 1])
    track.holds[channel + 1] = clear and 0.0 or held
    return (held > 0 and 20 * math.log(held, 10) or -150.0) / 100
end

-- Only sends (category 0) are modelled, no receives and no hardware outputs.
api["reaper.GetTrackNumSends"] = function(pointer, category)
    assert(category == 0)
    return #(object(pointer).sends or {})
end

api["reaper.GetTrackSendInfo_Value"] = function(pointer, category, index, key)
    assert(category == 0)
    local send = object(pointer).sends[index + 1]
    return ({P_DESTTRACK = send.to.pointer, D_VOL = send.level, B_MUTE = send.is_muted and 1.0 or 0.0})[key]
end
