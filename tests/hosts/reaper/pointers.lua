-- REAPER's pointers: opaque, compared by address, stale after their object is gone. The address of a
-- deleted object is given to a later one of its kind, as a memory allocator does.

local Pointer = {
    __index = function() error("a pointer of REAPER has no fields", 2) end,
    __newindex = function() error("a pointer of REAPER has no fields", 2) end,
}

-- rest: so many addresses of a kind stay unused before the oldest is given again; 0 gives it at once.
local pointers = {rest = 2}
local objects, kinds, free = {}, {}, {}

function pointers.give(object, kind)
    local unused = free[kind] or {}
    local pointer = #unused > pointers.rest and table.remove(unused, 1) or nil
    if not pointer then
        pointer = setmetatable({}, Pointer)
        kinds[pointer] = kind
    end
    objects[pointer], object.pointer = object, pointer
    return object
end

function pointers.take_back(object)
    local kind = kinds[object.pointer]
    objects[object.pointer] = nil
    free[kind] = free[kind] or {}
    table.insert(free[kind], object.pointer)
    object.pointer = nil
end

-- The kind of a pointer, alive or not; nil for anything else.
function pointers.kind(value)
    return kinds[value]
end

function pointers.is_alive(value, kind)
    return kinds[value] == kind and objects[value] ~= nil
end

-- What a pointer points to, nil when that is gone.
function pointers.object(pointer)
    return objects[pointer]
end

return pointers
