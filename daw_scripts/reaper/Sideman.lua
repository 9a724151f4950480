-- Sideman for REAPER: run this action to connect; run it again to stop. See README.md beside it.

local here = debug.getinfo(1, "S").source:match("^@(.*)[/\\][^/\\]*$")
local root = here:match("^(.*)[/\\][^/\\]*$")
local use = assert(loadfile(root .. "/lua/use.lua"))(root)

use("reaper/run").start(here)
