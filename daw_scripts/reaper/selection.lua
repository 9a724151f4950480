-- What the musician has selected: a track, an item (the one in the MIDI editor first), a time range.

local use = ...
local beats, objects, project = use("reaper/beats"), use("reaper/objects"), use("reaper/project")

local function edited_item()
    local editor = reaper.MIDIEditor_GetActive()
    local take = editor and reaper.MIDIEditor_GetTake(editor)
    -- The editor may show an item of another tab.
    local is_here = take and reaper.ValidatePtr2(project.pointer, take, "MediaItem_Take*")
    return is_here and reaper.GetMediaItemTake_Item(take) or nil
end

-- The arguments of /selection.
return function()
    local item = edited_item() or reaper.GetSelectedMediaItem(project.pointer, 0)
    local track = reaper.GetSelectedTrack(project.pointer, 0) or item and reaper.GetMediaItemTrack(item)
    local from_s, to_s = reaper.GetSet_LoopTimeRange2(project.pointer, false, false, 0, 0, false)
    return {
        track and objects.track_id(track) or "", "", item and objects.item_id(item) or "",
        beats.at(from_s), beats.at(to_s),
    }
end
