-- A musician's hands in the same Lua as the script: what a test writes into a file is done in Ardour.
--
--     local look = dofile("desk.lua")(folder)
--     look()  -- often: takes FOLDER/wish, a Lua text, and writes what it returns into FOLDER/done

local function play(text)
    local chunk, message = load(text)
    if not chunk then
        return "error: " .. message
    end
    collectgarbage("stop") -- a wish may loop over lists that nothing else names; see daw_scripts/ardour/each.lua
    local fine, result = pcall(chunk)
    collectgarbage("restart")
    return fine and tostring(result) or "error: " .. tostring(result)
end

local function write(path, text)
    local file = assert(io.open(path .. ".new", "wb"))
    file:write(text)
    file:close()
    os.rename(path .. ".new", path)
end

return function(folder)
    return function()
        local file = io.open(folder .. "/wish", "rb")
        if file then
            local text = file:read("a")
            file:close()
            os.remove(folder .. "/wish")
            write(folder .. "/done", play(text))
        end
    end, write
end
