-- Loads the files of the control scripts, each once, where a host has no `require`.
--
--     local use = assert(loadfile(root .. "/lua/use.lua"))(root)
--     local dialer = use("lua/dialer")
--
-- A file is a chunk that is given `use` and returns its table. The two files of the wire are joined
-- here: use("wire") is {protocol = ..., osc = codec}.

local root = ...
local loaded = {}

local function use(name)
    if not loaded[name] then
        local chunk = assert(loadfile(root .. "/" .. name .. ".lua"))
        loaded[name] = chunk(use)
    end
    return loaded[name]
end

local protocol = use("lua/protocol")
loaded["wire"] = {protocol = protocol, osc = use("lua/osc").codec(protocol)}

return use
