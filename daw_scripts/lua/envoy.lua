-- The control script as a whole, apart from what only its DAW knows. Call tick() from the DAW's timer.
--
-- `host` gives what lua/mirror.lua and lua/apply.lua ask of it, and: name, title, version,
-- script_version, capabilities, budget_s (how long a tick may take), now_s(), say(text), log(text),
-- level(track_id) -> left_db, right_db, launch(clip_id, quantum_beats) (raises a problem).

local use = ...
local wire, problem, dialer, jobs = use("wire"), use("lua/problem"), use("lua/dialer"), use("lua/jobs")
local apply, meters, mirror, replay = use("lua/apply"), use("lua/meters"), use("lua/mirror"), use("lua/replay")
local transaction, transport = use("lua/transaction"), use("lua/transport")

local WALK_REST_S = 0.05

local Envoy = {}
Envoy.__index = Envoy

local on = {}

-- options: folder (of the file pairs), epoch, token() and what the dialer takes besides.
local function new(host, options)
    local self = setmetatable({
        host = host, jobs = jobs.new(), meters = meters.new(), assembler = transaction.new(),
        replay = replay.new(), applying = {}, transport = transport.new(), walks = {}, asked_to_quit = false,
    }, Envoy)
    self.mirror = mirror.new(host, function(...) self:send(...) end)
    self.dialer = dialer.new({
        folder = options.folder, name = host.name, epoch = options.epoch, pair_bytes = options.pair_bytes,
        hello = function() return self:hello(options) end,
        on_connected = function() host.log("connected to Sideman") end,
        on_lost = function(reason) self:lost(reason) end,
        on_message = function(message, arrival) self:handle(message, arrival) end,
    })
    return self
end

function Envoy:hello(options)
    local host, protocol = self.host, wire.protocol
    local set_id, set_name = host.set()
    return protocol.MAJOR, protocol.MINOR, "script", host.name, host.version, host.script_version,
        options.epoch, set_id, set_name, host.capabilities, options.token()
end

-- What was asked over a connection ends with it, but for changes: their answers wait for the next one.
function Envoy:lost(reason)
    self.host.log("left Sideman: " .. reason)
    self.jobs:drop_passing()
    self.assembler = transaction.new()
    self.meters:watch("", 0)
    self.mirror.announced = false
end

function Envoy:send(address, ...)
    local sent, message = self.dialer:send(address, ...)
    if not sent and message ~= "not connected" then
        self.host.log(address .. " cannot be told: " .. tostring(message))
    end
end

-- answers: a list of {address, arguments after the request id...}
function Envoy:answer(request_id, answers)
    for _, answer in ipairs(answers) do
        self:send(answer[1], request_id, table.unpack(answer, 2))
    end
end

function Envoy:refuse(request_id, found)
    self:answer(request_id, {{"/error", found.code, found.message, found.hint}})
end

function Envoy:handle(message, arrival)
    local handler = on[message.address]
    if handler then
        handler(self, message.named, arrival)
    else
        self:send("/error", "", "bad_message", message.address .. " is no word for a script.", "")
    end
end

on["/ping"] = function(self, named)
    self:send("/pong", named.number)
end

on["/bye"] = function(self, named)
    self.asked_to_quit = named.reason == "quit"
end

on["/error"] = function(self, named)
    self.host.log("Sideman reports: " .. named.message)
end

on["/say"] = function(self, named)
    self.host.say(named.text)
end

on["/snapshot/get"] = function(self, named)
    local tracks, clips = self.mirror:track_walk(), self.mirror:clip_walk()
    self.jobs:add(function(out_of_time)
        if tracks and tracks(out_of_time) then
            tracks = nil
        end
        if not tracks and clips(out_of_time) then
            self.mirror:describe(named.request_id)
            return true
        end
    end)
end

on["/notes/get"] = function(self, named)
    local reading
    self.jobs:add(function(out_of_time)
        local known = self.mirror.clips[named.clip_id]
        if not known then
            self:refuse(named.request_id, problem.new("not_found", "There is no clip " .. named.clip_id .. ".",
                "It was deleted meanwhile."))
            return true
        end
        reading = reading or self.mirror:clip_reading({id = known.id, track_id = known.track_id})
        local complete, clip = reading(out_of_time)
        if clip then
            for _, piece in ipairs(wire.osc.note_chunks(clip.notes)) do
                self:send("/notes", named.request_id, clip.id, clip.revision, clip.note_count,
                    piece.offset, piece.notes)
            end
        end
        return complete and clip ~= nil
    end)
