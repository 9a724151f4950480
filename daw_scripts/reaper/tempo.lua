-- Transport, metre and tempo map.

local use = ...
local beats, project = use("reaper/beats"), use("reaper/project")

local PLAYING, RECORDING = 1, 4
local RAMP_STEPS = 64

local tempo = {}
local told_sign

function tempo.now_s()
    return reaper.time_precise()
end

-- The map counts as never told.
function tempo.forget()
    told_sign = nil
end

-- Quarter notes a minute between two times: what all notations of tempo and metre come down to.
local function bpm_between(from_s, to_s)
    local from, to = reaper.TimeMap2_timeToQN(project.pointer, from_s), reaper.TimeMap2_timeToQN(project.pointer, to_s)
    return math.floor((to - from) * 60 / (to_s - from_s) * 1e6 + 0.5) / 1e6
end

local function markers()
    local found = {}
    for index = 0, reaper.CountTempoTimeSigMarkers(project.pointer) - 1 do
        local _, time_s, _, _, bpm, _, _, is_ramp = reaper.GetTempoTimeSigMarker(project.pointer, index)
        found[#found + 1] = {time_s = time_s, bpm = bpm, is_ramp = is_ramp}
    end
    return found
end

local function sign_of(found)
    local words = {bpm_between(0, 1)}
    for _, marker in ipairs(found) do
        words[#words + 1] = string.format("%.9f %.9f %s", marker.time_s, marker.bpm, marker.is_ramp)
    end
    return table.concat(words, " ")
end

-- A ramp as the steps of a beat or more that come closest to it.
local function add_section(steps, from_s, to_s, is_ramp)
    local start, after = beats.at(from_s), beats.at(to_s)
    local count = is_ramp and math.max(1, math.min(RAMP_STEPS, math.floor(after - start))) or 1
    for step = 0, count - 1 do
        local step_start = start + (after - start) * step / count
        local step_end = start + (after - start) * (step + 1) / count
        local bpm = bpm_between(beats.seconds(step_start), beats.seconds(step_end))
        steps[#steps + 1] = {beats.clean(step_start), bpm}
    end
end

-- {{start_beats, tempo_bpm}, ...}, or nil while the map is the one that was given last.
function tempo.steps()
    local found = markers()
    local sign = sign_of(found)
    if sign == told_sign then
        return nil
    end
    told_sign = sign
    if not found[1] or found[1].time_s > 0 then
        table.insert(found, 1, {time_s = 0, is_ramp = false})
    end
    local steps = {}
    for index, marker in ipairs(found) do
        local following = found[index + 1]
        add_section(steps, marker.time_s, following and following.time_s or marker.time_s + 1,
            marker.is_ramp and following ~= nil)
    end
    return steps
end

function tempo.is_playing()
    return reaper.GetPlayStateEx(project.pointer) & PLAYING ~= 0
end

-- The arguments of /transport.
function tempo.transport()
    local state = reaper.GetPlayStateEx(project.pointer)
    local is_playing = state & PLAYING ~= 0
    local position_s = is_playing and reaper.GetPlayPositionEx(project.pointer)
        or reaper.GetCursorPositionEx(project.pointer)
    local numerator, denominator, bpm = reaper.TimeMap_GetTimeSigAtTime(project.pointer, position_s)
    return {
        is_playing and 1 or 0, state & RECORDING ~= 0 and 1 or 0, beats.at(position_s), bpm, numerator, denominator,
        tempo.now_s(),
    }
end

return tempo
