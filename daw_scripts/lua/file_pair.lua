-- The script's end of a pair of append-only files. The rules, and why they are so, are in
-- bridge/daws/filepair.py.

local file_pair = {}

local Pair = {}
Pair.__index = Pair

local function exists(path)
    local file = io.open(path, "rb")
    if file then
        file:close()
    end
    return file ~= nil
end

local function touch(path)
    local file, message = io.open(path, "wb")
    if file then
        file:close()
    end
    return file ~= nil, message
end

-- The run of the daemon that listens at a folder, nil for none.
function file_pair.announced_run(folder)
    local file = io.open(folder .. "/daemon", "rb")
    if not file then
        return nil
    end
    local line = file:read("l")
    file:close()
    return line and line:match("^%x+")
end

-- A new pair; `name` holds no dots and is never used twice. Gives nil and a message on failure.
function file_pair.open(folder, run, name)
    local path = folder .. "/" .. run .. "." .. name
    local made, message = touch(path .. ".down")
    if not made then
        return nil, message
    end
    local sink, refused = io.open(path .. ".up", "ab")
    local source, unread = io.open(path .. ".down", "rb")
    if not (sink and source) then
        return nil, refused or unread
    end
    return setmetatable({path = path, source = source, sink = sink, outbox = {}, received = 0, sent = 0}, Pair)
end

-- What the daemon appended, at most `budget` bytes; "" for nothing new.
function Pair:receive(budget)
    -- Seeking clears the end-of-file mark, which the C library would otherwise keep.
    self.source:seek("set", self.received)
    local bytes = self.source:read(budget) or ""
    self.received = self.received + #bytes
    return bytes
end

-- Whether the daemon has said its last byte; ask before `receive`, so that none is lost.
function Pair:ended()
    return exists(self.path .. ".down.end")
end

function Pair:send(bytes)
    self.outbox[#self.outbox + 1] = bytes
end

-- Writes what was sent since the last flush. Gives nil and a message when the disk refuses.
function Pair:flush()
    if #self.outbox == 0 then
        return true
    end
    local bytes = table.concat(self.outbox)
    self.outbox = {}
    self.sent = self.sent + #bytes
    local written, message = self.sink:write(bytes)
    if written then
        written, message = self.sink:flush()
    end
    return written and true, message
end

function Pair:close()
    self:flush()
    self.sink:close()
    self.source:close()
    touch(self.path .. ".up.end")
end

return file_pair
