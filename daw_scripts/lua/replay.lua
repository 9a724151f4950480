-- The answers of the last requests, so that a repeated request is answered again and never done twice.

local KEPT = 256

local Replay = {}
Replay.__index = Replay

local function new(kept)
    return setmetatable({kept = kept or KEPT, answers = {}, ring = {}, count = 0}, Replay)
end

-- answers: a list of {address, arguments after the request id...}
function Replay:remember(request_id, answers)
    if not self.answers[request_id] then
        local slot = self.count % self.kept + 1
        local oldest = self.ring[slot]
        if oldest then
            self.answers[oldest] = nil
        end
        self.ring[slot] = request_id
        self.count = self.count + 1
    end
    self.answers[request_id] = answers
end

-- The answers as they were, nil for a request that is not known (any more).
function Replay:recall(request_id)
    return self.answers[request_id]
end

return {new = new, KEPT = KEPT}
