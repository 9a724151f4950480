-- The five mixer controls of a track: where they are, their units, and how they are set.

local use = ...
local levels, tracks, problem = use("ardour/levels"), use("ardour/tracks"), use("lua/problem")

local function same(value)
    return value
end

local CONTROLS = {
    volume_db = {
        of = function(route) return route:gain_control() end,
        to = levels.coefficient, tolerance = 1e-6,
    },
    pan = {
        of = function(route) return route:pan_azimuth_control() end,
        to = levels.azimuth, tolerance = 1e-6,
    },
    muted = {of = function(route) return route:mute_control() end, to = same, tolerance = 0.5},
    soloed = {of = function(route) return route:solo_control() end, to = same, tolerance = 0.5},
    armed = {of = function(route) return route:rec_enable_control() end, to = same, tolerance = 0.5},
}

local strips = {}

-- A track's control; nil when the track is gone, and one that isnil() where the track has none.
function strips.control(track_id, field)
    local route = tracks.route(track_id)
    return route and CONTROLS[field].of(route)
end

-- Raises a problem when the track has no such control, or the value is beyond it.
function strips.check(track_id, field, value)
    local control = strips.control(track_id, field)
    if not control or control:isnil() then
        problem.raise("unsupported", "This track has no " .. field .. ".",
            field == "pan" and "Ardour gives a panner to tracks with audio outputs." or "Choose another track.")
    end
    local wanted = CONTROLS[field].to(value)
    if wanted < control:lower() - 1e-9 or wanted > control:upper() + 1e-9 then
        problem.raise("unsupported", string.format("%s cannot be %g in Ardour.", field, value),
            "Its faders end at " .. string.format("%+.1f dB.", levels.db(control:upper())))
    end
end

-- Sets a control; gives a function that says whether Ardour has taken the value over, which for
-- switches is at its next process cycle. Other members of a track group stay as they are.
function strips.set(track_id, field, value, journal)
    local row, control = CONTROLS[field], strips.control(track_id, field)
    local before, wanted = control:get_value(), row.to(value)
    journal:note(function()
        control:set_value(before, PBD.GroupControlDisposition.NoGroup)
    end)
    control:set_value(wanted, PBD.GroupControlDisposition.NoGroup)
    return function()
        return math.abs(control:get_value() - wanted) <= row.tolerance
    end
end

return strips
