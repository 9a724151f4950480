-- Action: asks for bolder suggestions.

local here = debug.getinfo(1, "S").source:match("^@(.*)[/\\]actions[/\\][^/\\]*$")
assert(loadfile(here .. "/press.lua"))(here, "turn", "adventure 1")
