-- What an action script does: hands its verb to the running Sideman. Called with the folder of the
-- scripts, the verb and its argument.

local here, verb, argument = ...
local root = here:match("^(.*)[/\\][^/\\]*$")
local use = assert(loadfile(root .. "/lua/use.lua"))(root)

if use("reaper/lock").is_held(reaper.time_precise()) then
    use("reaper/triggers").press(verb, argument or "")
else
    reaper.Help_Set("Sideman is not running: run the action Sideman first.", true)
end
