-- How to take back what was done so far: each step notes its inverse, the last is taken back first.

local Journal = {}
Journal.__index = Journal

local function new()
    return setmetatable({inverses = {}}, Journal)
end

function Journal:note(inverse)
    self.inverses[#self.inverses + 1] = inverse
end

-- Takes everything back; gives the messages of the inverses that failed themselves.
function Journal:revert()
    local failures = {}
    for index = #self.inverses, 1, -1 do
        local fine, message = pcall(self.inverses[index])
        if not fine then
            failures[#failures + 1] = tostring(message)
        end
    end
    self.inverses = {}
    return failures
end

return {new = new}
