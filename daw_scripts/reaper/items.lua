-- REAPER's items, with their active takes, as the wire's clips.

local use = ...
local osc, beats, objects = use("wire").osc, use("reaper/beats"), use("reaper/objects")
local notes, project = use("reaper/notes"), use("reaper/project")

local HAS_COLOR = 0x1000000
local COMMON_PPQ = 960
local TAKES_TO_MEASURE = 32

local items = {}
local described -- the item of the last `describe`, for the `note_reader` that follows it at once

local function add_refs(refs, track_id)
    local track = objects.track(track_id)
    for index = 0, track and reaper.CountTrackMediaItems(track) - 1 or -1 do
        refs[#refs + 1] = {id = objects.item_id(reaper.GetTrackMediaItem(track, index)), track_id = track_id}
    end
end

local function track_ids()
    local ids = {}
    for index = 0, reaper.CountTracks(project.pointer) - 1 do
        ids[#ids + 1] = objects.track_id(reaper.GetTrack(project.pointer, index))
    end
    return ids
end

-- All items of a track.
function items.refs(track_id)
    local refs = {}
    add_refs(refs, track_id)
    return refs
end

-- A function(out_of_time) that gives all items when it has seen all tracks, before that nil.
function items.ref_reader()
    local ids, refs, position = track_ids(), {}, 0
    return function(out_of_time)
        while position < #ids do
            if out_of_time() then
                return nil
            end
            position = position + 1
            add_refs(refs, ids[position])
        end
        local is_there = {}
        for _, ref in ipairs(refs) do
            is_there[ref.id] = true
        end
        notes.forget_others(is_there)
        return refs
    end
end

function items.color(item)
    local native = math.tointeger(reaper.GetMediaItemInfo_Value(item, "I_CUSTOMCOLOR"))
    if native & HAS_COLOR == 0 then
        return -1
    end
    local red, green, blue = reaper.ColorFromNative(native & 0xFFFFFF)
    return red << 16 | green << 8 | blue
end

function items.native_color(color)
    return reaper.ColorToNative(color >> 16, color >> 8 & 255, color & 255) | HAS_COLOR
end

-- The active take when it holds MIDI, else nil.
function items.midi_take(item)
    local take = reaper.GetActiveTake(item)
    return take and reaper.TakeIsMIDI(take) and take or nil
end

-- Start and length in beats.
function items.place(item)
    local start_s = reaper.GetMediaItemInfo_Value(item, "D_POSITION")
    local start = beats.at(start_s)
    return start, beats.clean(beats.at(start_s + reaper.GetMediaItemInfo_Value(item, "D_LENGTH")) - start)
end

-- Length of what is repeated; 0 when the item ends before anything is.
local function loop_length(item, take, length_beats)
    if not take or reaper.GetMediaItemInfo_Value(item, "B_LOOPSRC") == 0 then
        return 0.0
    end
    local source_length = beats.clean((reaper.GetMediaSourceLength(reaper.GetMediaItemTake_Source(take))))
    return source_length < length_beats and source_length or 0.0
end

local function name_of(take)
    local _, name = reaper.GetSetMediaItemTakeInfo_String(take, "P_NAME", "", false)
    return osc.clean_text(name)
end

-- An item as /clip tells it, but for its notes; nil when it is gone.
function items.describe(ref)
    local item = objects.item(ref)
    if not item then
        return nil
    end
    local start_beats, length_beats = items.place(item)
    local take = reaper.GetActiveTake(item)
    local midi_take = take and reaper.TakeIsMIDI(take) and take or nil
    described = {id = ref.id, take = midi_take, start_beats = start_beats, length_beats = length_beats}
    return {
        id = ref.id, track_id = objects.track_id(reaper.GetMediaItemTrack(item)), name = take and name_of(take) or "",
        scene_id = "", start_beats = start_beats, length_beats = length_beats, color = items.color(item),
        is_midi = midi_take ~= nil, muted = reaper.GetMediaItemInfo_Value(item, "B_MUTE") ~= 0,
        loop_start_beats = 0.0, loop_length_beats = loop_length(item, midi_take, length_beats),
    }
end

-- Reads the notes of the item that was described just now.
function items.note_reader(ref)
    assert(described.id == ref.id, "notes are read right after their item was described")
    return notes.reader(ref.id, described.take, described.start_beats, described.length_beats)
end

-- The coarsest grid of the first takes, which is what notes are exact to: ticks a beat.
function items.ppq()
    local coarsest
    for index = 0, math.min(reaper.CountMediaItems(project.pointer), TAKES_TO_MEASURE) - 1 do
        local item = reaper.GetMediaItem(project.pointer, index)
        local take = items.midi_take(item)
        local found = take and notes.frame(take, items.place(item)).ppq
        coarsest = found and math.min(found, coarsest or found) or coarsest
    end
    return math.floor(coarsest or COMMON_PPQ)
end

return items
