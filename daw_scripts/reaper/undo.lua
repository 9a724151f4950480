-- One undo step for one request, with our name on it, and the way back through REAPER's own undo.

local use = ...
local project, problem = use("reaper/project"), use("lua/problem")

local PREFIX = "Sideman: "
local EVERYTHING, NOTHING = -1, 0

local undo = {}
local label

function undo.begin(text)
    label = text:sub(1, #PREFIX) == PREFIX and text or PREFIX .. text
    reaper.Undo_BeginBlock2(project.pointer)
    reaper.PreventUIRefresh(1)
end

local function close(flags)
    reaper.PreventUIRefresh(-1)
    reaper.Undo_EndBlock2(project.pointer, label, flags)
    reaper.UpdateArrange()
end

function undo.finish()
    close(EVERYTHING)
end

-- Ends the block after everything in it was taken back.
function undo.abort()
    close(NOTHING)
end

-- Undoes the last step when it is ours; raises a problem when it is the musician's.
function undo.revert_ours()
    local last = reaper.Undo_CanUndo2(project.pointer)
    if not last or last == "" then
        problem.raise("nothing_to_undo", "There is nothing to undo.")
    end
    if last:sub(1, #PREFIX) ~= PREFIX then
        problem.raise("refused", "The last step is not Sideman's but yours: " .. last .. ".",
            "Undo it in REAPER first, or take Sideman's clip out with the undo of Sideman.")
    end
    reaper.Undo_DoUndo2(project.pointer)
    return last
end

return undo
