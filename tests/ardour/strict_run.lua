-- ardour7-lua strict_run.lua SCRIPT WORDS...: runs another script in an Ardour that counts its arguments.

local here = debug.getinfo(1, "S").source:match("^@(.*)/[^/]*$")
assert(loadfile(here .. "/../hosts/ardour/strict.lua"))(here .. "/../hosts/ardour").tighten()

local script = table.remove(arg, 1)
assert(loadfile(script))(table.unpack(arg))
