-- Pooled items ("ghost copies") play from the same notes: whoever changes one changes all of them.

local use = ...
local items, objects = use("reaper/items"), use("reaper/objects")
local problem, project = use("lua/problem"), use("reaper/project")

local POOL = "POOLEDEVTS (%S+)"

local pools = {}

local function hash_of(item)
    local take = items.midi_take(item)
    return take and select(2, reaper.MIDI_GetHash(take, false))
end

local function pool_of(item)
    local _, text = reaper.GetItemStateChunk(item, "", false)
    return text:match(POOL)
end

-- Raises a problem when another item shares its notes with the one of a ref. Only items with the same
-- notes can, and reading an item's text is slow, so the hashes are compared first.
function pools.check_alone(ref, name)
    local item = objects.item(ref)
    local hash, pool = hash_of(item), pool_of(item)
    for index = 0, reaper.CountMediaItems(project.pointer) - 1 do
        local other = reaper.GetMediaItem(project.pointer, index)
        if other ~= item and hash_of(other) == hash and pool_of(other) == pool then
            problem.raise("unsupported", name .. " shares its notes with another item.",
                "Take it out of the pool first: right-click it in REAPER and choose to un-pool its MIDI source.")
        end
    end
end

return pools
