-- The file pair, the back-off and the dialer, with a clock of the scene's own and real files.

local stage = ...
local equal = stage.equal
local scenes, folders = {}, 0

local function never()
    return false
end

local function write(path, text, mode)
    local file = assert(io.open(path, mode or "wb"))
    file:write(text)
    file:close()
end

local function exists(path)
    local file = io.open(path, "rb")
    if file then
        file:close()
    end
    return file ~= nil
end

local function new_stage(pair_bytes)
    folders = folders + 1
    local use = stage.use()
    local self = {use = use, heard = {}, lost = {}, connected = 0, now_s = 100}
    self.folder = stage.folder .. "/pairs" .. folders
    os.execute('mkdir "' .. self.folder .. '"')
    self.dialer = use("lua/dialer").new({
        folder = self.folder, name = "test", epoch = "e", pair_bytes = pair_bytes,
        hello = function() return 1, 0, "script", "test", "1", "1", "e", "set", "Set", "", "token" end,
        on_connected = function() self.connected = self.connected + 1 end,
        on_lost = function(reason) self.lost[#self.lost + 1] = reason end,
        on_message = function(message) self.heard[#self.heard + 1] = message.address end,
    })
    function self.daemon(run)
        write(self.folder .. "/daemon", run .. "\n")
    end
    function self.tick(seconds, out_of_time)
        self.now_s = self.now_s + seconds
        self.dialer:tick(self.now_s, seconds, out_of_time or never)
        self.dialer:flush(self.now_s)
    end
    function self.path(number, side)
        return string.format("%s/aa.test-e-%d%s", self.folder, number, side)
    end
    function self.say(number, address, ...)
        local osc = use("wire").osc
        write(self.path(number, ".down"), osc.frame(assert(osc.encode(address, ...))), "ab")
    end
    function self.meet()
        self.daemon("aa")
        self.tick(0)
        self.say(self.dialer.dials, "/welcome", 1, 0, "1", "p", 1.0)
        self.tick(0.01)
        equal(self.dialer.state, "connected")
    end
    return self
end

function scenes.rests_grow_and_start_anew()
    local rests = stage.use()("lua/backoff").new({1, 2, 5})
    equal(rests:rest_s(), 1)
    equal(rests:rest_s(), 2)
    equal(rests:rest_s(), 5)
    equal(rests:rest_s(), 5)
    rests:reset()
    equal(rests:rest_s(), 1)
end

function scenes.nobody_there_is_asked_again_after_a_rest()
    local s = new_stage()
    s.tick(0)
    equal(s.dialer.dials, 0)
    s.daemon("aa")
    s.tick(0.5)
    equal(s.dialer.state, "resting")
    s.tick(0.6)
    equal(s.dialer.state, "greeting")
    equal(exists(s.path(1, ".up")), true)
end

function scenes.a_welcome_connects_and_messages_come_through()
    local s = new_stage()
    s.meet()
    equal(s.connected, 1)
    s.say(1, "/ping", 1)
    s.say(1, "/ping", 2)
    s.tick(0.01)
    equal(#s.heard, 2)
end

function scenes.a_tick_without_time_takes_one_message_and_keeps_the_rest()
    local s = new_stage()
    s.meet()
    for number = 1, 3 do
        s.say(1, "/ping", number)
    end
    s.tick(0.01, function() return true end)
    equal(#s.heard, 1)
    s.tick(0.01)
    equal(#s.heard, 3)
end

function scenes.a_cut_message_waits_for_its_rest()
    local s = new_stage()
    s.meet()
    local osc = s.use("wire").osc
    local bytes = osc.frame(assert(osc.encode("/ping", 5)))
    for index = 1, #bytes do
        write(s.path(1, ".down"), bytes:sub(index, index), "ab")
        s.tick(0.01)
        equal(#s.heard, index == #bytes and 1 or 0)
    end
end

function scenes.no_welcome_in_time_is_a_failed_dial()
    local s = new_stage()
    s.daemon("aa")
    s.tick(0)
    for _ = 1, 6 do
        s.tick(0.9)
    end
    equal(s.dialer.state, "resting")
    equal(exists(s.path(1, ".up.end")), true)
    equal(#s.lost, 0)
    s.tick(2.1)
    s.tick(0.1)
    equal(s.dialer.dials, 2)
end

function scenes.missing_pings_end_the_connection()
    local s = new_stage()
    s.meet()
    for _ = 1, 9 do
        s.tick(0.95)
    end
    equal(s.dialer.state, "resting")
    equal(s.lost[1], "the daemon is silent")
end

function scenes.a_standstill_of_the_daw_is_not_the_daemons_silence()
    local s = new_stage()
    s.meet()
    s.tick(60)
    equal(s.dialer.state, "connected")
end

function scenes.another_daemon_is_dialled_at_once()
    local s = new_stage()
    s.meet()
    s.daemon("bb")
    s.tick(0.99)
    s.tick(0.02)
    equal(s.lost[1], "another daemon runs")
    s.tick(1.01)
    equal(s.dialer.run, "bb")
end

function scenes.the_end_file_ends_it_after_the_last_message()
    local s = new_stage()
    s.meet()
    s.say(1, "/ping", 1)
    write(s.path(1, ".down.end"), "")
    s.tick(0.01)
    equal(s.dialer.state, "connected")
    equal(#s.heard, 1)
    s.tick(0.01)
    equal(s.lost[1], "the daemon closed")
end

function scenes.a_long_file_is_left_for_a_fresh_pair()
    local s = new_stage(200)
    s.meet()
    for number = 1, 12 do
        s.say(1, "/ping", number)
    end
    s.tick(0.01)
    s.tick(0.01)
    equal(s.lost[1], "a fresh pair of files")
    s.tick(0.01)
    equal(s.dialer.dials, 2)
end

function scenes.a_refusal_is_told_and_not_pressed()
    local s = new_stage()
    s.daemon("aa")
    s.tick(0)
    s.say(1, "/refused", "wrong_token", "No.", "Install again.")
    s.tick(0.01)
    equal(s.lost[1], "No. Install again.")
    s.tick(30)
    equal(s.dialer.state, "resting")
    s.tick(31)
    equal(s.dialer.state, "greeting")
end

function scenes.bytes_that_are_no_messages_end_the_connection()
    local s = new_stage()
    s.meet()
    write(s.path(1, ".down"), "GET / HTTP/1.1\r\n\r\n", "ab")
    s.tick(0.01)
    equal(s.dialer.state, "resting")
end

function scenes.a_folder_that_is_gone_is_waited_for()
    local s = new_stage()
    s.daemon("aa")
    local opened, message = s.use("lua/file_pair").open(s.folder .. "/none", "aa", "x")
    equal(opened, nil)
    assert(message)
end

function scenes.what_cannot_be_encoded_is_not_sent()
    local s = new_stage()
    s.meet()
    local sent, message = s.dialer:send("/pong", "seven")
    equal(sent, nil)
    assert(message:find("number"))
end

return scenes
