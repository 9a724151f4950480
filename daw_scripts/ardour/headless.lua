-- ardour7-lua headless.lua SESSION_FOLDER NAME PAIR_FOLDER TOKEN_FILE [save-on-exit] [stop-file=PATH]
--
-- A whole Ardour without a screen, driven by Sideman. It ends when the daemon says /bye "quit" or the
-- stop file appears, and saves only when it was asked to. (Words with dashes are ardour7-lua's own.)

local root = debug.getinfo(1, "S").source:match("^@(.*)/ardour/[^/]*$") or ".."
local use = assert(loadfile(root .. "/lua/use.lua"))(root)

use("ardour/run_headless").run(use("ardour/run_headless").options(arg))
