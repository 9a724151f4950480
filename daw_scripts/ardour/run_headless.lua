-- The script inside ardour7-lua: opens a session, serves Sideman until it is told to stop, and closes.

local use = ...
local envoy, host, identity = use("lua/envoy"), use("ardour/host"), use("lua/identity")

local TICK_S = 0.005
local LOOK_FOR_STOP_S = 0.1

local function exists(path)
    local file = io.open(path, "rb")
    if file then
        file:close()
    end
    return file ~= nil
end

local function open(options)
    AudioEngine:set_backend("None (Dummy)", "", "")
    local session = load_session(options.folder, options.name)
    assert(session, "Ardour cannot open " .. options.folder .. "/" .. options.name .. ".ardour")
    return session
end

local function serve(options, each_tick)
    local script = envoy.new(host, {
        folder = options.pairs, epoch = identity.epoch(host.now_s()), token = identity.token_in(options.token),
    })
    local look_s = 0
    repeat
        script:tick()
        each_tick()
        sleep(TICK_S)
        local now_s, stop = host.now_s(), false
        if options.stop_file and now_s >= look_s then
            look_s, stop = now_s + LOOK_FOR_STOP_S, exists(options.stop_file)
        end
    until stop or script.asked_to_quit
    script:close("Ardour closes")
end

local headless = {}

-- What the words after the script's name ask for.
function headless.options(words)
    local options = {folder = words[1], name = words[2], pairs = words[3], token = words[4]}
    for position = 5, #words do
        local word = words[position]
        options.save_on_exit = options.save_on_exit or word == "save-on-exit"
        options.stop_file = word:match("^stop%-file=(.*)") or options.stop_file
    end
    return options
end

-- each_tick() is called besides.
function headless.run(options, each_tick)
    io.stdout:setvbuf("line")
    Session = open(options)
    serve(options, each_tick or function() end)
    if options.save_on_exit then
        Session:save_state("")
    end
    collectgarbage()
    close_session()
    quit()
end

return headless
