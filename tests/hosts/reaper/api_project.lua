-- The API's part about projects: tabs, saved words, transport, tempo map, undo, selection.

local host, api = ...
local history, model, pointers, tempo_map = host.use("history"), host.use("model"), host.use("pointers"), host.use("tempo_map")

local function project_of(pointer)
    return pointers.object(pointer) or host.front
end

api["reaper.EnumProjects"] = function(index)
    local project = index == -1 and host.front or host.tabs[index + 1]
    if not project then
        return nil, ""
    end
    return project.pointer, project.file
end

api["reaper.GetProjExtState"] = function(pointer, section, key)
    local value = project_of(pointer).words[section .. "\0" .. key] or ""
    return value ~= "" and 1 or 0, value
end

api["reaper.SetProjExtState"] = function(pointer, section, key, value)
    project_of(pointer).words[section .. "\0" .. key] = value
    return 1
end

api["reaper.ValidatePtr2"] = function(pointer, asked, kind)
    local object = pointers.object(asked)
    if not object or pointers.kind(asked) .. "*" ~= kind then
        return false
    end
    local item = object.item or object
    local owner = object.project or (item.track and item.track.project)
    return owner == project_of(pointer)
end

api["reaper.GetPlayStateEx"] = function(pointer)
    return project_of(pointer).play_state
end

api["reaper.GetPlayPositionEx"] = function(pointer)
    return project_of(pointer).play_s
end

api["reaper.GetCursorPositionEx"] = function(pointer)
    return project_of(pointer).cursor_s
end

api["reaper.SetEditCurPos2"] = function(pointer, seconds, _, seek)
    local project = project_of(pointer)
    project.cursor_s = seconds
    if seek and project.play_state & 1 ~= 0 then
        project.play_s = seconds
    end
end

api["reaper.OnPlayButtonEx"] = function(pointer)
    local project = project_of(pointer)
    project.play_state, project.play_s = 1, project.cursor_s
end

api["reaper.TimeMap2_timeToQN"] = function(pointer, seconds)
    return tempo_map.qn(project_of(pointer).tempo, seconds)
end

api["reaper.TimeMap2_QNToTime"] = function(pointer, qn)
    return tempo_map.seconds(project_of(pointer).tempo, qn)
end

api["reaper.TimeMap_GetTimeSigAtTime"] = function(pointer, seconds)
    local marker, bpm = tempo_map.at(project_of(pointer).tempo, seconds)
    return marker.numerator, marker.denominator, bpm
end

api["reaper.TimeMap_QNToMeasures"] = function(pointer, qn)
    local project = project_of(pointer)
    local marker = tempo_map.at(project.tempo, tempo_map.seconds(project.tempo, qn))
    local bar = marker.numerator * 4 / marker.denominator
    local number = math.floor((qn - marker.qn) / bar)
    return number + 1, marker.qn + number * bar, marker.qn + (number + 1) * bar
end

api["reaper.CountTempoTimeSigMarkers"] = function(pointer)
    local project = project_of(pointer)
    return project.has_tempo_markers and #project.tempo or 0
end

api["reaper.GetTempoTimeSigMarker"] = function(pointer, index)
    local project = project_of(pointer)
    local marker = project.tempo[index + 1]
    local seconds = tempo_map.marker_seconds(project.tempo, index + 1)
    return true, seconds, -1, -1.0, marker.bpm, marker.numerator, marker.denominator, marker.is_ramp
end

api["reaper.GetSet_LoopTimeRange2"] = function(pointer)
    return table.unpack(project_of(pointer).time_range)
end

api["reaper.GetSelectedTrack"] = function(pointer, index)
    local found = {}
    for _, track in ipairs(project_of(pointer).tracks) do
        if track.values.I_SELECTED ~= 0 then
            found[#found + 1] = track
        end
    end
    return found[index + 1] and found[index + 1].pointer
end

api["reaper.GetSelectedMediaItem"] = function(pointer, index)
    local found = {}
    for _, item in ipairs(model.items_of(project_of(pointer))) do
        if item.values.B_UISEL ~= 0 then
            found[#found + 1] = item
        end
    end
    return found[index + 1] and found[index + 1].pointer
end

api["reaper.Undo_BeginBlock2"] = function(pointer)
    local project = project_of(pointer)
    project.block_depth = project.block_depth + 1
end

-- Without flags nothing is registered that only a script has changed.
api["reaper.Undo_EndBlock2"] = function(pointer, label, flags)
    local project = project_of(pointer)
    if project.block_depth == 0 then
        host.violate("Undo_EndBlock2 without a begin")
    end
    project.block_depth = project.block_depth - 1
    if project.block_depth == 0 and flags ~= 0 then
        history.step(project, label)
    end
end

api["reaper.Undo_CanUndo2"] = function(pointer)
    return history.last(project_of(pointer))
end

api["reaper.Undo_CanRedo2"] = function(pointer)
    return history.next(project_of(pointer))
end

api["reaper.Undo_DoUndo2"] = function(pointer)
    return history.undo(project_of(pointer))
end

-- Does not move for what scripts do: only the musician's own steps count.
api["reaper.GetProjectStateChangeCount"] = function(pointer)
    return project_of(pointer).own_steps or 0
end
