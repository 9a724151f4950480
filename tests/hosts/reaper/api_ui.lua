-- The API's part about the program itself: the timer, words shared by scripts, texts for the musician,
-- colors, the drawing window.

local host, api = ...
local model = host.use("model")

api["reaper.defer"] = function(act)
    host.deferred[#host.deferred + 1] = act
end

api["reaper.atexit"] = function(act)
    host.at_exit[#host.at_exit + 1] = act
end

api["reaper.set_action_options"] = function(flags)
    host.action_options = flags
end

api["reaper.time_precise"] = function()
    return host.now_s + host.spent_s
end

api["reaper.GetAppVersion"] = function()
    return host.version .. "/linux-x86_64"
end

api["reaper.genGuid"] = function()
    return model.guid()
end

api["reaper.GetExtState"] = function(section, key)
    return host.words[section .. "\0" .. key] or ""
end

-- What persists outlives this run of REAPER.
api["reaper.SetExtState"] = function(section, key, value, persist)
    local name = section .. "\0" .. key
    host.words[name] = value
    if persist then
        host.lasting[name] = value
    end
end

api["reaper.DeleteExtState"] = function(section, key, persist)
    local name = section .. "\0" .. key
    host.words[name] = nil
    if persist then
        host.lasting[name] = nil
    end
end

api["reaper.Help_Set"] = function(text)
    host.helped[#host.helped + 1] = text
end

api["reaper.ShowConsoleMsg"] = function(text)
    host.console[#host.console + 1] = text
end

api["reaper.osara_outputMessage"] = function(text)
    host.spoken[#host.spoken + 1] = text
end

-- Windows keeps colors as 0xBBGGRR.
api["reaper.ColorToNative"] = function(red, green, blue)
    return blue << 16 | green << 8 | red
end

api["reaper.ColorFromNative"] = function(native)
    return native & 255, native >> 8 & 255, native >> 16 & 255
end

api["reaper.PreventUIRefresh"] = function(step)
    host.frozen = host.frozen + step
end

api["reaper.UpdateArrange"] = function() end

api["reaper.GetResourcePath"] = function()
    return host.resource_path
end

api["gfx.init"] = function(name, width, height, dock)
    host.window = {name = name, texts = {}, dock = dock}
    host.gfx.w, host.gfx.h = width, height
end

-- -1 asks; docked is bit 0, the docker's number from bit 8 on.
api["gfx.dock"] = function(wanted)
    if wanted >= 0 then
        host.window.dock = wanted
    end
    return host.window.dock
end

api["gfx.quit"] = function()
    host.window = nil
end

api["gfx.getchar"] = function()
    return host.window and not host.window.is_closed and 0 or -1
end

api["gfx.drawstr"] = function(text)
    host.window.texts[#host.window.texts + 1] = text
end

for _, name in ipairs({"gfx.setfont", "gfx.set", "gfx.rect", "gfx.update"}) do
    api[name] = function() end
end

api["reaper.GetOS"] = function()
    return "Other"
end

api["reaper.file_exists"] = function(path)
    local file = io.open(path, "rb")
    return file ~= nil and file:close()
end

api["reaper.RecursiveCreateDirectory"] = function(path)
    return os.execute(string.format("mkdir -p '%s' 2>/dev/null", path)) and 1 or 0
end

-- What REAPER writes at its faders.
api["reaper.mkvolstr"] = function(_, coefficient)
    local law_db = host.fader_words or "%+.2fdB"
    return coefficient > 0 and string.format(law_db, 20 * math.log(coefficient, 10)) or "-inf dB"
end

-- The action list: what is in it, and since the last commit what is in it on disk. A script that is not
-- there cannot be added, and the same path is the same action.
local function position_of(path)
    for position, known in ipairs(host.actions) do
        if known == path then
            return position
        end
    end
end

api["reaper.AddRemoveReaScript"] = function(add, section, path, commit)
    assert(section == 0, "only the main section is modelled")
    local position = position_of(path)
    if add and not position and not (api["reaper.file_exists"](path) and not host.refuses_actions) then
        return 0
    elseif add and not position then
        table.insert(host.actions, path)
    elseif not add and position then
        table.remove(host.actions, position)
    end
    if not host.commands[path] then
        host.last_command = (host.last_command or 50000) + 1
        host.commands[path] = host.last_command
    end
    host.commits = host.commits + (commit and 1 or 0)
    if commit then
        host.saved_actions = table.move(host.actions, 1, #host.actions, 1, {})
    end
    return host.commands[path]
end

api["reaper.Main_OnCommand"] = function(command)
    for _, path in ipairs(host.actions) do
        if host.commands[path] == command then
            return host.run_script(path)
        end
    end
end
