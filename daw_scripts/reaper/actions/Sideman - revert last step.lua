-- Action: undoes REAPER's last step, but only when it is one of Sideman's.

local here = debug.getinfo(1, "S").source:match("^@(.*)[/\\]actions[/\\][^/\\]*$")
assert(loadfile(here .. "/press.lua"))(here, "revert")
