ardour {
    ["type"] = "EditorHook",
    name = "Sideman",
    author = "Sideman",
    license = "MIT",
    description = [[Lets Sideman, the session player beside your DAW, see this session and put in it what you accept.]]
}

function signals()
    return LuaSignal.Set():add({[LuaSignal.LuaTimerDS] = true})
end

function factory()
    local root, pairs_folder, run_file, selftest = "@ROOT@", "@PAIRS@", "@RUN_FILE@", "@SELFTEST@"
    local tick
    return function()
        if not tick then
            local use = assert(loadfile(root .. "/lua/use.lua"))(root)
            tick = use("ardour/gui")({pairs = pairs_folder, run_file = run_file, selftest = selftest})
        end
        tick()
    end
end
