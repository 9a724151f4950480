-- What each kind of change does in REAPER; the phases are those of lua/apply.lua. All of it happens in
-- `make`, inside of one undo block. Inverses find their objects again by id.

local use = ...
local items, notes = use("reaper/items"), use("reaper/notes")
local objects, pools, probe = use("reaper/objects"), use("reaper/pools"), use("reaper/probe")
local problem, project, strips = use("lua/problem"), use("reaper/project"), use("reaper/strips")

local LOCKED = 1
local ALL_MIDI_INPUTS = 4096 | 63 << 5
local WITH_DEFAULTS = 1

local changes = {}

local function rename(take, name)
    reaper.GetSetMediaItemTakeInfo_String(take, "P_NAME", name, true)
end

local function check_unlocked(change)
    local locks = math.tointeger(reaper.GetMediaItemInfo_Value(objects.item(change.ref), "C_LOCK"))
    if locks & LOCKED ~= 0 then
        problem.raise("refused", change.clip.name .. " is locked.", "Unlock the item in REAPER first.")
    end
end

local function delete_item(ref)
    local item = objects.item(ref)
    if item then
        reaper.DeleteTrackMediaItem(reaper.GetMediaItemTrack(item), item)
    end
end

changes["clip/create"] = {
    check = function(_, change)
        notes.check(change.notes, change.asked.length_beats)
    end,
    make = function(plan, change)
        local asked = change.asked
        local start, length = asked.start_beats, asked.length_beats
        local item = reaper.CreateNewMIDIItemInProj(objects.track(asked.track_id), start, start + length, true)
        if not item then
            problem.raise("refused", "REAPER made no item.", "Is the track locked or frozen?")
        end
        local ref = {id = objects.item_id(item), track_id = asked.track_id}
        plan.journal:note(function() delete_item(ref) end)
        change.ref = ref
        local take = reaper.GetActiveTake(item)
        rename(take, asked.name)
        if asked.color >= 0 then
            reaper.SetMediaItemInfo_Value(item, "I_CUSTOMCOLOR", items.native_color(asked.color))
        end
        reaper.SetMediaItemInfo_Value(item, "B_MUTE", asked.muted)
        notes.replace(item, take, change.notes, start, length, length)
    end,
}

changes["clip/replace"] = {
    check = function(_, change)
        check_unlocked(change)
        notes.check(change.notes, change.asked.length_beats)
        pools.check_alone(change.ref, change.clip.name)
    end,
    make = function(plan, change)
        local item, asked, clip = objects.item(change.ref), change.asked, change.clip
        local take = items.midi_take(item)
        local length_s = reaper.GetMediaItemInfo_Value(item, "D_LENGTH")
        local put_back
        plan.journal:note(function()
            local again = objects.item(change.ref)
            local again_take = items.midi_take(again)
            rename(again_take, clip.name)
            if put_back then
                put_back(again, again_take)
            end
            reaper.SetMediaItemInfo_Value(again, "D_LENGTH", length_s)
        end)
        rename(take, asked.name)
        put_back = notes.replace(item, take, change.notes, clip.start_beats, clip.length_beats, asked.length_beats)
    end,
}

changes["clip/delete"] = {
    check = function(_, change)
        check_unlocked(change)
    end,
    make = function(plan, change)
        local item, track_id = objects.item(change.ref), change.ref.track_id
        local _, whole_item = reaper.GetItemStateChunk(item, "", false)
        plan.journal:note(function()
            local again = reaper.AddMediaItemToTrack(objects.track(track_id))
            reaper.SetItemStateChunk(again, whole_item, false)
        end)
        delete_item(change.ref)
    end,
}

changes["mixer"] = {
    check = function(_, change)
        strips.check(change.asked.track_id, change.asked.field)
    end,
    make = function(plan, change)
        local asked = change.asked
        change.track_id = asked.track_id
        strips.set(asked.track_id, asked.field, asked.value, plan.journal)
    end,
}

local function insert_track(index)
    if probe.has("InsertTrackInProject") then
        reaper.InsertTrackInProject(project.pointer, index, WITH_DEFAULTS)
    else
        reaper.InsertTrackAtIndex(index, true)
    end
    return reaper.GetTrack(project.pointer, index)
end

local function delete_track(id)
    local track = objects.track(id)
    if track then
        reaper.DeleteTrack(track)
    end
end

local CAN_BE_MADE = {midi = true, audio = true}

changes["track/create"] = {
    check = function(_, change)
        if not CAN_BE_MADE[change.asked.kind] then
            problem.raise("unsupported", "Sideman makes MIDI and audio tracks in REAPER, no others.")
        end
    end,
    make = function(plan, change)
        local track = insert_track(reaper.CountTracks(project.pointer))
        local id = objects.track_id(track)
        plan.journal:note(function() delete_track(id) end)
        change.track_id = id
        reaper.GetSetMediaTrackInfo_String(track, "P_NAME", change.asked.name, true)
        if change.asked.kind == "midi" then
            reaper.SetMediaTrackInfo_Value(track, "I_RECINPUT", ALL_MIDI_INPUTS)
        end
    end,
}

changes["track/delete"] = {
    check = function(_, change)
        if change.asked.track_id == objects.MASTER then
            problem.raise("unsupported", "The master track stays.")
        end
    end,
    make = function(plan, change)
        local id = change.asked.track_id
        local track = objects.track(id)
        local index = math.tointeger(reaper.GetMediaTrackInfo_Value(track, "IP_TRACKNUMBER")) - 1
        local _, whole_track = reaper.GetTrackStateChunk(track, "", false)
        plan.journal:note(function()
            reaper.SetTrackStateChunk(insert_track(index), whole_track, false)
        end)
        change.track_id = id
        reaper.DeleteTrack(track)
    end,
}

return changes
