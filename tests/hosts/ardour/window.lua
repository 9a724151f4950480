-- What Ardour's window gives to scripts, for an Ardour that has none: the editor with a selection, dialogs,
-- and the signals of hooks. Arguments are counted as in strict.lua. Given strict, it puts Editor, LuaDialog
-- and LuaSignal in place; tests/ardour/test_gui.py asks the real window for each of these names.

local strict = ...
local counting = strict.counting

local window = {said = {}, actions = {}, signals = {}}
local selected = {}

local function object(title, members)
    for name, row in pairs(members) do
        members[name] = counting(title .. ":" .. name, row[1], row[2], 1)
    end
    return members
end

local function list(title, objects)
    return object(title, {iter = {0, function()
        local index = 0
        return function()
            index = index + 1
            return objects[index]
        end
    end}})
end

local function at(ticks)
    return function() return Temporal.timepos_t.from_ticks(ticks) end
end

-- what: routes, regions (lists of Ardour's objects), first and after (ticks of a range), as far as selected.
function window.select(what)
    selected = {
        tracks = object("TrackSelection", {routelist = {0, function() return list("RouteList", what.routes or {}) end}}),
        regions = object("RegionSelection", {
            regionlist = {0, function() return list("RegionList", what.regions or {}) end},
        }),
        time = object("TimeSelection", {
            empty = {0, function() return what.first == nil end},
            start_time = {0, at(what.first)}, end_time = {0, at(what.after)},
        }),
    }
end

Editor = object("Editor", {
    get_selection = {0, function() return selected end},
    access_action = {2, function(_, group, action) window.actions[#window.actions + 1] = group .. "/" .. action end},
})

LuaDialog = {
    MessageType = {Info = 1}, ButtonType = {Close = 2},
    Message = counting("LuaDialog.Message", 4, function(_, text, kind, button)
        assert(kind == 1 and button == 2)
        return object("Message", {run = {0, function() window.said[#window.said + 1] = text end}})
    end, 0),
}

LuaSignal = {
    LuaTimerDS = "LuaTimerDS",
    Set = counting("LuaSignal.Set", 0, function()
        return object("Set", {add = {1, function(_, signals) window.signals = signals end}})
    end, 0),
}

return window
