-- The identity of the open session: its folder and the name of its state file. It stays the same when
-- the session is opened again, and changes when the folder is moved.

local set = {}

-- FNV-1a, 64 bits: ids hold no spaces, and a path may.
local function hash(text)
    local value = 0xcbf29ce484222325
    for _, byte in ipairs({text:byte(1, -1)}) do
        value = (value ~ byte) * 0x100000001b3
    end
    return string.format("%016x", value)
end

-- Id and name.
function set.identity(clean_text)
    local name = Session:snap_name()
    return "ardour-" .. hash(Session:path() .. "\0" .. name), clean_text(name)
end

return set
