-- Action: asks Sideman for drums at the selected place.

local here = debug.getinfo(1, "S").source:match("^@(.*)[/\\]actions[/\\][^/\\]*$")
assert(loadfile(here .. "/press.lua"))(here, "suggest", "drums")
