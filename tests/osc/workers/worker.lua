-- Drives daw_scripts/lua/osc.lua line by line; see tests/osc/workers/README.md.

-- All that a host's sandbox must leave: Ardour takes away require, dofile, rawget and more.
local SANDBOX = {
    string = string, table = table, math = math, utf8 = utf8,
    error = error, ipairs = ipairs, pcall = pcall, setmetatable = setmetatable, tostring = tostring, type = type,
}
local strict = {}
function strict.__index(_, name) error("osc.lua reads the global " .. name) end
function strict.__newindex(_, name) error("osc.lua sets the global " .. name) end

local function load_in_sandbox(name)
    return assert(loadfile(arg[1] .. "/lua/" .. name, "t", setmetatable(SANDBOX, strict)))()
end

local protocol = load_in_sandbox("protocol.lua")
local osc = load_in_sandbox("osc.lua").codec(protocol)

local function hex(bytes)
    return (bytes:gsub(".", function(byte) return string.format("%02x", byte:byte()) end))
end

local function unhex(text)
    return ((text or ""):gsub("..", function(pair) return string.char(tonumber(pair, 16)) end))
end

local function number(value)
    return string.format("%.17g", value)
end

local function integer(text)
    return math.tointeger(tonumber(text))
end

local READ = {i = integer, d = tonumber, s = unhex, b = unhex}
local WRITE = {i = tostring, d = number, s = hex, b = hex}

-- What a refused call gives becomes an error again, so that the loop below sees one road.
local function taken(result, message, code)
    if result == nil then
        assert(type(message) == "string" and #message > 0)
        error({code = code}, 0)
    end
    return result
end

local COMMANDS = {}

function COMMANDS.decode(packet)
    local message = taken(osc.decode(unhex(packet)))
    local spec, parts = protocol.MESSAGES[message.address], {message.address}
    for index, value in ipairs(message.args) do
        local tag = spec.tags:sub(index, index)
        assert(message.named[spec.args[index].name] == value)
        parts[#parts + 1] = tag .. ":" .. WRITE[tag](value)
    end
    return table.concat(parts, " ")
end

function COMMANDS.encode(address, ...)
    local args = {}
    for index, text in ipairs({...}) do
        args[index] = READ[text:sub(1, 1)](text:sub(3))
    end
    return hex(taken(osc.encode(address, table.unpack(args))))
end

function COMMANDS.feed(...)
    local deframer, found = osc.deframer(), {}
    for _, piece in ipairs({...}) do
        for _, packet in ipairs(taken(deframer:feed(unhex(piece)))) do
            found[#found + 1] = hex(packet)
        end
    end
    return table.concat(found, " ")
end

function COMMANDS.unpack(blob)
    local found = {}
    for _, note in ipairs(taken(osc.unpack_notes(unhex(blob)))) do
        local parts = {}
        for index, row in ipairs(protocol.NOTE_FIELDS) do
            parts[index] = row.tag == "B" and tostring(note[row.name]) or number(note[row.name])
        end
        parts[#parts + 1] = note.muted and "1" or "0"
        found[#found + 1] = table.concat(parts, ",")
    end
    return table.concat(found, " ")
end

function COMMANDS.pack(...)
    local notes = {}
    for position, text in ipairs({...}) do
        local note, index = {}, 0
        for value in text:gmatch("([^,]*),?") do
            index = index + 1
            local row = protocol.NOTE_FIELDS[index]
            if row then
                note[row.name] = tonumber(value)
            elseif value ~= "" then
                note.muted = value == "1"
            end
        end
        notes[position] = note
    end
    return hex(taken(osc.pack_notes(notes)))
end

function COMMANDS.chunk(blob)
    local found = {}
    for index, piece in ipairs(taken(osc.note_chunks(unhex(blob)))) do
        found[index] = piece.offset .. ":" .. hex(piece.notes)
    end
    return table.concat(found, " ")
end

function COMMANDS.collect(total, ...)
    local collector = osc.collector(integer(total))
    for _, piece in ipairs({...}) do
        local offset, blob = piece:match("(%d+):(%x*)")
        taken(collector:add(integer(offset), unhex(blob)))
    end
    return hex(taken(collector:notes()))
end

function COMMANDS.clean(text)
    return hex(osc.clean_text(unhex(text)))
end

for line in io.lines() do
    local words = {}
    for word in line:gmatch("%S+") do
        words[#words + 1] = word
    end
    local fine, result = pcall(COMMANDS[words[1]], table.unpack(words, 2))
    if fine then
        print("ok " .. result)
    elseif type(result) == "table" then
        print("no " .. result.code)
    else
        error(result, 0)
    end
end
