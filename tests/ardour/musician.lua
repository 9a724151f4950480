-- headless.lua with a musician at the desk (desk.lua). Ardour counts the script's arguments
-- (tests/hosts/ardour), and the lines of the scripts that ran are noted.
--
-- Words besides headless.lua's: desk=FOLDER root=DAW_SCRIPTS coverage=FILE

-- Collecting all the time: what relies on garbage that happens to be there still fails at once.
collectgarbage("setpause", 10)

local here = debug.getinfo(1, "S").source:match("^@(.*)/[^/]*$")
local words = {}
for index, word in ipairs(arg) do
    words[word:match("^(%w+)=") or index] = word:match("^%w+=(.*)") or word
end

local ran = {}
if words.coverage then
    debug.sethook(function(_, line)
        local source = debug.getinfo(2, "S").source
        local file = source:match("daw_scripts/(.*)$")
        if file then
            ran[file .. ":" .. line] = true
        end
    end, "l")
end

local look_at_desk, write = dofile(here .. "/desk.lua")(words.desk)
strict = assert(loadfile(here .. "/../hosts/ardour/strict.lua"))(here .. "/../hosts/ardour")
strict.tighten()
window = assert(loadfile(here .. "/../hosts/ardour/window.lua"))(strict)
scripts = words.root
local use = assert(loadfile(words.root .. "/lua/use.lua"))(words.root)
sideman = use -- so that a wish can reach into the script itself
strict.tighten_host(use("ardour/host"))
local headless = use("ardour/run_headless")
local quit_ardour = quit

function quit(...)
    debug.sethook()
    if words.coverage then
        local lines = {}
        for line in pairs(ran) do
            lines[#lines + 1] = line
        end
        table.sort(lines)
        write(words.coverage, table.concat(lines, "\n"))
    end
    quit_ardour(...)
end

headless.run(headless.options(arg), look_at_desk)
