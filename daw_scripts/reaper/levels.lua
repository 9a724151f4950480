-- REAPER's faders and meters are linear, 1.0 is 0 dB; the wire has dB.

local use = ...
local SILENCE_DB = use("wire").protocol.SILENCE_DB
local MOST_DB = 24

local levels = {}

function levels.db(coefficient)
    if coefficient <= 0 then
        return SILENCE_DB
    end
    return math.min(math.max(20 * math.log(coefficient, 10), SILENCE_DB), MOST_DB)
end

function levels.coefficient(db)
    return db <= SILENCE_DB and 0 or 10 ^ (db / 20)
end

return levels
