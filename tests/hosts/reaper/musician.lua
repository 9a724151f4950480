-- What the musician does in REAPER with the mouse, past Sideman. Each edit is an undo step of theirs.

local host = ...
local history, midi, model, pointers = host.use("history"), host.use("midi"), host.use("model"), host.use("pointers")

local musician = {}

local function edit(label, act)
    local result = act()
    history.step(host.front, label)
    host.front.own_steps = (host.front.own_steps or 0) + 1
    return result
end

function musician.track(name)
    for _, track in ipairs(host.front.tracks) do
        if track.name == name then
            return track
        end
    end
    error("there is no track " .. name)
end

-- The item whose active take bears a name.
function musician.item(name)
    for _, item in ipairs(model.items_of(host.front)) do
        if item.active and item.active.name == name then
            return item
        end
    end
    error("there is no item " .. name)
end

function musician.id(object)
    return (object.guid:gsub("[{}]", ""))
end

function musician.insert_track(index, name)
    return edit("Insert track", function() return model.insert_track(host.front, index, name) end)
end

function musician.delete_track(name)
    edit("Remove track", function() model.delete_track(musician.track(name)) end)
end

-- As scripts do it: no undo step, nothing that REAPER would count as a change.
function musician.rename_quietly(name, new_name)
    musician.track(name).name = new_name
end

-- notes: {{start_qn, pitch, length_qn, velocity, channel, flags}, ...} in takes of `ppq` ticks.
function musician.events(notes, length_qn, ppq)
    local found = {}
    for _, note in ipairs(notes) do
        local start, pitch, length, velocity, channel, flags = table.unpack(note)
        local from = math.floor(start * ppq + 0.5)
        found[#found + 1] = {from, 1, flags or 0, string.char(0x90 | (channel or 0), pitch, velocity or 100)}
        found[#found + 1] = {from + math.floor(length * ppq + 0.5), 0, flags or 0,
            string.char(0x80 | (channel or 0), pitch, 64)}
    end
    return musician.buffer(found, math.floor(length_qn * ppq + 0.5))
end

-- rows: {{tick, rank, flags, message}, ...} in any order.
function musician.buffer(rows, end_tick)
    for position, row in ipairs(rows) do
        row[5] = position
    end
    table.sort(rows, function(a, b)
        if a[1] ~= b[1] then
            return a[1] < b[1]
        elseif a[2] ~= b[2] then
            return a[2] < b[2]
        end
        return a[5] < b[5]
    end)
    local parts, at = {}, 0
    for _, row in ipairs(rows) do
        parts[#parts + 1] = midi.record(row[1] - at, row[3], row[4])
        at = row[1]
    end
    parts[#parts + 1] = midi.end_record(math.max(end_tick - at, 0))
    return table.concat(parts)
end

function musician.add_item(track_name, start_qn, length_qn, name, notes)
    return edit("Insert item", function()
        local item = model.add_item(musician.track(track_name), start_qn, length_qn)
        model.add_take(item, musician.events(notes or {}, length_qn, host.ppq)).name = name
        return item
    end)
end

function musician.add_audio(track_name, start_qn, length_qn, name)
    return edit("Insert item", function()
        local item = model.add_item(musician.track(track_name), start_qn, length_qn)
        model.add_take(item, nil).name = name
        return item
    end)
end

function musician.set_events(name, buffer)
    edit("Edit MIDI", function()
        local item = musician.item(name)
        item.active.buffer, item.is_dirty = buffer, true
    end)
end

-- A copy that plays from the same notes.
function musician.pooled_copy(name, start_qn, copy_name)
    edit("Duplicate item as pooled", function()
        local item = musician.item(name)
        local copy = model.add_item(item.track, start_qn, item.length_qn)
        local take = model.add_take(copy, item.active.buffer, item.active.ppq)
        take.name, take.pool = copy_name, item.active.pool
    end)
end

function musician.delete_item(name)
    edit("Delete item", function() model.delete_item(musician.item(name)) end)
end

function musician.move_item(name, track_name, start_qn)
    edit("Move item", function()
        local item, track = musician.item(name), musician.track(track_name)
        for position, other in ipairs(item.track.items) do
            if other == item then
                table.remove(item.track.items, position)
            end
        end
        item.track, item.start_qn, item.is_dirty = track, start_qn, true
        table.insert(track.items, item)
        model.sort_items(track)
    end)
end

-- Cuts what is before a place off the item's sight; it stays in the take.
function musician.trim_left(name, qn)
    edit("Trim item", function()
        local item = musician.item(name)
        item.start_qn, item.length_qn = item.start_qn + qn, item.length_qn - qn
        item.active.offset_qn, item.is_dirty = item.active.offset_qn + qn, true
    end)
end

function musician.set(track_name, key, value)
    edit("Move control", function() musician.track(track_name).values[key] = value end)
end

-- level nil: the send is taken out.
function musician.send(track_name, to_name, level, is_muted)
    edit("Edit send", function()
        local track, to = musician.track(track_name), musician.track(to_name)
        local kept = {}
        for _, send in ipairs(track.sends or {}) do
            if send.to ~= to then
                kept[#kept + 1] = send
            end
        end
        kept[#kept + 1] = level and {to = to, level = level, is_muted = is_muted} or nil
        track.sends = kept
    end)
end

function musician.undo()
    return history.undo(host.front)
end

function musician.last_step()
    return history.last(host.front) or ""
end

function musician.open_tab(file)
    local project = model.new_project(file)
    host.tabs[#host.tabs + 1], host.front = project, project
    history.step(project, "")
    return #host.tabs
end

function musician.show_tab(index)
    host.front = host.tabs[index]
end

function musician.tempo(markers)
    host.front.tempo, host.front.has_tempo_markers = markers, true
end

function musician.edit_in_midi_editor(name)
    host.editor = host.editor or pointers.give({}, "HWND")
    host.editor.take = name and musician.item(name).active or nil
end

-- Everything of a project that a musician would see or hear, as text.
function musician.content()
    local lines = {}
    for _, track in ipairs(host.front.tracks) do
        local values = {}
        for key, value in pairs(track.values) do
            values[#values + 1] = key .. "=" .. tostring(value + 0.0)
        end
        table.sort(values)
        lines[#lines + 1] = track.guid .. track.name .. table.concat(values, " ")
        for _, item in ipairs(track.items) do
            lines[#lines + 1] = table.concat({item.guid, item.start_qn + 0.0, string.format("%.9f", item.length_qn),
                item.active and item.active.name or "", item.active and item.active.buffer and midi.hash(item.active) or "",
                item.values.B_MUTE, item.values.I_CUSTOMCOLOR}, " ")
        end
    end
    return table.concat(lines, "\n")
end

return musician
