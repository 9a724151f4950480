-- A REAPER without REAPER: runs the script in the strict host, stepped by a test.
--
--     lua worker.lua HOST_FOLDER VERSION SCRIPT [extension=osara] [mutate=FILE:OFFSET:LENGTH:TEXT]
--
-- Requests come on stdin as "<verb> <bytes>\n" and a body, and are answered on stdout as "<ok|error>
-- <bytes>\n" and a body: "lua" runs its body with `host` and `musician`, "tick" sets the clock to its
-- body's seconds and runs what was deferred, "start" runs the script.

local folder, version, script = arg[1], arg[2], arg[3]
local host = {
    version = version, extensions = {}, violations = {}, called = {}, calls = 0, now_s = 100.0, spent_s = 0.0,
    call_cost_s = 1e-6, byte_cost_s = 2e-9, ppq = 960, deferred = {}, at_exit = {}, words = {}, helped = {},
    console = {}, spoken = {}, unsorted = {}, frozen = 0, tabs = {},
    actions = {}, saved_actions = {}, commands = {}, commits = 0, lasting = {},
}
local mutation
for position = 4, #arg do
    local key, value = arg[position]:match("^(%w+)=(.*)$")
    if key == "extension" then
        host.extensions[value] = true
    elseif key == "mutate" then
        local file, offset, length, text = value:match("^([^:]*):(%d+):(%d+):(.*)$")
        mutation = {file = file, offset = tonumber(offset), length = tonumber(length), text = text}
    end
end

local loaded = {}
function host.use(name)
    if not loaded[name] then
        loaded[name] = assert(loadfile(folder .. "/" .. name .. ".lua"))(host)
    end
    return loaded[name]
end

function host.spend(seconds)
    host.spent_s = host.spent_s + seconds
end

function host.count_call(name)
    host.called[name], host.calls = (host.called[name] or 0) + 1, host.calls + 1
    host.spent_s = host.spent_s + host.call_cost_s
end

local function part(name, ...)
    return assert(loadfile(folder .. "/" .. name .. ".lua"))(host, ...)
end

local behaviour = {}
for _, name in ipairs({"api_project", "api_tracks", "api_items", "api_ui"}) do
    part(name, behaviour)
end
host.gfx = {w = 360, h = 84, x = 0, y = 0, mouse_x = 0, mouse_y = 0, mouse_cap = 0}
local seen_reaper, seen_gfx = part("strict", assert(loadfile(folder .. "/facts.lua"))(), behaviour, host.gfx)
local musician = part("musician")
musician.open_tab("")

-- The script's world: REAPER's tables, plain Lua, and no way to leave a global behind.
local own_loadfile, own_load = loadfile, load
local world = setmetatable({reaper = seen_reaper, gfx = seen_gfx}, {
    __index = _G, __newindex = function(_, name) host.violate("a script makes the global %s", tostring(name)) end,
})

local function read_all(path)
    local file = assert(io.open(path, "rb"))
    local text = file:read("a")
    file:close()
    return text
end

rawset(world, "loadfile", function(path)
    if mutation and path:sub(-#mutation.file) == mutation.file then
        local text = read_all(path)
        text = text:sub(1, mutation.offset) .. mutation.text .. text:sub(mutation.offset + mutation.length + 1)
        return own_load(text, "@" .. path, "t", world)
    end
    return own_loadfile(path, "t", world)
end)

local function left_open()
    if host.frozen ~= 0 then
        return "PreventUIRefresh is not balanced"
    elseif next(host.unsorted) then
        return "MIDI was set and not sorted"
    end
    for _, project in ipairs(host.tabs) do
        if project.block_depth ~= 0 then
            return "an undo block was left open"
        end
    end
end

local function run(act)
    local fine, message = xpcall(act, debug.traceback)
    local fault = not fine and message or host.violations[1] or left_open()
    host.violations = {}
    return fault
end

local verbs = {}

function host.run_script(path)
    assert(world.loadfile(path))()
end

function verbs.start(body)
    local fault = run(function() host.run_script(body ~= "" and body or script) end)
    assert(not fault, fault)
    return ""
end

function verbs.tick(body)
    local now_s = tonumber(body)
    for _, project in ipairs(host.tabs) do
        if project.play_state & 1 ~= 0 then
            project.play_s = project.play_s + now_s - host.now_s
        end
    end
    host.now_s, host.spent_s, host.calls = now_s, 0.0, 0
    local due = host.deferred
    host.deferred = {}
    local fault
    for _, act in ipairs(due) do
        fault = run(act) or fault
    end
    assert(not fault, fault)
    return tostring(host.calls)
end

function verbs.exit()
    local fault
    for _, act in ipairs(host.at_exit) do
        fault = run(act) or fault
    end
    host.deferred, host.at_exit = {}, {}
    assert(not fault, fault)
    return ""
end

local ESCAPES = {['"'] = '\\"', ["\\"] = "\\\\", ["\n"] = "\\n"}

local function json(value)
    local kind = type(value)
    if kind == "string" then
        return '"' .. value:gsub('["\\\n]', ESCAPES) .. '"'
    elseif kind == "number" or kind == "boolean" then
        return tostring(value)
    elseif kind ~= "table" then
        return "null"
    end
    local parts = {}
    if #value > 0 or next(value) == nil then
        for position, each in ipairs(value) do
            parts[position] = json(each)
        end
        return "[" .. table.concat(parts, ",") .. "]"
    end
    for key, each in pairs(value) do
        parts[#parts + 1] = json(tostring(key)) .. ":" .. json(each)
    end
    return "{" .. table.concat(parts, ",") .. "}"
end

local desk = setmetatable({host = host, musician = musician, use = host.use, script = world}, {__index = _G})

function verbs.lua(body)
    return json(assert(own_load(body, "=test", "t", desk))())
end

io.stdout:setvbuf("full")
while true do
    local line = io.read("l")
    if not line then
        return
    end
    local verb, size = line:match("^(%a+) (%d+)$")
    local body = size ~= "0" and io.read(tonumber(size)) or ""
    local fine, answer = pcall(verbs[verb], body)
    io.write(fine and "ok " or "error ", #tostring(answer), "\n", tostring(answer))
    io.flush()
end
