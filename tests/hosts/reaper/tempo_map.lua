-- Quarter notes <-> seconds over REAPER's tempo markers: {qn, bpm, numerator, denominator, is_ramp}.
-- A ramp goes in a straight line over time to the next marker's tempo.

local tempo_map = {}

local function sections(markers)
    local found, time_s = {}, 0
    for index, marker in ipairs(markers) do
        local following = markers[index + 1]
        local to_bpm = marker.is_ramp and following and following.bpm or marker.bpm
        local seconds = following and (following.qn - marker.qn) * 120 / (marker.bpm + to_bpm) or math.huge
        found[index] = {marker = marker, qn = marker.qn, time_s = time_s, seconds = seconds, to_bpm = to_bpm}
        time_s = time_s + seconds
    end
    return found
end

local function last_at(found, key, value)
    local section = found[1]
    for _, candidate in ipairs(found) do
        if candidate[key] <= value then
            section = candidate
        end
    end
    return section
end

local function slope(section)
    return section.seconds < math.huge and (section.to_bpm - section.marker.bpm) / section.seconds or 0
end

function tempo_map.qn(markers, time_s)
    local section = last_at(sections(markers), "time_s", time_s)
    local t = time_s - section.time_s
    return section.qn + (section.marker.bpm * t + slope(section) * t * t / 2) / 60
end

function tempo_map.seconds(markers, qn)
    local section = last_at(sections(markers), "qn", qn)
    local beats, bpm, a = (qn - section.qn) * 60, section.marker.bpm, slope(section)
    if a == 0 then
        return section.time_s + beats / bpm
    end
    return section.time_s + (math.sqrt(bpm * bpm + 2 * a * beats) - bpm) / a
end

-- The marker in force at a time, and the tempo there.
function tempo_map.at(markers, time_s)
    local section = last_at(sections(markers), "time_s", time_s)
    return section.marker, section.marker.bpm + slope(section) * (time_s - section.time_s)
end

function tempo_map.marker_seconds(markers, index)
    return sections(markers)[index].time_s
end

return tempo_map
