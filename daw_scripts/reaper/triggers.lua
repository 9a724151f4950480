-- Presses of Sideman's actions, handed from the action scripts to the running one: words in an
-- ExtState that lives as long as REAPER runs.

local SECTION, KEY = "Sideman", "presses"
local PRESS = "([^;\t]+)\t([^;\t]*);"

local triggers = {}

function triggers.press(verb, argument)
    local waiting = reaper.GetExtState(SECTION, KEY)
    reaper.SetExtState(SECTION, KEY, waiting .. verb .. "\t" .. (argument:gsub("[;\t\r\n]", " ")) .. ";", false)
end

-- Calls act(verb, argument) for each press since the last time.
function triggers.take(act)
    local waiting = reaper.GetExtState(SECTION, KEY)
    if waiting ~= "" then
        reaper.DeleteExtState(SECTION, KEY, false)
        for verb, argument in waiting:gmatch(PRESS) do
            act(verb, argument)
        end
    end
end

return triggers
