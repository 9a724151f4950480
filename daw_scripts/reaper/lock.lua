-- One Sideman at a time: the running script shows a heartbeat, and another one that is started beside
-- it goes away. A script that has stood still too long (a dialog was open) and finds another in its
-- place goes away itself.

local SECTION, KEY = "Sideman", "running"
local BEAT_S, ALIVE_S = 0.5, 3

local lock = {}
local mine, beat_due_s

local function owner()
    local word, beat_s = reaper.GetExtState(SECTION, KEY):match("^(%S+) (%S+)$")
    return word, tonumber(beat_s)
end

-- Whether a script is running.
function lock.is_held(now_s)
    local word, beat_s = owner()
    return word ~= nil and now_s - beat_s < ALIVE_S
end

-- Tries to be the one; false while another is.
function lock.take(epoch, now_s)
    if lock.is_held(now_s) then
        return false
    end
    mine, beat_due_s = epoch, 0
    return lock.hold(now_s)
end

-- Call it at every tick; false when another script has taken over.
function lock.hold(now_s)
    if now_s < beat_due_s then
        return true
    end
    local is_first = beat_due_s == 0
    if not is_first and owner() ~= mine then
        return false
    end
    beat_due_s = now_s + BEAT_S
    reaper.SetExtState(SECTION, KEY, string.format("%s %.3f", mine, now_s), false)
    return true
end

function lock.release()
    if owner() == mine then
        reaper.DeleteExtState(SECTION, KEY, false)
    end
end

return lock
