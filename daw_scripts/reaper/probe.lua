-- What this REAPER has. Functions that are younger than the oldest version, or belong to an extension,
-- are asked for here before they are called.

local probe = {}

function probe.has(name)
    return rawget(reaper, name) ~= nil
end

return probe
