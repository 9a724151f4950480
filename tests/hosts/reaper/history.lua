-- REAPER's undo: after each step the project is remembered, and undoing loads the memory before it.
--
-- Only items that were marked as changed are remembered anew: after a change of nothing but MIDI, without
-- MarkTrackItemsDirty, undo finds the same memory twice and leaves the item alone. What is loaded gets
-- new pointers, and a project's saved words go back with it.

local host = ...
local model = host.use("model")

local history = {}

local function stored_item(item)
    if item.stored and not item.is_dirty then
        return item.stored
    end
    local stored = {
        guid = item.guid, start_qn = item.start_qn, length_qn = item.length_qn, values = model.copy(item.values),
        takes = {}, active = 1,
    }
    for position, take in ipairs(item.takes) do
        stored.takes[position] = {
            name = take.name, guid = take.guid, buffer = take.buffer, ppq = take.ppq, offset_qn = take.offset_qn,
            rate = take.rate, pool = take.pool,
        }
        stored.active = take == item.active and position or stored.active
    end
    item.stored, item.is_dirty = stored, false
    return stored
end

local function stored_track(track)
    local stored = {guid = track.guid, name = track.name, values = model.copy(track.values), items = {}}
    for position, item in ipairs(track.items) do
        stored.items[position] = stored_item(item)
    end
    return stored
end

local function load_item(track, stored)
    local item = model.add_item(track, stored.start_qn, stored.length_qn, stored.guid)
    item.values = model.copy(stored.values)
    for _, row in ipairs(stored.takes) do
        local take = model.add_take(item, row.buffer, row.ppq)
        take.name, take.guid, take.offset_qn, take.rate = row.name, row.guid, row.offset_qn, row.rate
        take.pool = row.pool
    end
    item.active, item.stored, item.is_dirty = item.takes[stored.active], stored, false
    return item
end

local function load_track(track, stored)
    track.name, track.values, track.guid = stored.name, model.copy(stored.values), stored.guid
    local here = {}
    for _, item in ipairs({table.unpack(track.items)}) do
        here[item.guid] = item
    end
    for _, row in ipairs(stored.items) do
        local item = here[row.guid]
        here[row.guid] = nil
        if not item then
            load_item(track, row)
        elseif item.stored ~= row or item.is_dirty then
            model.delete_item(item)
            load_item(track, row)
        end
    end
    for _, item in pairs(here) do
        model.delete_item(item)
    end
end

-- A piece of REAPER's project text stands for what it describes.
local chunks = {}

local function chunk_of(kind, stored, more)
    chunks[#chunks + 1] = stored
    return string.format("<%s\n  STORED %d\n%s>", kind, #chunks, more or "")
end

function history.item_chunk(item)
    item.is_dirty = true
    local pool = item.active and item.active.buffer and item.active.pool
    return chunk_of("ITEM", stored_item(item), pool and "  POOLEDEVTS " .. pool .. "\n")
end

function history.track_chunk(track)
    return chunk_of("TRACK", stored_track(track))
end

function history.load_item_chunk(item, chunk)
    local stored = chunks[tonumber(chunk:match("^<ITEM\n  STORED (%d+)"))]
    local track = item.track
    model.delete_item(item)
    load_item(track, stored)
end

function history.load_track_chunk(track, chunk)
    load_track(track, chunks[tonumber(chunk:match("^<TRACK\n  STORED (%d+)"))])
end

local function remember(project)
    local state = {tracks = {}, words = model.copy(project.words)}
    for position, track in ipairs(project.tracks) do
        state.tracks[position] = stored_track(track)
    end
    return state
end

-- A step with a name; what could be redone is forgotten.
function history.step(project, label)
    for position = #project.history, (project.position or 0) + 1, -1 do
        project.history[position] = nil
    end
    project.history[#project.history + 1] = {label = label, state = remember(project)}
    project.position = #project.history
end

-- The name of the step that undo would take back, nil for none.
function history.last(project)
    return project.position > 1 and project.history[project.position].label or nil
end

-- The name of the step that redo would bring back, nil for none.
function history.next(project)
    local following = project.history[project.position + 1]
    return following and following.label
end

local function load(project, state)
    local here = {}
    for _, track in ipairs(project.tracks) do
        here[track.guid] = track
    end
    local tracks = {}
    for position, stored in ipairs(state.tracks) do
        local track = here[stored.guid]
        here[stored.guid] = nil
        tracks[position] = track or model.insert_track(project, 0, "", stored.guid)
    end
    for _, track in pairs(here) do
        model.delete_track(track)
    end
    project.tracks = tracks
    for position, stored in ipairs(state.tracks) do
        load_track(tracks[position], stored)
    end
    project.words = model.copy(state.words)
end

function history.undo(project)
    if project.position <= 1 then
        return 0
    end
    project.position = project.position - 1
    load(project, project.history[project.position].state)
    return 1
end

return history
