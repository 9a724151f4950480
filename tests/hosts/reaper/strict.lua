-- The tables `reaper` and `gfx` as a script sees them: exactly the functions of the simulated version,
-- each with its arity and types. Whatever REAPER would refuse, misread or crash on raises, and is kept
-- in host.violations, so that no pcall in a script can hide it.

local host, facts, behaviour, gfx_values = ...
local pointers = host.use("pointers")

local function number_of(version)
    local major, minor = version:match("^(%d+)%.(%d+)")
    return tonumber(major) * 1000 + tonumber(minor)
end

local function violate(text, ...)
    local message = string.format(text, ...)
    host.violations[#host.violations + 1] = message .. debug.traceback("", 2)
    error(message, 0)
end
host.violate = violate

local function anything()
    return true
end

local FITS = {
    integer = function(value) return math.type(value) == "integer" or type(value) == "number" and value % 1 == 0 end,
    number = function(value) return type(value) == "number" and value == value end,
    string = function(value) return type(value) == "string" end,
    boolean = function(value) return type(value) == "boolean" end,
    identifier = anything,
}

-- A function that says whether REAPER takes a value for an argument.
local function fit_of(kind, is_optional)
    local fits = FITS[kind] or function(value) return pointers.is_alive(value, kind) end
    if kind == "ReaProject" then
        return function(value) return value == nil or value == 0 or fits(value) end
    elseif is_optional then
        return function(value) return value == nil or fits(value) end
    end
    return fits
end

local function refuse(name, position, row, value)
    local label, kind = row[1], row[2]
    if pointers.kind(value) == kind then
        violate("%s: argument %d (%s) is a stale %s: REAPER crashes", name, position, label, kind)
    end
    violate("%s: argument %d (%s) is %s, not %s %s", name, position, label, tostring(value),
        FITS[kind] and "of type" or "a", kind)
end

local function check_key(name, rows, keys, ...)
    for position, row in ipairs(rows) do
        local value = select(position, ...)
        if row[1] == "parmname" and not keys[value] then
            violate("%s knows no %s", name, tostring(value))
        end
    end
end

local function strict(name, fact, act)
    local rows, keys, least, most = fact.args or {}, facts.keys[name], fact.least, fact.most
    local fits = {}
    for position, row in ipairs(rows) do
        fits[position] = fit_of(row[2], row[3])
    end
    return function(...)
        local count = select("#", ...)
        host.count_call(name)
        if count < least or count > most then
            violate("%s takes %d to %s arguments, not %d", name, least, most, count)
        end
        for position = 1, math.min(#rows, math.max(count, least)) do
            local value = select(position, ...)
            if not fits[position](value) then
                refuse(name, position, rows[position], value)
            end
        end
        if keys then
            check_key(name, rows, keys, ...)
        end
        if not act then
            violate("%s is not modelled", name)
        end
        return act(...)
    end
end

local function exists(fact)
    local is_installed = not fact.extension or host.extensions[fact.extension]
    return is_installed and number_of(fact.since) <= number_of(host.version)
end

local function sealed(room, functions, values)
    return setmetatable(functions, {
        __index = function(_, name)
            if values and values[name] ~= nil then
                return values[name]
            end
            violate("REAPER %s has no %s.%s", host.version, room, tostring(name))
        end,
        __newindex = function(_, name, value)
            if not values or values[name] == nil then
                violate("a script writes %s.%s", room, tostring(name))
            end
            values[name] = value
        end,
    })
end

local rooms = {reaper = {}, gfx = {}}
for name, fact in pairs(facts.api) do
    local room, plain = name:match("^(%a+)%.(.*)$")
    if exists(fact) then
        rooms[room][plain] = strict(name, fact, behaviour[name])
    end
end

return sealed("reaper", rooms.reaper), sealed("gfx", rooms.gfx, gfx_values)
