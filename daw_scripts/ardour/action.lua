ardour {
    ["type"] = "EditorAction",
    name = "@NAME@",
    author = "Sideman",
    license = "MIT",
    description = [[@DESCRIPTION@]]
}

function action_params()
    return {["argument"] = {title = "@ARGUMENT@", default = ""}}
end

function factory(params)
    local root, pairs_folder, verb = "@ROOT@", "@PAIRS@", "@VERB@"
    return function()
        local use = assert(loadfile(root .. "/lua/use.lua"))(root)
        use("ardour/press")(pairs_folder, verb, params and params.argument or "")
    end
end
