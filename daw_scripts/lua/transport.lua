-- When the transport is worth telling: at once when it starts, stops, or changes tempo or metre; ten
-- times a second while the position moves.

local INTERVAL_S = 0.1
local POSITION = 3

local Watch = {}
Watch.__index = Watch

local function new()
    return setmetatable({sign = "", position = nil, due_s = 0}, Watch)
end

-- transport: the arguments of /transport; its last, the stamp, is now.
function Watch:tick(transport, send)
    local now_s, position = transport[#transport], transport[POSITION]
    local words = table.move(transport, 1, #transport - 1, 1, {})
    words[POSITION] = ""
    local sign = table.concat(words, " ")
    local moved = position ~= self.position and now_s >= self.due_s
    if sign ~= self.sign or moved then
        self.sign, self.position, self.due_s = sign, position, now_s + INTERVAL_S
        send("/transport", table.unpack(transport))
    end
end

return {new = new}
