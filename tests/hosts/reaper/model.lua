-- What is in a project: tracks, items, takes, tempo markers, saved words. Places are kept in quarter
-- notes (REAPER's usual time base), and given out in seconds.

local host = ...
local pointers = host.use("pointers")

local model = {}
local guids = 0

function model.guid()
    guids = guids + 1
    return string.format("{%08X-1111-4222-8333-%012X}", guids * 2654435761 & 0xFFFFFFFF, guids)
end

local TRACK_VALUES = {
    D_VOL = 1.0, D_PAN = 0.0, B_MUTE = 0.0, I_SOLO = 0.0, I_RECARM = 0.0, I_CUSTOMCOLOR = 0.0,
    I_FOLDERDEPTH = 0.0, I_SELECTED = 0.0, I_RECINPUT = 0.0,
}
local ITEM_VALUES = {B_MUTE = 0.0, B_LOOPSRC = 1.0, I_CUSTOMCOLOR = 0.0, C_LOCK = 0.0, B_UISEL = 0.0}

local function copy(values)
    local made = {}
    for key, value in pairs(values) do
        made[key] = value
    end
    return made
end
model.copy = copy

local function new_track(project, name, guid)
    return pointers.give({
        project = project, guid = guid or model.guid(), name = name or "", values = copy(TRACK_VALUES), items = {},
        peaks = {0.0, 0.0},
    }, "MediaTrack")
end

function model.new_project(file)
    local project = pointers.give({
        file = file or "", tracks = {}, words = {}, cursor_s = 0.0, play_state = 0, play_s = 0.0,
        tempo = {{qn = 0.0, bpm = 120.0, numerator = 4, denominator = 4, is_ramp = false}}, has_tempo_markers = false,
        time_range = {0.0, 0.0}, history = {}, block_depth = 0,
    }, "ReaProject")
    project.master = new_track(project, "", "{00000000-0000-0000-0000-000000000000}")
    return project
end

function model.insert_track(project, index, name, guid)
    local track = new_track(project, name, guid)
    table.insert(project.tracks, index + 1, track)
    return track
end

function model.track_index(track)
    for index, other in ipairs(track.project.tracks) do
        if other == track then
            return index - 1
        end
    end
end

-- The folder that a track lies in, nil for none.
function model.parent(track)
    local open = {}
    for _, other in ipairs(track.project.tracks) do
        if other == track then
            return open[#open]
        end
        local depth = math.tointeger(other.values.I_FOLDERDEPTH)
        if depth == 1 then
            open[#open + 1] = other
        end
        for _ = depth, -1 do
            table.remove(open)
        end
    end
end

local function drop_item_pointers(item)
    for _, take in ipairs(item.takes) do
        pointers.take_back(take)
    end
    pointers.take_back(item)
end

local function position_of(list, wanted)
    for position, object in ipairs(list) do
        if object == wanted then
            return position
        end
    end
end

function model.delete_item(item)
    table.remove(item.track.items, position_of(item.track.items, item))
    drop_item_pointers(item)
end

function model.delete_track(track)
    for _, item in ipairs(track.items) do
        drop_item_pointers(item)
    end
    local tracks = track.project.tracks
    table.remove(tracks, position_of(tracks, track))
    pointers.take_back(track)
end

function model.sort_items(track)
    for position, item in ipairs(track.items) do
        item.order = position
    end
    table.sort(track.items, function(a, b)
        return a.start_qn < b.start_qn or (a.start_qn == b.start_qn and a.order < b.order)
    end)
end

function model.add_item(track, start_qn, length_qn, guid)
    local item = pointers.give({
        track = track, guid = guid or model.guid(), start_qn = start_qn, length_qn = length_qn,
        values = copy(ITEM_VALUES), takes = {}, is_dirty = true,
    }, "MediaItem")
    table.insert(track.items, item)
    model.sort_items(track)
    return item
end

-- A new active take; buffer nil for one without MIDI. offset_qn: how much of its source is hidden.
function model.add_take(item, buffer, ppq)
    local take = pointers.give({
        item = item, name = "", guid = model.guid(), buffer = buffer, ppq = ppq or host.ppq, offset_qn = 0.0, rate = 1.0,
        pool = model.guid(),
    }, "MediaItem_Take")
    take.source = pointers.give({take = take}, "PCM_source")
    table.insert(item.takes, take)
    item.active = take
    return take
end

function model.items_of(project)
    local found = {}
    for _, track in ipairs(project.tracks) do
        table.move(track.items, 1, #track.items, #found + 1, found)
    end
    return found
end

return model
