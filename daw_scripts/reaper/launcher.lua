-- "Launching" a clip in a DAW without slots: the edit cursor goes to the item and REAPER plays from
-- there; while it plays already, at the next bar or multiple of the quantum.

local use = ...
local beats, items, objects = use("reaper/beats"), use("reaper/items"), use("reaper/objects")
local problem, project, tempo = use("lua/problem"), use("reaper/project"), use("reaper/tempo")

local launcher = {}
local waiting -- {start_beats, due_beats}

local function play_beats()
    return beats.at(reaper.GetPlayPositionEx(project.pointer))
end

local function due_after(position, quantum_beats)
    if quantum_beats > 0 then
        return math.ceil(position / quantum_beats) * quantum_beats
    end
    local _, _, bar_end = reaper.TimeMap_QNToMeasures(project.pointer, position)
    return bar_end
end

local function go_to(start_beats)
    local seek = tempo.is_playing()
    reaper.SetEditCurPos2(project.pointer, beats.seconds(start_beats), true, seek)
    if not seek then
        reaper.OnPlayButtonEx(project.pointer)
    end
end

-- Raises a problem for a clip that is gone.
function launcher.launch(clip_id, quantum_beats)
    local item = objects.item_anywhere(clip_id)
    if not item then
        problem.raise("not_found", "There is no clip " .. clip_id .. ".", "It was deleted meanwhile.")
    end
    local start_beats = items.place(item)
    waiting = nil
    if tempo.is_playing() then
        waiting = {start_beats = start_beats, due_beats = due_after(play_beats(), quantum_beats)}
    else
        go_to(start_beats)
    end
end

function launcher.forget()
    waiting = nil
end

-- Call it at every tick.
function launcher.tick()
    if waiting and not tempo.is_playing() then
        waiting = nil
    elseif waiting and play_beats() >= waiting.due_beats then
        local start_beats = waiting.start_beats
        waiting = nil
        go_to(start_beats)
    end
end

return launcher
