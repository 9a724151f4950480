-- The running script: which project is in front, its envoy, and all that wants a tick.
--
-- Each project has an envoy of its own, which keeps its mirror and its answers while another tab is in
-- front. Only the envoy of the project in front is connected.

local use = ...
local envoy, identity, problem = use("lua/envoy"), use("lua/identity"), use("lua/problem")
local action_list, host, knobs = use("reaper/action_list"), use("reaper/host"), use("reaper/knobs")
local launcher, lock = use("reaper/launcher"), use("reaper/lock")
local objects, probe, project = use("reaper/objects"), use("reaper/probe"), use("reaper/project")
local run_file, tempo, triggers = use("reaper/run_file"), use("reaper/tempo"), use("reaper/triggers")
local undo, voice, window = use("reaper/undo"), use("reaper/voice"), use("reaper/window")

local LOOK_FOR_RUN_S = 1
local LOOKS_UNTIL_GONE = 5 -- while a newer version is being put in, the files are gone for a moment
local MOST_STUMBLES, STUMBLES_WITHIN_S = 3, 60
local STOP_WHEN_STARTED_AGAIN = 1

local run = {}
local envoys, current, folder = {}, nil, ""
local here, config_path, look_due_s = nil, nil, 0
local looks_without_files = 0
local stumbles, stumbled_s = 0, 0

local function is_connected()
    return current ~= nil and current.dialer.state == "connected"
end

local function leave(reason)
    if current then
        current:close(reason)
        current = nil
    end
end

local function look_for_files()
    local is_there = reaper.file_exists(here .. "/Sideman.lua")
    looks_without_files = is_there and 0 or looks_without_files + 1
end

-- Whether Sideman was uninstalled under us.
local function is_gone()
    return looks_without_files >= LOOKS_UNTIL_GONE
end

-- The folder of file pairs moves when the daemon is set up anew: then no connection is worth keeping.
local function look_outside(now_s)
    if now_s < look_due_s then
        return
    end
    look_due_s = now_s + LOOK_FOR_RUN_S
    look_for_files()
    local found = run_file.value(config_path, "pairs")
    if found ~= "" and found ~= folder then
        leave("another folder")
        envoys, folder = {}, found
    end
end

local function agent_of_project()
    if folder == "" then
        return nil
    end
    if not envoys[project.set_id] then
        envoys[project.set_id] = envoy.new(host, {
            folder = folder, epoch = identity.epoch(host.now_s()),
            token = function() return run_file.value(config_path, "token") end,
        })
    end
    return envoys[project.set_id]
end

local function look_at_project()
    if project.look() then
        leave("another project is in front")
        objects.forget()
        tempo.forget()
        launcher.forget()
        host.measure()
    end
    current = current or agent_of_project()
end

local function revert()
    local last, found = problem.guard(undo.revert_ours)
    voice.say(last and "took back: " .. last or found.message .. " " .. found.hint)
end

local function pressed(verb, argument)
    if verb == "revert" then
        revert()
    elseif verb == "window" then
        window.open()
    elseif verb == "turn" then
        local name, steps = argument:match("^(%a+) (-?%d+)$")
        voice.say(knobs.turn(name, tonumber(steps)))
    elseif is_connected() then
        current:send("/trigger", verb, verb == "suggest" and knobs.wish(argument) or argument)
    else
        voice.say("not connected. Start it with: sideman start")
    end
end

local function step(now_s)
    look_outside(now_s)
    look_at_project()
    triggers.take(pressed)
    if current then
        current:tick()
    end
    launcher.tick()
    window.tick(is_connected(), pressed)
    voice.tick(now_s)
end

-- A mistake must not end the script: the envoys start afresh. One after the other does end it.
local function stumble(message, now_s)
    stumbles = now_s - stumbled_s < STUMBLES_WITHIN_S and stumbles + 1 or 1
    stumbled_s = now_s
    voice.log("stumbled: " .. tostring(message))
    pcall(leave, "the script stumbled")
    envoys, current = {}, nil
    if stumbles == MOST_STUMBLES then
        reaper.Help_Set("Sideman stopped; its last words are in the console (View > Show console).", true)
    end
    return stumbles < MOST_STUMBLES
end

local function tick()
    local now_s = host.now_s()
    if not lock.hold(now_s) then
        return leave("another Sideman script runs")
    end
    local fine, message = pcall(step, now_s)
    if is_gone() then
        leave("Sideman was uninstalled")
        action_list.clear(here)
        reaper.Help_Set("Sideman was uninstalled; its actions are out of the action list.", true)
    elseif fine or stumble(message, now_s) then
        reaper.defer(tick)
    end
end

-- Starts the script; folder_of_scripts: reaper/, where sideman.json is.
function run.start(folder_of_scripts)
    here, config_path = folder_of_scripts, folder_of_scripts .. "/sideman.json"
    if not lock.take(identity.epoch(host.now_s()), host.now_s()) then
        reaper.Help_Set("Sideman is running already.", true)
        return
    end
    if probe.has("set_action_options") then
        reaper.set_action_options(STOP_WHEN_STARTED_AGAIN)
    end
    reaper.atexit(function()
        leave("the script was stopped")
        window.close()
        lock.release()
    end)
    action_list.fill(here)
    tick()
end

return run
