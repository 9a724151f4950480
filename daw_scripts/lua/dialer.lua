-- Keeps the script connected: dials the daemon, says hello, notices silence, and rests between dials.
--
-- resting -> greeting (hello is said) -> connected, and back to resting whenever the daemon is gone.
-- `options`: folder, name (the host's), epoch, hello() -> the arguments of /hello, and the callbacks
-- on_connected(), on_lost(reason), on_message(message, arrival). arrival says when a message was read, and
-- after how long a gap between two ticks: read_s, gap_s. Times are seconds of one monotonic clock.

local use = ...
local wire, backoff, file_pair = use("wire"), use("lua/backoff"), use("lua/file_pair")

local WELCOME_WITHIN_S = 5
local LOOK_FOR_DAEMON_S = 1
local REFUSED_REST_S = 60
local PINGS_MISSED = 4
local LEAST_SILENCE_S = 8
local READ_BYTES = 262144
local PAIR_BYTES = 64 * 1024 * 1024

local Dialer = {}
Dialer.__index = Dialer

local function new(options)
    return setmetatable({
        options = options, backoff = backoff.new(), state = "resting", wake_s = 0, dials = 0,
        pair_bytes = options.pair_bytes or PAIR_BYTES,
    }, Dialer)
end

function Dialer:send(address, ...)
    if self.state == "resting" then
        return nil, "not connected"
    end
    local packet, message, code = wire.osc.encode(address, ...)
    if packet then
        self.pair:send(wire.osc.frame(packet))
    end
    return packet and true, message, code
end

function Dialer:rest(now_s, seconds)
    self.state, self.pair = "resting", nil
    self.wake_s = now_s + (seconds or self.backoff:rest_s())
end

-- Leaves the connection; `rest_s` nil takes the next step of the back-off.
function Dialer:leave(reason, now_s, rest_s)
    if self.state == "resting" then
        return
    end
    local was_connected = self.state == "connected"
    self:send("/bye", reason)
    self.pair:close()
    self:rest(now_s, rest_s)
    if was_connected then
        self.options.on_lost(reason)
    end
end

function Dialer:dial(now_s)
    local run = file_pair.announced_run(self.options.folder)
    if not run then
        return self:rest(now_s)
    end
    self.dials = self.dials + 1
    local name = string.format("%s-%s-%d", self.options.name, self.options.epoch, self.dials)
    local pair = file_pair.open(self.options.folder, run, name)
    if not pair then
        return self:rest(now_s)
    end
    self.pair, self.run, self.deframer, self.waiting = pair, run, wire.osc.deframer(), {}
    self.state, self.heard_s, self.silence_s = "greeting", now_s, WELCOME_WITHIN_S
    self.looked_s = now_s
    assert(self:send("/hello", self.options.hello()))
end

function Dialer:welcomed(message)
    self.state = "connected"
    self.silence_s = math.max(PINGS_MISSED * message.heartbeat_s, LEAST_SILENCE_S)
    self.backoff:reset()
    self.options.on_connected(message)
end

local function hello_answer(self, message, now_s)
    if message.address == "/welcome" then
        self:welcomed(message.named)
    elseif message.address == "/refused" then
        self.pair:close()
        self:rest(now_s, REFUSED_REST_S)
        self.options.on_lost(message.named.message .. " " .. message.named.hint)
    end
end

local function handle(self, arrival, now_s)
    local message, text, code = wire.osc.decode(arrival.packet)
    if not message then
        self:send("/error", "", code, text, "")
    elseif self.state == "greeting" then
        hello_answer(self, message, now_s)
    elseif message.address == "/bye" then
        self:leave("bye", now_s)
        self.options.on_message(message, arrival)
    else
        self.options.on_message(message, arrival)
    end
end

-- Reads what came and hands packets over until time is out; the rest waits for the next tick.
local function read(self, now_s, gap_s, out_of_time)
    local ended = self.pair:ended()
    local bytes = self.pair:receive(READ_BYTES)
    if #bytes > 0 then
        self.heard_s = now_s
        local packets, broken = self.deframer:feed(bytes)
        if not packets then
            return self:leave(broken, now_s)
        end
        for _, packet in ipairs(packets) do
            self.waiting[#self.waiting + 1] = {packet = packet, read_s = now_s, gap_s = gap_s}
        end
    end
    local done = 0
    while done < #self.waiting and self.state ~= "resting" and not (done > 0 and out_of_time()) do
        done = done + 1
        handle(self, self.waiting[done], now_s)
    end
    table.move(self.waiting, done + 1, #self.waiting + done, 1)
    if self.state ~= "resting" and ended and #bytes == 0 and #self.waiting == 0 then
        self:leave("the daemon closed", now_s)
    end
end

local function judge(self, now_s)
    if self.state ~= "resting" and now_s - self.looked_s >= LOOK_FOR_DAEMON_S then
        self.looked_s = now_s
        if file_pair.announced_run(self.options.folder) ~= self.run then
            return self:leave("another daemon runs", now_s)
        end
    end
    if self.state ~= "resting" and now_s - self.heard_s > self.silence_s then
        return self:leave("the daemon is silent", now_s)
    end
    if self.state == "connected" and math.max(self.pair.sent, self.pair.received) > self.pair_bytes then
        self:leave("a fresh pair of files", now_s, 0)
    end
end

-- gap_s: seconds since the tick before. A long one was the DAW's silence and not the daemon's.
function Dialer:tick(now_s, gap_s, out_of_time)
    if self.state == "resting" then
        if now_s >= self.wake_s then
            self:dial(now_s)
        end
        return
    end
    if gap_s > 1 then
        self.heard_s = self.heard_s + gap_s
    end
    read(self, now_s, gap_s, out_of_time)
    judge(self, now_s)
end

-- Writes what was sent in this tick.
function Dialer:flush(now_s)
    if self.state == "resting" then
        return
    end
    local written, message = self.pair:flush()
    if not written then
        self:leave("cannot write: " .. tostring(message), now_s)
    end
end

return {new = new}
