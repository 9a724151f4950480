-- Action: asks Sideman for variations of the selected item.

local here = debug.getinfo(1, "S").source:match("^@(.*)[/\\]actions[/\\][^/\\]*$")
assert(loadfile(here .. "/press.lua"))(here, "suggest", "variation")
