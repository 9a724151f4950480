-- The notes of a MIDI item: those that begin inside of it, once, however often it loops. What a
-- trimmed item hides, and whatever is no note, is neither told nor touched.

local use = ...
local events, beats, problem = use("reaper/events"), use("reaper/beats"), use("lua/problem")

local RECORD = ">ddffffBBBB" -- the packed note of the wire
local PROBABILITY, DEVIATION, MUTED = 1.0, 0.0, 1
local SAME_BEATS, SAME_TICKS = 1e-6, 1e-4
local NOTES_BETWEEN_LOOKS = 64

local notes = {}
local read_before = {} -- clip id -> {sign, packed}

local function whole_if_close(ticks)
    local near = math.floor(ticks + 0.5)
    return math.abs(ticks - near) < SAME_TICKS and near or ticks
end

-- Where an item lies in the ticks of its take: first (may be hidden or before the source), a beat's
-- ticks, the tick after the last. The take's own resolution and playing rate are in these.
function notes.frame(take, start_beats, length_beats)
    local first = reaper.MIDI_GetPPQPosFromProjQN(take, start_beats)
    local after = reaper.MIDI_GetPPQPosFromProjQN(take, start_beats + 1)
    local ppq = whole_if_close(after - first)
    first = whole_if_close(first)
    return {first = first, ppq = ppq, after = whole_if_close(first + length_beats * ppq)}
end

local function begins_inside(note, frame)
    return note.from >= frame.first and note.from < frame.after
end

local function pack(note, frame)
    return string.pack(RECORD, (note.from - frame.first) / frame.ppq, math.max(note.to - note.from, 1) / frame.ppq,
        note.velocity, note.release_velocity, PROBABILITY, DEVIATION, note.pitch, note.channel,
        note.muted and MUTED or 0, 0)
end

-- A function(out_of_time) that gives the packed notes of a frame, before that nil.
local function packer(found, frame)
    local parts, position = {}, 0
    return function(out_of_time)
        while position < #found do
            position = position + 1
            if begins_inside(found[position], frame) then
                parts[#parts + 1] = pack(found[position], frame)
            end
            if position % NOTES_BETWEEN_LOOKS == 0 and out_of_time() then
                return nil
            end
        end
        return table.concat(parts)
    end
end

-- A function(out_of_time) that gives the packed notes when all are read, before that nil. Events are
-- read again only when REAPER's own hash of the take, or the item's place in it, is another.
function notes.reader(clip_id, take, start_beats, length_beats)
    local frame = notes.frame(take, start_beats, length_beats)
    local _, hash = reaper.MIDI_GetHash(take, false)
    local sign = table.concat({hash, frame.first, frame.ppq, frame.after}, " ")
    local before = read_before[clip_id]
    if before and before.sign == sign then
        return function() return before.packed end
    end
    local _, buffer = reaper.MIDI_GetAllEvts(take)
    local scan, take_in = events.scanner(buffer), nil
    return function(out_of_time)
        local found = not take_in and scan(out_of_time)
        take_in = take_in or found and packer(found, frame)
        local packed = take_in and take_in(out_of_time)
        if packed then
            read_before[clip_id] = {sign = sign, packed = packed}
        end
        return packed
    end
end

-- Forgets what was read of clips that are gone; is_there: id -> true.
function notes.forget_others(is_there)
    for clip_id in pairs(read_before) do
        if not is_there[clip_id] then
            read_before[clip_id] = nil
        end
    end
end

local function by_voice(a, b)
    if a.channel ~= b.channel then
        return a.channel < b.channel
    elseif a.pitch ~= b.pitch then
        return a.pitch < b.pitch
    end
    return a.start_beats < b.start_beats
end

-- Raises a problem for notes that REAPER could not keep or would not play.
function notes.check(list, length_beats)
    local sorted = table.move(list, 1, #list, 1, {})
    table.sort(sorted, by_voice)
    for index, note in ipairs(sorted) do
        if note.start_beats < 0 or note.start_beats >= length_beats - SAME_BEATS then
            problem.raise("unsupported",
                string.format("A note at beat %g lies outside of its item.", note.start_beats),
                "REAPER plays only what begins inside an item; move the note or lengthen the item.")
        end
        local after = sorted[index + 1]
        if after and after.channel == note.channel and after.pitch == note.pitch
            and after.start_beats < note.start_beats + note.length_beats - SAME_BEATS then
            problem.raise("unsupported",
                string.format("Two notes of pitch %d overlap at beat %g.", note.pitch, after.start_beats),
                "MIDI cannot tell where each of them ends; shorten the first, or put one on another channel.")
        end
    end
end

local function whole(value, low)
    return math.max(low, math.min(127, math.floor(value + 0.5)))
end

local function to_tick(value, frame)
    return math.floor(frame.first + value * frame.ppq + 0.5)
end

-- The old records but for the last and for the notes that begin inside the frame.
local function kept_records(records, buffer, frame)
    local dropped = {[#records] = true}
    for _, note in ipairs(events.scanner(buffer)(function() return false end)) do
        if begins_inside(note, frame) then
            dropped[note.on] = true
            if note.off then
                dropped[note.off] = true
            end
        end
    end
    local kept = {}
    for position, record in ipairs(records) do
        if not dropped[position] then
            kept[#kept + 1] = record
        end
    end
    return kept
end

-- The events of a take with other notes inside its frame. Ends are rounded like starts, so that notes
-- which touch go on touching.
local function with_notes(buffer, list, old_frame, frame)
    local records = events.records(buffer)
    local last = records[#records]
    local all = kept_records(records, buffer, old_frame)
    for _, note in ipairs(list) do
        local from = to_tick(note.start_beats, frame)
        all[#all + 1], all[#all + 2] = events.note({
            from = from, to = math.max(to_tick(note.start_beats + note.length_beats, frame), from + 1),
            channel = note.channel, pitch = note.pitch, velocity = whole(note.velocity, 1),
            release_velocity = whole(note.release_velocity, 0), muted = note.muted,
        })
    end
    events.in_order(all)
    last.at = math.max(math.floor(frame.after + 0.5), #all > 0 and all[#all].at or 0)
    all[#all + 1] = last
    return events.buffer(all)
end

local function put(item, take, buffer)
    if not reaper.MIDI_SetAllEvts(take, buffer) then
        problem.raise("refused", "REAPER did not take the notes.", "Is the item locked or its project read-only?")
    end
    reaper.MIDI_Sort(take)
    -- Without this mark a change of nothing but MIDI is not part of the undo step.
    reaper.MarkTrackItemsDirty(reaper.GetMediaItemTrack(item), item)
    reaper.UpdateItemInProject(item)
end

-- Puts `list` in the place of the notes that begin in the item, whose length becomes another; gives a
-- function(item, take) that puts the old events back.
function notes.replace(item, take, list, start_beats, old_length_beats, length_beats)
    local _, buffer = reaper.MIDI_GetAllEvts(take)
    local longer = math.max(old_length_beats, length_beats)
    put(item, take, with_notes(buffer, list, notes.frame(take, start_beats, longer),
        notes.frame(take, start_beats, length_beats)))
    -- New events may stretch or cut the item with its source.
    reaper.SetMediaItemInfo_Value(item, "D_LENGTH",
        beats.seconds(start_beats + length_beats) - beats.seconds(start_beats))
    return function(again, again_take)
        put(again, again_take, buffer)
    end
end

return notes
