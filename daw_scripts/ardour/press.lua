-- What an action does: hands its verb to the running hook, or says why it cannot.

local use = ...
local file_pair, tempo, triggers = use("lua/file_pair"), use("ardour/tempo"), use("ardour/triggers")

local WITHOUT_DAEMON = {selftest = true}

local function trouble_with(folder, verb, argument)
    if not (WITHOUT_DAEMON[verb] or file_pair.announced_run(folder)) then
        return "Sideman is not running. Start it with: sideman start"
    end
    local pressed, message = triggers.press(folder, verb, argument, tempo.now_s())
    return not pressed and message or nil
end

return function(folder, verb, argument)
    local trouble = trouble_with(folder, verb, argument)
    if trouble then
        LuaDialog.Message("Sideman", trouble, LuaDialog.MessageType.Info, LuaDialog.ButtonType.Close):run()
    end
end
