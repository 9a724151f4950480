-- The API's part about items, takes and their MIDI.

local host, api = ...
local history, midi, model, pointers = host.use("history"), host.use("midi"), host.use("model"), host.use("pointers")
local tempo_map = host.use("tempo_map")

local object = pointers.object

local function tempo_of(item)
    return item.track.project.tempo
end

api["reaper.CountMediaItems"] = function(project)
    return #model.items_of(object(project))
end

api["reaper.GetMediaItem"] = function(project, index)
    local item = model.items_of(object(project))[index + 1]
    return item and item.pointer
end

api["reaper.CountTrackMediaItems"] = function(track)
    return #object(track).items
end

api["reaper.GetTrackMediaItem"] = function(track, index)
    local item = object(track).items[index + 1]
    return item and item.pointer
end

api["reaper.GetMediaItemTrack"] = function(item)
    return object(item).track.pointer
end

api["reaper.GetActiveTake"] = function(item)
    local take = object(item).active
    return take and take.pointer
end

api["reaper.TakeIsMIDI"] = function(take)
    return object(take).buffer ~= nil
end

api["reaper.GetMediaItemTake_Item"] = function(take)
    return object(take).item.pointer
end

api["reaper.GetMediaItemTake_Source"] = function(take)
    return object(take).source.pointer
end

api["reaper.GetMediaSourceLength"] = function(source)
    return midi.source_qn(object(source).take), true
end

api["reaper.GetSetMediaItemInfo_String"] = function(item, key)
    assert(key == "GUID", key .. " is not modelled")
    return true, object(item).guid
end

api["reaper.GetSetMediaItemTakeInfo_String"] = function(pointer, key, text, set)
    local take = object(pointer)
    assert(key == "P_NAME", key .. " is not modelled")
    if set then
        take.name, take.item.is_dirty = host.forgets_names and "" or text, true
    end
    return true, take.name
end

api["reaper.GetMediaItemInfo_Value"] = function(pointer, key)
    local item = object(pointer)
    local from_s = tempo_map.seconds(tempo_of(item), item.start_qn)
    if key == "D_POSITION" then
        return from_s
    elseif key == "D_LENGTH" then
        return tempo_map.seconds(tempo_of(item), item.start_qn + item.length_qn) - from_s
    end
    return item.values[key]
end

api["reaper.SetMediaItemInfo_Value"] = function(pointer, key, value)
    local item = object(pointer)
    item.is_dirty = true
    if key == "D_LENGTH" then
        local from_s = tempo_map.seconds(tempo_of(item), item.start_qn)
        item.length_qn = tempo_map.qn(tempo_of(item), from_s + value) - item.start_qn
    else
        item.values[key] = value + 0.0
    end
    return true
end

api["reaper.CreateNewMIDIItemInProj"] = function(track, from, to, in_qn)
    local owner = object(track)
    local tempo = owner.project.tempo
    if not in_qn then
        from, to = tempo_map.qn(tempo, from), tempo_map.qn(tempo, to)
    end
    local item = model.add_item(owner, from, to - from)
    model.add_take(item, midi.empty(math.floor((to - from) * host.ppq + 0.5)))
    return item.pointer
end

api["reaper.AddMediaItemToTrack"] = function(track)
    return model.add_item(object(track), 0.0, 0.0).pointer
end

api["reaper.DeleteTrackMediaItem"] = function(track, item)
    if object(item).track ~= object(track) then
        return false
    end
    model.delete_item(object(item))
    return true
end

api["reaper.GetItemStateChunk"] = function(item)
    return true, history.item_chunk(object(item))
end

api["reaper.SetItemStateChunk"] = function(item, chunk)
    history.load_item_chunk(object(item), chunk)
    return true
end

api["reaper.MIDI_GetPPQPosFromProjQN"] = function(pointer, qn)
    local take = object(pointer)
    return (qn - take.item.start_qn + take.offset_qn) * take.rate * take.ppq
end

api["reaper.MIDI_GetHash"] = function(take)
    return true, midi.hash(object(take))
end

api["reaper.MIDI_GetAllEvts"] = function(pointer)
    local take = object(pointer)
    host.spend(#take.buffer * host.byte_cost_s)
    return true, take.buffer
end

-- All takes of a pool change. The new last event is the new end of the source, and the item follows its
-- source's length.
api["reaper.MIDI_SetAllEvts"] = function(pointer, buffer)
    local take = object(pointer)
    if host.refuses_midi then
        return false
    end
    local fine, message = pcall(midi.check, buffer)
    if not fine then
        host.violate("%s", message)
    end
    host.spend(#buffer * host.byte_cost_s)
    local before = midi.source_qn(take)
    for _, item in ipairs(model.items_of(take.item.track.project)) do
        for _, other in ipairs(item.takes) do
            if other.pool == take.pool then
                other.buffer = buffer
            end
        end
    end
    local after = midi.source_qn(take)
    if after ~= before then
        take.item.length_qn = after
    end
    host.unsorted[take] = true
    return true
end

api["reaper.MIDI_Sort"] = function(take)
    host.unsorted[object(take)] = nil
end

api["reaper.MarkTrackItemsDirty"] = function(track, item)
    if object(item).track ~= object(track) then
        host.violate("MarkTrackItemsDirty: the item is on another track")
    end
    object(item).is_dirty = true
end

api["reaper.UpdateItemInProject"] = function() end

api["reaper.MIDIEditor_GetActive"] = function()
    return host.editor and host.editor.pointer
end

api["reaper.MIDIEditor_GetTake"] = function(editor)
    local take = object(editor).take
    return take and take.pointer
end
