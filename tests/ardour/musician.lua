-- headless.lua with a musician at the desk: what a test writes into a file is done in Ardour, as a
-- person would have done it with the mouse. It also notes which lines of the scripts have run.
--
-- Words besides headless.lua's: desk=FOLDER root=DAW_SCRIPTS coverage=FILE

-- Collecting all the time: what relies on garbage that happens to be there still fails at once.
collectgarbage("setpause", 10)

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

local function write(path, text)
    local file = assert(io.open(path .. ".new", "wb"))
    file:write(text)
    file:close()
    os.rename(path .. ".new", path)
end

local function play(text)
    local chunk, message = load(text)
    if not chunk then
        return "error: " .. message
    end
    collectgarbage("stop") -- a wish may loop over lists that nothing else names; see daw_scripts/ardour/each.lua
    local fine, result = pcall(chunk)
    collectgarbage("restart")
    return fine and tostring(result) or "error: " .. tostring(result)
end

local function look_at_desk()
    local file = io.open(words.desk .. "/wish", "rb")
    if file then
        local text = file:read("a")
        file:close()
        os.remove(words.desk .. "/wish")
        write(words.desk .. "/done", play(text))
    end
end

local use = assert(loadfile(words.root .. "/lua/use.lua"))(words.root)
sideman = use -- so that a wish can reach into the script itself
local headless = use("ardour/run_headless")
local quit_ardour = quit

function quit()
    debug.sethook()
    if words.coverage then
        local lines = {}
        for line in pairs(ran) do
            lines[#lines + 1] = line
        end
        table.sort(lines)
        write(words.coverage, table.concat(lines, "\n"))
    end
    quit_ardour()
end

headless.run(headless.options(arg), look_at_desk)