end

-- Does a request once and answers it; a repeated one is answered as it was.
local function once(self, request_id, act)
    local answers = self.replay:recall(request_id)
    if not answers then
        local fine, found = problem.guard(act)
        answers = fine and {{"/done"}} or {{"/error", found.code, found.message, found.hint}}
        self.replay:remember(request_id, answers)
    end
    self:answer(request_id, answers)
end

on["/meters/watch"] = function(self, named)
    once(self, named.request_id, function()
        self.meters:watch(named.track_ids, named.rate_hz)
        return true
    end)
end

on["/clip/launch"] = function(self, named)
    once(self, named.request_id, function()
        self.host.launch(named.clip_id, named.quantum_beats)
        return true
    end)
end

on["/change/begin"] = function(self, named, arrival)
    if not (self.replay:recall(named.request_id) or self.applying[named.request_id]) then
        self.assembler:begin(named, arrival.read_s, arrival.gap_s)
    end
end

for _, kind in ipairs({"clip/create", "clip/replace", "clip/delete", "mixer", "track/create", "track/delete"}) do
    on["/change/" .. kind] = function(self, named)
        self.assembler:change(kind, named)
    end
end

on["/change/notes"] = function(self, named)
    self.assembler:notes(named)
end

on["/change/apply"] = function(self, named)
    local id = named.request_id
    local answers = self.replay:recall(id)
    if answers then
        return self:answer(id, answers)
    end
    if self.applying[id] then
        return
    end
    local request, found = self.assembler:take(id)
    if not request then
        local refusal = {{"/error", found.code, found.message, found.hint}}
        if found.code ~= "unknown_request" then
            self.replay:remember(id, refusal)
        end
        return self:answer(id, refusal)
    end
    self.applying[id] = true
    self.jobs:add(apply.job(self.host, self.mirror, request, function(made)
        self.applying[id] = nil
        self.replay:remember(id, made)
        self:answer(id, made)
    end), true)
end

on["/change/query"] = function(self, named)
    local answers = self.replay:recall(named.of_request_id)
    if answers then
        self:answer(named.request_id, answers)
    elseif self.applying[named.of_request_id] then
        self:refuse(named.request_id, problem.new("still_applying",
            named.of_request_id .. " is being applied.", "Ask again in a moment."))
    else
        self:refuse(named.request_id, problem.new("unknown_request",
            "There is no answer for " .. named.of_request_id .. " here.", "It was never asked, or long ago."))
    end
end

-- A walk through the session that starts anew a moment after it ended.
local function walk(self, name, out_of_time)
    local state = self.walks[name] or {due_s = 0}
    self.walks[name] = state
    if not state.job and self.now_s >= state.due_s then
        state.job = self.mirror[name](self.mirror)
    end
    if state.job and state.job(out_of_time) then
        state.job, state.due_s = nil, self.host.now_s() + WALK_REST_S
    end
end

function Envoy:look_around(now_s, out_of_time)
    local function send(...)
        self:send(...)
    end
    self.transport:tick(self.host.transport(), send)
    self.meters:tick(now_s, self.host.level, send)
    walk(self, "track_walk", out_of_time)
    walk(self, "clip_walk", out_of_time)
end

function Envoy:tick()
    local now_s = self.host.now_s()
    local gap_s = now_s - (self.now_s or now_s)
    self.now_s = now_s
    local function out_of_time()
        return self.host.now_s() - now_s > self.host.budget_s
    end
    self.dialer:tick(now_s, gap_s, out_of_time)
    self.jobs:step(out_of_time)
    if self.mirror.announced then
        self:look_around(now_s, out_of_time)
    end
    self.dialer:flush(now_s)
end

-- Says good-bye; call it before the DAW lets go of the script.
function Envoy:close(reason)
    self.dialer:leave(reason, self.host.now_s())
end

return {new = new}
