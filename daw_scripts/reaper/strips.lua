-- The five mixer controls of a track: REAPER's name for each, its units, and how it is set.

local use = ...
local levels, objects, problem = use("reaper/levels"), use("reaper/objects"), use("lua/problem")

local SOLO_IN_PLACE = 2

local function same(value)
    return value
end

local function is_on(value)
    return value ~= 0 and 1 or 0
end

local CONTROLS = {
    volume_db = {key = "D_VOL", from = levels.db, to = levels.coefficient},
    pan = {key = "D_PAN", from = same, to = same},
    muted = {key = "B_MUTE", from = is_on, to = same},
    soloed = {key = "I_SOLO", from = is_on, to = function(value) return value ~= 0 and SOLO_IN_PLACE or 0 end},
    armed = {key = "I_RECARM", from = is_on, to = same},
}
local NOT_ON_MASTER = {soloed = true, armed = true}
local TOLERANCE = 1e-6

local strips = {}

-- Puts the values of all controls into a table, by the names of the wire.
function strips.read(track, into)
    for field, control in pairs(CONTROLS) do
        into[field] = control.from(reaper.GetMediaTrackInfo_Value(track, control.key))
    end
end

-- Raises a problem when the track has no such control.
function strips.check(track_id, field)
    if track_id == objects.MASTER and NOT_ON_MASTER[field] then
        problem.raise("unsupported", "The master track cannot be " .. field .. ".", "Choose another track.")
    end
end

-- Sets a control and makes sure that REAPER took the value over.
function strips.set(track_id, field, value, journal)
    local control, track = CONTROLS[field], objects.track(track_id)
    local before, wanted = reaper.GetMediaTrackInfo_Value(track, control.key), control.to(value)
    journal:note(function()
        reaper.SetMediaTrackInfo_Value(objects.track(track_id), control.key, before)
    end)
    reaper.SetMediaTrackInfo_Value(track, control.key, wanted)
    if math.abs(reaper.GetMediaTrackInfo_Value(track, control.key) - wanted) > TOLERANCE then
        problem.raise("not_taken", "REAPER did not take the value of " .. field .. " over.",
            "Is the track controlled by a group, an envelope or a surface?")
    end
end

return strips
