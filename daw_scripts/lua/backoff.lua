-- How long to rest between dials: short at first, then longer, as long as nobody answers.

local STEPS_S = {1, 2, 5}

local Backoff = {}
Backoff.__index = Backoff

local function new(steps_s)
    return setmetatable({steps_s = steps_s or STEPS_S, failures = 0}, Backoff)
end

-- Seconds to rest after one more failure.
function Backoff:rest_s()
    self.failures = self.failures + 1
    return self.steps_s[math.min(self.failures, #self.steps_s)]
end

function Backoff:reset()
    self.failures = 0
end

return {new = new}
