-- Action: tries in this REAPER, on a track that is gone again afterwards, what Sideman relies on, and writes
-- what it found into a report that `sideman doctor` reads.

local here = debug.getinfo(1, "S").source:match("^@(.*)[/\\]actions[/\\][^/\\]*$")
local root = here:match("^(.*)[/\\][^/\\]*$")
local use = assert(loadfile(root .. "/lua/use.lua"))(root)

use("reaper/selftest").run(here .. "/sideman.json")
