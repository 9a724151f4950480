-- A strict Ardour: the real one, whose functions count their arguments. Ardour says nothing about an
-- argument too many and reads a missing one as nil, so that a wrong call could pass for a right one.
--
--     local strict = assert(loadfile(folder .. "/strict.lua"))(folder)
--     strict.tighten()                     -- raises for a fact that Ardour does not know
--     strict.tighten_host(host)            -- what lua/ may ask of a host
--     strict.violations                    -- what was refused: no pcall in a script can hide it

local folder = ...
local facts = assert(loadfile(folder .. "/facts.lua"))()

local strict = {violations = {}}

local function counting(name, count, original, skipped)
    local least, most = count, count
    if type(count) == "table" then
        least, most = count[1], count[2]
    end
    return function(...)
        local given = select("#", ...) - skipped
        if given < least or given > most then
            local text = string.format("%s takes %d arguments, not %d.", name, most, given)
            strict.violations[#strict.violations + 1] = text
            error(text, 2)
        end
        return original(...)
    end
end

strict.counting = counting

-- LuaBridge finds only C functions in its classes, so the counting ones come in when a member is looked up.
local counted = {}

local function look_up_counted(class)
    local look_up = rawget(class, "__index")
    if type(look_up) == "function" then
        rawset(class, "__index", function(object, key)
            local found = look_up(object, key)
            return counted[found] or found
        end)
    end
end

local function tighten_class(class, title, counts, found)
    for name, count in pairs(counts) do
        local original = rawget(class, name)
        if type(original) == "function" then
            counted[original] = counting(title .. ":" .. name, count, original, 1)
            found[title .. ":" .. name] = true
        end
    end
end

-- Every class has a table for its objects, one for constant ones, and one for shared pointers.
local function each_class(act)
    for _, class in pairs(debug.getregistry()) do
        local title = type(class) == "table" and rawget(class, "__type")
        if type(title) == "string" then
            act(class, (title:gsub("^const ", "")))
        end
    end
end

local function tighten_classes(members, missing)
    local found = {}
    each_class(function(class, title)
        tighten_class(class, title, facts.everywhere, {})
        tighten_class(class, title, members[title] or {}, found)
    end)
    for title, counts in pairs(members) do
        for name in pairs(counts) do
            if not found[title .. ":" .. name] then
                missing[#missing + 1] = title .. ":" .. name
            end
        end
    end
end

local function at(path)
    local place = _G
    for word in path:gmatch("[^.]+") do
        place = place and place[word]
    end
    return place
end

local function tighten_functions(functions, missing)
    for path, count in pairs(functions) do
        local home, name = path:match("^(.*)%.(.-)$")
        local place = at(home)
        local holder = place and (rawget(place, name) and place or debug.getmetatable(place))
        local original = holder and rawget(holder, name)
        if original then
            rawset(holder, name, counting(path, count, original, 0))
        else
            missing[#missing + 1] = path
        end
    end
end

local function tighten_constructors(constructors, missing)
    for path, count in pairs(constructors) do
        local class = debug.getmetatable(at(path))
        local original = class and rawget(class, "__call")
        if original then
            rawset(class, "__call", counting(path, count, original, 1))
        else
            missing[#missing + 1] = path
        end
    end
end

function strict.tighten()
    local missing = {}
    each_class(look_up_counted)
    tighten_classes(facts.members, missing)
    tighten_functions(facts.functions, missing)
    tighten_constructors(facts.constructors, missing)
    for name, count in pairs(facts.shell) do
        _G[name] = counting(name, count, _G[name], 0)
    end
    table.sort(missing)
    assert(#missing == 0, "Ardour has no " .. table.concat(missing, ", "))
end

function strict.tighten_host(host)
    for name, count in pairs(facts.host) do
        host[name] = counting("host." .. name, count, host[name], 0)
    end
end

return strict
