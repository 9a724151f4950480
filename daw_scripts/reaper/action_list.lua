-- Sideman's actions in REAPER's action list, where keys, toolbars, MIDI, OSC and screen readers find them.
--
-- They are put there once for each place and each set of actions, which is remembered beyond this run of
-- REAPER: what the musician takes out of the list by hand stays out. When the scripts are gone from the
-- disk while one of them still runs, it takes the actions out again.

local SECTION, KEY = "Sideman", "actions"
local MAIN = 0

local NAMES = {
    "suggest", "suggest chords", "suggest melody", "suggest bass", "suggest drums", "suggest variation",
    "next", "audition", "accept", "reject", "undo", "revert last step",
    "kind, next", "density, more", "density, less", "adventure, more", "adventure, less", "bars, more", "bars, fewer",
    "show window", "selftest",
}

local action_list = {NAMES = NAMES}

-- Paths of the actions; `here` is the folder reaper/.
local function paths(here)
    local found = {}
    for _, name in ipairs(NAMES) do
        found[#found + 1] = string.format("%s/actions/Sideman - %s.lua", here, name)
    end
    return found
end

-- REAPER writes its list to disk at the last call only. False when it refuses one.
local function tell_reaper(is_there, all)
    local fine = true
    for position, path in ipairs(all) do
        local command = reaper.AddRemoveReaScript(is_there, MAIN, path, position == #all)
        fine = fine and command ~= 0
    end
    return fine
end

-- Puts the actions into the list, unless that was done before.
function action_list.fill(here)
    local sign = here .. "|" .. table.concat(NAMES, "|")
    if reaper.GetExtState(SECTION, KEY) == sign then
        return
    end
    if tell_reaper(true, paths(here)) then
        reaper.SetExtState(SECTION, KEY, sign, true)
    end
end

-- Takes them out, and Sideman itself, which the start-up script has put in.
function action_list.clear(here)
    local all = paths(here)
    table.insert(all, 1, here .. "/Sideman.lua")
    tell_reaper(false, all)
    reaper.DeleteExtState(SECTION, KEY, true)
end

return action_list
