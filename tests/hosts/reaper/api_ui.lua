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

api["reaper.SetExtState"] = function(section, key, value, persist)
    host.words[section .. "\0" .. key] = value
    host.persisted = host.persisted or persist
end

api["reaper.DeleteExtState"] = function(section, key)
    host.words[section .. "\0" .. key] = nil
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

api["gfx.init"] = function()
    host.window = {texts = {}}
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

api["reaper.AddRemoveReaScript"] = function(add, _, path)
    host.actions = host.actions or {}
    table.insert(host.actions, add and path or nil)
    return 50000 + #host.actions
end

api["reaper.Main_OnCommand"] = function(command)
    host.run_script(host.actions[command - 50000])
end
