-- Presses of Sideman's actions, handed to the running hook. Ardour runs actions and each hook in Luas of
-- their own, so the presses lie in a file beside the file pairs, one for each session. Both sides run in
-- Ardour's window, one after the other; the daemon clears the file away when it starts.
--
-- A line is: when it was pressed (seconds of Ardour's monotonic clock), verb, argument, with tabs between.

local use = ...
local set = use("ardour/set")

local PRESS = "([%d.]+)\t([^\t\n]*)\t([^\t\n]*)\n"
local TAKEN_WITHIN_S = 2

local triggers = {}

local function path_in(folder)
    return folder .. "/presses-" .. set.identity(tostring)
end

local function waiting_in(folder)
    local file = io.open(path_in(folder), "rb")
    if not file then
        return ""
    end
    local waiting = file:read("a")
    file:close()
    return waiting
end

-- Gives true, or nil and what the musician should know.
function triggers.press(folder, verb, argument, now_s)
    local oldest_s = tonumber((waiting_in(folder):match(PRESS)))
    local is_stale = oldest_s ~= nil and math.abs(now_s - oldest_s) > TAKEN_WITHIN_S
    local file, message = io.open(path_in(folder), is_stale and "wb" or "ab")
    if not file then
        return nil, "Sideman was never started on this computer, or its folder is gone: " .. message
    end
    file:write(string.format("%.3f\t%s\t%s\n", now_s, verb, (argument:gsub("[%c]", " "))))
    file:close()
    if is_stale then
        return nil, "Sideman's hook did not take the press before this one. Is it still in "
            .. "Edit > Lua Scripts > Script Manager > Action Hooks? Else: sideman install ardour."
    end
    return true
end

-- Calls act(verb, argument) for each press since the last time.
function triggers.take(folder, act)
    local waiting = waiting_in(folder)
    if waiting ~= "" then
        os.remove(path_in(folder))
        for _, verb, argument in waiting:gmatch(PRESS) do
            act(verb, argument)
        end
    end
end

-- What was pressed before the hook ran was meant for nobody.
function triggers.forget(folder)
    triggers.take(folder, function() end)
end

return triggers
