-- Who this script is: an epoch for this life of it, and the token that lets it in.

local identity = {}

-- Random enough to be nobody else's: an address, the time of day, the monotonic clock.
function identity.epoch(now_s)
    local address = tostring({}):match("(%x+)$")
    return string.format("%s%x%x", address, os.time(), math.floor(now_s * 1e6))
end

-- A function that reads the token anew at each hello: from the daemon's run file, or from a file that
-- holds nothing else. "" when there is none.
function identity.token_in(path)
    return function()
        local file = io.open(path, "rb")
        if not file then
            return ""
        end
        local text = file:read("a")
        file:close()
        return text:match('"token"%s*:%s*"([^"]*)"') or text:match("^%S+") or ""
    end
end

return identity
