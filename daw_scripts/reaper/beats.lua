-- REAPER keeps the timeline in seconds; the wire counts quarter notes. The tempo map stands between.

local use = ...
local project = use("reaper/project")

local GRAIN = 1e9

local beats = {}

-- Going through seconds leaves noise in the last digits, another after each change of tempo. A
-- billionth of a beat is far below any note, and keeps an item that nobody moved where it was.
function beats.clean(value)
    return math.floor(value * GRAIN + 0.5) / GRAIN
end

function beats.at(seconds)
    return beats.clean(reaper.TimeMap2_timeToQN(project.pointer, seconds))
end

function beats.seconds(value)
    return reaper.TimeMap2_QNToTime(project.pointer, value)
end

return beats
