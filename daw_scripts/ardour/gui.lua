-- The script inside Ardour's window: a function to be called from Ardour's timer, ten times a second.
-- Each session that is opened gets a life of its own; a mistake ends that life, and never Ardour's.
--
-- options: pairs (folder), run_file (of the daemon), selftest (path of its report).

local use = ...
local envoy, host, identity = use("lua/envoy"), use("ardour/host"), use("lua/identity")
local selection, selftest, triggers = use("ardour/selection"), use("ardour/selftest"), use("ardour/triggers")

local TICK_S = 0.1
local BUDGET_S = 0.008
local REST_AFTER_ERROR_S = 10

host.budget_s = BUDGET_S
host.selection = selection.read
host.capabilities = host.capabilities .. " selection"

return function(options)
    local script, set_id, rest_until_s, testing = nil, nil, 0, nil

    local function let_go(reason)
        testing = nil
        if script then
            pcall(script.close, script, reason)
            script = nil
        end
    end

    local function pressed(verb, argument)
        if verb == "selftest" then
            testing = testing or selftest.start({
                tick_s = TICK_S, path = options.selftest, undo = function() Editor:access_action("Editor", "undo") end,
            })
        elseif script.dialer.state == "connected" then
            script:send("/trigger", verb, argument)
        else
            host.say("not connected. Start it with: sideman start")
        end
    end

    local function tick()
        local id = host.set()
        if id ~= set_id then
            let_go("another session is open")
            set_id = id
            triggers.forget(options.pairs)
        end
        script = script or envoy.new(host, {
            folder = options.pairs, epoch = identity.epoch(host.now_s()), token = identity.token_in(options.run_file),
        })
        triggers.take(options.pairs, pressed)
        script:tick()
        local line = testing and testing()
        if line then
            testing = nil
            host.say(line)
        end
    end

    -- The end of Ardour's Lua is the last chance to say good-bye.
    local farewell = setmetatable({}, {__gc = function() let_go("Ardour closes") end})

    return function()
        if farewell and host.now_s() >= rest_until_s then
            local fine, message = pcall(tick)
            if not fine then
                host.log(tostring(message))
                let_go("the script stumbled")
                rest_until_s = host.now_s() + REST_AFTER_ERROR_S
            end
        end
    end
end
