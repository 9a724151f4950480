-- The project whose tab is in front, and its identity: a word saved in the project itself, so that it
-- is the same after reopening, renaming or moving the file.

local use = ...
local osc = use("wire").osc

local SECTION, KEY = "Sideman", "set_id"

local project = {SECTION = SECTION, KEY = KEY, pointer = nil, set_id = "", file = ""}

local function without_braces(guid)
    return (guid:gsub("[{} ]", ""))
end

-- REAPER's undo takes a project's saved words back as well, so the identity may be missing in a
-- project that had one a moment ago: then it is written again and not made anew.
local function identity(pointer, file)
    local _, saved = reaper.GetProjExtState(pointer, SECTION, KEY)
    if saved ~= "" then
        return saved
    end
    local is_same = pointer == project.pointer and file == project.file
    local set_id = is_same and project.set_id or "reaper-" .. without_braces(reaper.genGuid(""))
    reaper.SetProjExtState(pointer, SECTION, KEY, set_id)
    return set_id
end

-- Looks which project is in front; true when it is another one than before. Call it at every tick.
function project.look()
    local pointer, file = reaper.EnumProjects(-1)
    local set_id = identity(pointer, file)
    local is_other = set_id ~= project.set_id or pointer ~= project.pointer
    project.pointer, project.file, project.set_id = pointer, file, set_id
    return is_other
end

-- Id and name.
function project.set()
    local name = project.file:match("([^/\\]+)%.[rR][pP][pP]$") or project.file:match("[^/\\]+$") or "Untitled"
    return project.set_id, osc.clean_text(name)
end

project.without_braces = without_braces

return project
