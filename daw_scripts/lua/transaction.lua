-- Gathers the messages of a change request until it is to be applied. Nothing is answered before
-- /change/apply: a request has one answer, good or bad.

local use = ...
local wire, problem = use("wire"), use("lua/problem")

local MAX_OPEN = 16

local Assembler = {}
Assembler.__index = Assembler

local function new()
    return setmetatable({open = {}, order = {}}, Assembler)
end

local WITH_NOTES = {["clip/create"] = true, ["clip/replace"] = true}

local function fail(request, code, message, hint)
    request.problem = request.problem or problem.new(code, message, hint)
end

-- gap_s: seconds between the tick before and this one. What arrives after a gap may have waited in the
-- file for all of it, so a gap longer than the deadline makes the request late from the start.
function Assembler:begin(message, now_s, gap_s)
    local id, deadline_s = message.request_id, message.deadline_ms / 1000
    if self.open[id] then
        return
    end
    local request = {
        id = id, label = message.label, count = message.changes, changes = {},
        begun_s = now_s, deadline_s = deadline_s,
    }
    if gap_s > deadline_s then
        fail(request, "deadline_passed",
            string.format("The DAW stood still for %.1f s, and the change was meant for before that.", gap_s),
            "Nothing was changed; try again.")
    end
    self.open[id] = request
    self.order[#self.order + 1] = id
    if #self.order > MAX_OPEN then
        self.open[table.remove(self.order, 1)] = nil
    end
end

-- kind: the address after "/change/", such as "clip/create".
function Assembler:change(kind, message)
    local request = self.open[message.request_id]
    if not request then
        return
    end
    if message.index ~= #request.changes or message.index >= request.count then
        fail(request, "bad_message", string.format("Change %d came where %d was due of %d.",
            message.index, #request.changes, request.count))
        return
    end
    local change = {kind = kind, index = message.index, asked = message}
    if WITH_NOTES[kind] then
        change.collector = wire.osc.collector(message.note_count)
    end
    request.changes[#request.changes + 1] = change
end

function Assembler:notes(message)
    local request = self.open[message.request_id]
    local change = request and request.changes[message.index + 1]
    if not request then
        return
    end
    if not (change and change.collector) then
        fail(request, "bad_message", "Notes came for a change that takes none.")
        return
    end
    local taken, refused = change.collector:add(message.offset, message.notes)
    if not taken then
        fail(request, "bad_message", refused)
    end
end

local function unpack_notes(request)
    for _, change in ipairs(request.changes) do
        if change.collector then
            local blob, missing = change.collector:notes()
            if not blob then
                problem.raise("bad_message", missing)
            end
            local notes, wrong = wire.osc.unpack_notes(blob)
            if not notes then
                problem.raise("bad_notes", wrong)
            end
            change.notes, change.collector = notes, nil
        end
    end
end

local function complete(request)
    if request.problem then
        error(request.problem, 0)
    end
    if #request.changes ~= request.count then
        problem.raise("bad_message", string.format("%d changes came of %d.", #request.changes, request.count))
    end
    unpack_notes(request)
    return request
end

-- The complete request, or nil and the problem. It is forgotten here either way.
function Assembler:take(request_id)
    local request = self.open[request_id]
    if not request then
        return nil, problem.new("unknown_request", "There is no change " .. request_id .. " to apply.",
            "It was forgotten or never begun; send it again.")
    end
    self.open[request_id] = nil
    for index, id in ipairs(self.order) do
        if id == request_id then
            table.remove(self.order, index)
            break
        end
    end
    return problem.guard(complete, request)
end

-- Raises deadline_passed when the request is older than it may be.
local function check_deadline(request, now_s)
    if now_s - request.begun_s > request.deadline_s then
        problem.raise("deadline_passed", "The DAW came to this change too late.",
            "Nothing was changed; try again.")
    end
end

return {new = new, check_deadline = check_deadline}
