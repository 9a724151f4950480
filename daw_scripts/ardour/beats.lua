-- Ardour's musical time. It keeps notes and regions on a grid of 1920 ticks a quarter note.

local TICKS = 1920

local beats = {TICKS = TICKS}

function beats.to_ticks(value)
    return math.floor(value * TICKS + 0.5)
end

-- Ardour 7 gives a script no number for its beats, only the text "beats:ticks".
function beats.ticks_of(value)
    local whole, rest = value:str():match("(-?%d+):(-?%d+)")
    return tonumber(whole) * TICKS + tonumber(rest)
end

function beats.value(value)
    return Temporal.Beats.from_double(value)
end

function beats.position(ticks)
    return Temporal.timepos_t.from_ticks(ticks)
end

function beats.length(ticks, position_ticks)
    return Temporal.timecnt_t.from_ticks(ticks, beats.position(position_ticks))
end

return beats
