-- Action: takes the last accepted suggestion out again, if nobody has changed it since.

local here = debug.getinfo(1, "S").source:match("^@(.*)[/\\]actions[/\\][^/\\]*$")
assert(loadfile(here .. "/press.lua"))(here, "undo")
