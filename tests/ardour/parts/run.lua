-- lua run.lua DAW_SCRIPTS SCENES_FILE FOLDER: plays every scene of a file, each with a fresh stage.

local root, file, folder = arg[1], arg[2], arg[3]
local stage = {folder = folder}

function stage.use()
    return assert(loadfile(root .. "/lua/use.lua"))(root)
end

function stage.equal(found, wanted, what)
    if found ~= wanted then
        error(string.format("%s: %s, not %s", what or "value", tostring(found), tostring(wanted)), 2)
    end
end

local scenes, count = assert(loadfile(file))(stage), 0
local names = {}
for name in pairs(scenes) do
    names[#names + 1] = name
end
table.sort(names)
for _, name in ipairs(names) do
    local fine, message = xpcall(scenes[name], debug.traceback)
    if not fine then
        print(name .. ": " .. message)
        os.exit(1)
    end
    count = count + 1
end
assert(count > 0)
print(count .. " passed")
