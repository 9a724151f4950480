-- Action: opens Sideman's small window.

local here = debug.getinfo(1, "S").source:match("^@(.*)[/\\]actions[/\\][^/\\]*$")
assert(loadfile(here .. "/press.lua"))(here, "window")
