-- Transport, metre and tempo map.

local use = ...
local beats = use("ardour/beats")

local LAST_TICK = 1000000 * beats.TICKS -- further than any session goes
local RAMP_STEPS = 256

local tempo = {}
local told_map

local function bpm_at(map, ticks)
    return map:quarters_per_minute_at(beats.position(ticks))
end

-- The tick on which the tempo that holds at a tick was set.
local function set_on(map, ticks)
    return beats.ticks_of(map:tempo_at(beats.position(ticks)):to_point():beats())
end

-- The starts of all tempos that begin after `from` and are in force at or before `to`: where both ends
-- have the same one nothing lies between, else each half is looked at.
local function starts_between(map, from, to, found)
    local last = set_on(map, to)
    if set_on(map, from) == last then
        return
    end
    if to - from <= 1 then
        found[#found + 1] = last
        return
    end
    local middle = (from + to) // 2
    starts_between(map, from, middle, found)
    starts_between(map, middle, to, found)
end

-- A ramp as the steps of a beat or more that come closest to it.
local function add_section(map, from, to, steps)
    if to == LAST_TICK or math.abs(bpm_at(map, from + 1) - bpm_at(map, to - 1)) < 1e-6 then
        steps[#steps + 1] = {from / beats.TICKS, bpm_at(map, from + 1)}
        return
    end
    local width = math.max(beats.TICKS, (to - from) // RAMP_STEPS)
    for start = from, to - 1, width do
        steps[#steps + 1] = {start / beats.TICKS, bpm_at(map, start + math.min(width, to - start) // 2)}
    end
end

-- {{start_beats, tempo_bpm}, ...}, or nil while the map is the one that was given last.
function tempo.steps()
    local map = Temporal.TempoMap.read()
    if told_map and told_map:sameinstance(map) then
        return nil
    end
    told_map = map
    local starts = {0}
    starts_between(map, 0, LAST_TICK, starts)
    local steps = {}
    for index, start in ipairs(starts) do
        add_section(map, start, starts[index + 1] or LAST_TICK, steps)
    end
    return steps
end

function tempo.now_s()
    return ARDOUR.LuaAPI.monotonic_time() / 1e6
end

-- The arguments of /transport.
function tempo.transport()
    local map, sample = Temporal.TempoMap.read(), Session:transport_sample()
    local ticks = beats.ticks_of(map:quarters_at_sample(sample))
    local metre = map:meter_at(beats.position(ticks))
    return {
        Session:transport_rolling() and 1 or 0, Session:actively_recording() and 1 or 0, ticks / beats.TICKS,
        bpm_at(map, ticks), metre:divisions_per_bar(), metre:note_value(), tempo.now_s(),
    }
end

return tempo
