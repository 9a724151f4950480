-- Ids of tracks and items, and the way back to REAPER's pointers.
--
-- An id is the GUID that is saved with the project. A pointer may be stale at the next tick (after an
-- undo it is), and its address may belong to another object by then; so each use asks REAPER whether
-- it is still valid and still bears the id, and looks for the object anew when not.

local use = ...
local project = use("reaper/project")

local MASTER = "master"

local objects = {MASTER = MASTER}
local tracks, items = {}, {}

-- The pointers of another project are of no use.
function objects.forget()
    tracks, items = {}, {}
end

local function is_alive(pointer, kind)
    return reaper.ValidatePtr2(project.pointer, pointer, kind)
end

-- The id of any track but the master.
function objects.track_id(track)
    local id = project.without_braces(reaper.GetTrackGUID(track))
    tracks[id] = track
    return id
end

function objects.item_id(item)
    local _, guid = reaper.GetSetMediaItemInfo_String(item, "GUID", "", false)
    local id = project.without_braces(guid)
    items[id] = item
    return id
end

-- The track with an id, nil when it is gone.
function objects.track(id)
    if id == MASTER then
        return reaper.GetMasterTrack(project.pointer)
    end
    local known = tracks[id]
    if known and is_alive(known, "MediaTrack*") and objects.track_id(known) == id then
        return known
    end
    tracks[id] = nil
    for index = 0, reaper.CountTracks(project.pointer) - 1 do
        local track = reaper.GetTrack(project.pointer, index)
        if objects.track_id(track) == id then
            return track
        end
    end
end

local function item_on(track, id)
    for index = 0, reaper.CountTrackMediaItems(track) - 1 do
        local item = reaper.GetTrackMediaItem(track, index)
        if objects.item_id(item) == id then
            return item
        end
    end
end

-- The item with an id, nil when it is gone. Items keep their pointers when they move; one whose pointer
-- is stale is looked for on its track alone: a large project would take a while.
function objects.item(ref)
    local known = items[ref.id]
    if known and is_alive(known, "MediaItem*") and objects.item_id(known) == ref.id then
        return known
    end
    items[ref.id] = nil
    local track = objects.track(ref.track_id)
    return track and item_on(track, ref.id)
end

-- The same for an id alone.
function objects.item_anywhere(id)
    for index = 0, reaper.CountTracks(project.pointer) - 1 do
        local track_id = objects.track_id(reaper.GetTrack(project.pointer, index))
        local item = objects.item({id = id, track_id = track_id})
        if item then
            return item
        end
    end
end

return objects
