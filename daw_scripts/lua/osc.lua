-- OSC 1.0 packets, their stream framing, and packed notes, for Lua 5.3 and 5.4.
--
-- A plain chunk: no `require`, no globals, nothing but string, table, math and utf8. It loads with
-- dofile, with loadfile, or pasted between `(function()` and `end)()` where a host allows neither:
--
--     local protocol = dofile(folder .. "protocol.lua")
--     local osc = dofile(folder .. "osc.lua").codec(protocol)
--
-- Whatever can be refused gives its result, or else nil, a message, and a code: "unknown_message"
-- (a newer peer's word: skip it), "bad_message" or "bad_notes". It never raises for what it was given.
--
--     osc.encode(address, ...)      packet                   every argument of the table, in its order
--     osc.decode(packet)            {address, args, named}   args in order, named by their names
--     osc.frame(packet)             bytes                    as it travels in a stream
--     osc.deframer():feed(bytes)    packets                  keeps what is not complete yet
--     osc.pack_notes(notes)         blob                     a note is a table of protocol.NOTE_FIELDS + muted
--     osc.unpack_notes(blob)        notes
--     osc.note_chunks(blob)         {{offset, notes}, ...}   pieces that fit a message, in order
--     osc.collector(total)          puts pieces together: :add(offset, blob), .complete, :notes()
--     osc.clean_text(text)          the text as it can travel: valid UTF-8 without NUL
--
-- Truth values may be given as true and false; they travel, and come back, as 1 and 0.

local INT_LOW, INT_HIGH = -0x80000000, 0x7FFFFFFF
local REPLACEMENT = "\u{FFFD}"

local function refuse(code, text, ...)
    error({code = code, message = string.format(text, ...)}, 0)
end

-- The same function, giving nil, message, code where the first one refuses.
local function guarded(call)
    return function(...)
        local fine, result = pcall(call, ...)
        if fine then
            return result
        end
        if type(result) ~= "table" then
            error(result, 0)
        end
        return nil, result.message, result.code
    end
end

-- Text --------------------------------------------------------------------------------------------

-- Lua 5.3 takes surrogates for UTF-8; the other languages of the wire do not.
local function is_utf8(text)
    return utf8.len(text) and not text:find("\xED[\xA0-\xBF]")
end

local function clean_text(text)
    text = tostring(text):gsub("\0", "")
    text = text:gsub("\xED[\xA0-\xBF][\x80-\xBF]?", REPLACEMENT)
    local _, wrong = utf8.len(text)
    while wrong do
        text = text:sub(1, wrong - 1) .. REPLACEMENT .. text:sub(wrong + 1)
        _, wrong = utf8.len(text, wrong + #REPLACEMENT)
    end
    return text
end

-- The four types: what a value must be, its bytes, and back ----------------------------------------

local function as_int(value)
    if type(value) == "boolean" then
        return value and 1 or 0
    end
    local whole = type(value) == "number" and math.tointeger(value)
    return whole and whole >= INT_LOW and whole <= INT_HIGH and whole or nil
end

local function as_double(value)
    return type(value) == "number" and math.abs(value) < math.huge and value or nil
end

local function as_text(value)
    return type(value) == "string" and not value:find("\0", 1, true) and is_utf8(value) and value or nil
end

local function as_blob(value)
    return type(value) == "string" and value or nil
end

local function padding(size)
    return ("\0"):rep(-size % 4)
end

local function write_int(value)
    return string.pack(">i4", value)
end

local function write_double(value)
    return string.pack(">d", value)
end

local function write_text(value)
    return value .. "\0" .. padding(#value + 1)
end

local function write_blob(value)
    return string.pack(">s4", value) .. padding(#value)
end

local function need(data, after)
    if after > #data + 1 then
        refuse("bad_message", "A packet of %d bytes is cut off.", #data)
    end
end

local function need_zeros(data, from, after)
    need(data, after)
    if data:sub(from, after - 1):find("[^\0]") then
        refuse("bad_message", "An argument is not padded to four bytes with zeros.")
    end
end

local function read_int(data, index)
    need(data, index + 4)
    return string.unpack(">i4", data, index)
end

local function read_double(data, index)
    need(data, index + 8)
    return string.unpack(">d", data, index)
end

local function read_text(data, index)
    local stop = data:find("\0", index, true) or #data + 1
    local after = ((stop + 3) & ~3) + 1
    need_zeros(data, stop, after)
    local text = data:sub(index, stop - 1)
    if not is_utf8(text) then
        refuse("bad_message", "A text is not UTF-8.")
    end
    return text, after
end

local function read_blob(data, index)
    local size, from = read_int(data, index)
    if size < 0 then
        refuse("bad_message", "A blob has a negative size.")
    end
    local stop = from + size
    local after = stop + -size % 4
    need_zeros(data, stop, after)
    return data:sub(from, stop - 1), after
end

local TYPES = {
    i = {as = as_int, write = write_int, read = read_int},
    d = {as = as_double, write = write_double, read = read_double},
    s = {as = as_text, write = write_text, read = read_text},
    b = {as = as_blob, write = write_blob, read = read_blob},
}

-- Ranges and words of the table ---------------------------------------------------------------------

local function is_among(value, choices)
    for _, choice in ipairs(choices) do
        if value == choice then
            return true
        end
    end
    return false
end

local function in_range(row, value)
    return (not row.low or value >= row.low) and (not row.high or value <= row.high)
        and (not row.choices or is_among(value, row.choices))
end

-- The value as it travels; refuses what the argument's row does not allow.
local function checked(address, row, tag, value)
    local allowed = TYPES[tag].as(value)
    if allowed == nil then
        refuse("bad_message", "%s: %s cannot be %s, it is of type %s.", address, row.name, tostring(value), tag)
    end
    if not in_range(row, allowed) then
        refuse("bad_message", "%s: %s is %s, which is out of its range.", address, row.name, tostring(value))
    end
    return allowed
end

-- Messages ------------------------------------------------------------------------------------------

local function spec_of(protocol, address)
    local spec = protocol.MESSAGES[address]
    if not spec then
        refuse("unknown_message", "There is no message %s.", tostring(address))
    end
    return spec
end

local function check_packet_size(protocol, packet)
    if #packet > protocol.MAX_PACKET_BYTES then
        refuse("bad_message", "%d bytes are more than a packet may have.", #packet)
    end
end

local function encode(protocol, address, ...)
    local spec, given = spec_of(protocol, address), table.pack(...)
    if given.n ~= #spec.tags then
        refuse("bad_message", "%s takes %d arguments, not %d.", address, #spec.tags, given.n)
    end
    local parts = {write_text(address), write_text("," .. spec.tags)}
    for index, row in ipairs(spec.args) do
        local tag = spec.tags:sub(index, index)
        parts[#parts + 1] = TYPES[tag].write(checked(address, row, tag, given[index]))
    end
    local packet = table.concat(parts)
    check_packet_size(protocol, packet)
    return packet
end

-- The address, type tags and arguments of a well-formed packet, known or not.
local function split(packet)
    if type(packet) ~= "string" or #packet % 4 ~= 0 or packet:sub(1, 1) ~= "/" then
        refuse("bad_message", "This is no OSC message.")
    end
    local address, tags, args, index = nil, nil, {}, 1
    address, index = read_text(packet, index)
    tags, index = read_text(packet, index)
    if tags:sub(1, 1) ~= "," then
        refuse("bad_message", "%s has no type tags.", address)
    end
    tags = tags:sub(2)
    for tag in tags:gmatch(".") do
        if not TYPES[tag] then
            refuse("bad_message", "%s has an argument of type %s, which Sideman does not use.", address, tag)
        end
        args[#args + 1], index = TYPES[tag].read(packet, index)
    end
    if index ~= #packet + 1 then
        refuse("bad_message", "%s has %d bytes too many.", address, #packet + 1 - index)
    end
    return address, tags, args
end

-- Arguments beyond the table's come from a newer minor version and are dropped.
local function decode(protocol, packet)
    local address, tags, found = split(packet)
    check_packet_size(protocol, packet)
    local spec = spec_of(protocol, address)
    if tags:sub(1, #spec.tags) ~= spec.tags then
        refuse("bad_message", "%s has types %s, not %s.", address, tags, spec.tags)
    end
    local args, named = {}, {}
    for index, row in ipairs(spec.args) do
        args[index] = checked(address, row, spec.tags:sub(index, index), found[index])
        named[row.name] = args[index]
    end
    return {address = address, args = args, named = named}
end

-- The stream form -----------------------------------------------------------------------------------

local function frame(packet)
    return string.pack(">s4", packet)
end

local Deframer = {}
Deframer.__index = Deframer

-- The packets that are complete now. After a refusal the stream cannot be trusted: close it.
Deframer.feed = guarded(function(self, bytes)
    local buffer, index, packets = self.pending .. bytes, 1, {}
    self.pending = buffer
    while #buffer - index >= 3 do
        local size = string.unpack(">i4", buffer, index)
        if size < 8 or size > self.max_packet_bytes or size % 4 ~= 0 then
            refuse("bad_message", "A packet of %d bytes cannot be.", size)
        end
        if index + 3 + size > #buffer then
            break
        end
        packets[#packets + 1] = buffer:sub(index + 4, index + 3 + size)
        index = index + 4 + size
    end
    self.pending = buffer:sub(index)
    return packets
end)

-- Notes ---------------------------------------------------------------------------------------------

-- The value of a note's field; adding 0.0 turns a negative zero into the zero that it equals.
local function check_field(row, value, position)
    local fits = (row.tag == "B" and as_int or as_double)(value)
    if not fits or not in_range(row, fits) or (row.name == "length_beats" and fits == 0) then
        refuse("bad_notes", "Note %d: %s cannot be %s.", position, row.name, tostring(value))
    end
    return row.tag == "B" and fits or fits + 0.0
end

local function note_format(protocol)
    local tags = {}
    for index, row in ipairs(protocol.NOTE_FIELDS) do
        tags[index] = row.tag
    end
    return ">" .. table.concat(tags) .. "BB"
end

local function pack_notes(protocol, notes)
    local format, rows, parts = note_format(protocol), protocol.NOTE_FIELDS, {}
    for position, note in ipairs(notes) do
        local fields = {}
        for index, row in ipairs(rows) do
            local value = note[row.name]
            fields[index] = check_field(row, value == nil and row.default or value, position)
        end
        fields[#rows + 1], fields[#rows + 2] = note.muted and protocol.MUTED or 0, 0
        parts[position] = string.pack(format, table.unpack(fields))
    end
    return table.concat(parts)
end

local function unpack_notes(protocol, blob)
    if #blob % protocol.NOTE_BYTES ~= 0 then
        refuse("bad_notes", "%d bytes are no whole number of notes.", #blob)
    end
    local format, rows, notes = note_format(protocol), protocol.NOTE_FIELDS, {}
    for from = 1, #blob, protocol.NOTE_BYTES do
        local fields, note = {string.unpack(format, blob, from)}, {}
        for index, row in ipairs(rows) do
            note[row.name] = check_field(row, fields[index], #notes + 1)
        end
        note.muted = fields[#rows + 1] & protocol.MUTED ~= 0
        notes[#notes + 1] = note
    end
    return notes
end

-- One empty piece for no notes.
local function note_chunks(protocol, blob)
    local step, pieces = protocol.NOTES_PER_CHUNK * protocol.NOTE_BYTES, {}
    for from = 0, math.max(#blob - 1, 0), step do
        pieces[#pieces + 1] = {offset = from // protocol.NOTE_BYTES, notes = blob:sub(from + 1, from + step)}
    end
    return pieces
end

local Collector = {}
Collector.__index = Collector

-- Gives true when the piece is taken; a repeated one is ignored.
Collector.add = guarded(function(self, offset, blob)
    if offset < self.count then
        return true
    end
    local count = offset + #blob // self.note_bytes
    if offset > self.count or #blob % self.note_bytes ~= 0 or count > self.total then
        refuse("bad_message", "Note %d of %d was awaited, not %d bytes from note %d.",
            self.count, self.total, #blob, offset)
    end
    self.pieces[#self.pieces + 1] = blob
    self.count, self.complete = count, count == self.total
    return true
end)

-- The whole blob; refused before the last piece.
Collector.notes = guarded(function(self)
    if not self.complete then
        refuse("bad_message", "%d of %d notes came.", self.count, self.total)
    end
    return table.concat(self.pieces)
end)

-- The codec of a protocol table --------------------------------------------------------------------

local function codec(protocol)
    local function bound(call)
        return guarded(function(...)
            return call(protocol, ...)
        end)
    end
    return {
        encode = bound(encode),
        decode = bound(decode),
        frame = frame,
        deframer = function()
            return setmetatable({pending = "", max_packet_bytes = protocol.MAX_PACKET_BYTES}, Deframer)
        end,
        pack_notes = bound(pack_notes),
        unpack_notes = bound(unpack_notes),
        note_chunks = bound(note_chunks),
        collector = function(total)
            local parts = {pieces = {}, count = 0, total = total, note_bytes = protocol.NOTE_BYTES}
            parts.complete = total == 0
            return setmetatable(parts, Collector)
        end,
        clean_text = clean_text,
    }
end

return {codec = codec}
