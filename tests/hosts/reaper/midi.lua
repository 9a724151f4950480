-- A take's MIDI: the buffer of GetAllEvts and SetAllEvts, its rules and its hash.

local midi = {}

local RECORD = "i4Bs4"
local END_STATUS, ALL_NOTES_OFF = 0xB0, 123

function midi.record(offset, flags, message)
    return string.pack(RECORD, offset, flags, message)
end

-- The record that every source ends with.
function midi.end_record(offset)
    return midi.record(offset, 0, string.char(END_STATUS, ALL_NOTES_OFF, 0))
end

function midi.empty(ticks)
    return midi.end_record(ticks)
end

-- {{at, flags, message}, ...}; raises what REAPER would not stand.
function midi.records(buffer)
    local found, at, index = {}, 0, 1
    while index <= #buffer do
        local offset, flags, message
        offset, flags, message, index = string.unpack(RECORD, buffer, index)
        if offset < 0 then
            error("MIDI_SetAllEvts: an event lies before the one before it", 0)
        end
        at = at + offset
        found[#found + 1] = {at = at, flags = flags, message = message}
    end
    return found
end

function midi.check(buffer)
    local records = midi.records(buffer)
    local last = records[#records]
    if not last or #last.message ~= 3 or last.message:byte(1) & 0xF0 ~= END_STATUS
        or last.message:byte(2) ~= ALL_NOTES_OFF then
        error("MIDI_SetAllEvts: the all-notes-off at the end of the source is missing", 0)
    end
    for _, record in ipairs(records) do
        if #record.message == 0 then
            error("MIDI_SetAllEvts: an empty message", 0)
        end
    end
    return records
end

local function last_tick(buffer)
    local records = midi.records(buffer)
    return #records > 0 and records[#records].at or 0
end

function midi.source_qn(take)
    if take.measured ~= take.buffer then
        take.measured, take.ticks = take.buffer, last_tick(take.buffer)
    end
    return take.ticks / take.ppq
end

-- Stands for REAPER's own hash: differs whenever the events do.
function midi.hash(take)
    if take.hashed ~= take.buffer then
        local value = 5381
        for index = 1, #take.buffer do
            value = (value * 33 + take.buffer:byte(index)) & 0xFFFFFFFFFFFF
        end
        take.hashed, take.hash = take.buffer, string.format("%012X", value)
    end
    return take.hash
end

return midi
