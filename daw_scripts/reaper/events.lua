-- The raw events of a MIDI take, as MIDI_GetAllEvts gives them: records of ticks since the record
-- before, flags, and the message. The last record is always an all-notes-off at the end of the source.
-- Pure: bytes in, tables out, and back.

local RECORD = "i4Bs4"
local MUTED = 2
local NOTE_OFF, NOTE_ON = 0x80, 0x90
local PLAIN_RELEASE = 64 -- what a note-on of velocity 0 stands for
local RECORDS_BETWEEN_LOOKS = 64

local events = {}

-- What a message means for notes: "on", "off" or nil; channel, pitch, velocity.
local function note_message(message)
    local status, pitch, velocity = message:byte(1, 3)
    if #message ~= 3 or status >= NOTE_ON + 16 or status < NOTE_OFF then
        return nil
    end
    local channel = status & 15
    if status < NOTE_ON then
        return "off", channel, pitch, velocity
    elseif velocity == 0 then
        return "off", channel, pitch, PLAIN_RELEASE
    end
    return "on", channel, pitch, velocity
end

-- Pairs note-ons with note-offs; of equal pitches on a channel the first to begin is the first to end.
local Pairing = {}
Pairing.__index = Pairing

local function new_pairing()
    return setmetatable({notes = {}, sounding = {}}, Pairing)
end

function Pairing:take(at, flags, message, position)
    local what, channel, pitch, velocity = note_message(message)
    if not what then
        return
    end
    local key = channel * 128 + pitch
    local queue = self.sounding[key] or {}
    self.sounding[key] = queue
    if what == "on" then
        local note = {
            from = at, to = nil, channel = channel, pitch = pitch, velocity = velocity,
            release_velocity = PLAIN_RELEASE, muted = flags & MUTED ~= 0, on = position, off = nil,
        }
        self.notes[#self.notes + 1], queue[#queue + 1] = note, note
    elseif queue[1] then
        local note = table.remove(queue, 1)
        note.to, note.off, note.release_velocity = at, position, velocity
    end
end

-- A note without an end sounds until the source ends.
function Pairing:finish(last)
    for _, note in ipairs(self.notes) do
        note.to = note.to or last
    end
    return self.notes
end

-- A function(out_of_time) that gives all notes when it has seen all records, before that nil.
function events.scanner(buffer)
    local pairing, at, index, position = new_pairing(), 0, 1, 0
    return function(out_of_time)
        while index <= #buffer do
            local offset, flags, message
            offset, flags, message, index = string.unpack(RECORD, buffer, index)
            at, position = at + offset, position + 1
            pairing:take(at, flags, message, position)
            if position % RECORDS_BETWEEN_LOOKS == 0 and out_of_time() then
                return nil
            end
        end
        return pairing:finish(at)
    end
end

-- {{at, flags, message}, ...} with ticks from the start of the source.
function events.records(buffer)
    local records, at, index = {}, 0, 1
    while index <= #buffer do
        local offset, flags, message
        offset, flags, message, index = string.unpack(RECORD, buffer, index)
        at = at + offset
        records[#records + 1] = {at = at, flags = flags, message = message}
    end
    return records
end

function events.buffer(records)
    local parts, at = {}, 0
    for index, record in ipairs(records) do
        parts[index] = string.pack(RECORD, record.at - at, record.flags, record.message)
        at = record.at
    end
    return table.concat(parts)
end

-- The two records of a note: from, to in ticks, velocities as whole numbers.
function events.note(note)
    local flags = note.muted and MUTED or 0
    return {at = note.from, flags = flags, rank = 1,
            message = string.char(NOTE_ON | note.channel, note.pitch, note.velocity)},
        {at = note.to, flags = flags, rank = 0,
         message = string.char(NOTE_OFF | note.channel, note.pitch, note.release_velocity)}
end

-- Records in playing order. At one tick notes end before others begin, and what was there before
-- keeps its order behind them: a curve's shape must follow its controller at once.
function events.in_order(records)
    for position, record in ipairs(records) do
        record.rank, record.position = record.rank or 2, position
    end
    table.sort(records, function(a, b)
        if a.at ~= b.at then
            return a.at < b.at
        elseif a.rank ~= b.rank then
            return a.rank < b.rank
        end
        return a.position < b.position
    end)
    return records
end

return events
