-- Ardour's faders are gain coefficients, its pan is 0 (left) .. 1 (right); the wire has dB and -1 .. 1.

local use = ...
local SILENCE_DB = use("wire").protocol.SILENCE_DB

local levels = {}

function levels.db(coefficient)
    if coefficient <= 0 then
        return SILENCE_DB
    end
    return math.max(20 * math.log(coefficient, 10), SILENCE_DB)
end

function levels.coefficient(db)
    return db <= SILENCE_DB and 0 or 10 ^ (db / 20)
end

-- A meter's reading, which may be minus infinity.
function levels.meter_db(db)
    return math.max(db, SILENCE_DB)
end

function levels.pan(azimuth)
    return math.max(-1, math.min(1, azimuth * 2 - 1))
end

function levels.azimuth(pan)
    return (pan + 1) / 2
end

return levels
