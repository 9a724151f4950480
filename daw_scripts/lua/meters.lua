-- Which tracks' levels are told, and how often.

local MOST_HZ = 15

local Meters = {}
Meters.__index = Meters

local function new()
    return setmetatable({ids = {}, interval_s = 0, due_s = 0}, Meters)
end

-- track_ids: ids with a space between, none to stop.
function Meters:watch(track_ids, rate_hz)
    self.ids = {}
    if rate_hz > 0 then
        for id in track_ids:gmatch("%S+") do
            self.ids[#self.ids + 1] = id
        end
        self.interval_s = 1 / math.min(rate_hz, MOST_HZ)
    end
end

-- level(id) gives left and right in dBFS, or nil for a track that is gone.
function Meters:tick(now_s, level, send)
    if #self.ids == 0 or now_s < self.due_s then
        return
    end
    self.due_s = now_s + self.interval_s
    for _, id in ipairs(self.ids) do
        local left_db, right_db = level(id)
        if left_db then
            send("/meter", id, left_db, right_db, now_s)
        end
    end
end

return {new = new}
