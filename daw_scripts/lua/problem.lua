-- What went wrong, as it travels: a code for programs, a message that says what happened, and a hint
-- that the musician can act on.

local problem = {}

function problem.new(code, message, hint)
    return {code = code, message = message, hint = hint or ""}
end

-- Ends the current `problem.guard` with a problem.
function problem.raise(code, message, hint)
    error(problem.new(code, message, hint), 0)
end

-- The call's result, or nil and the problem. A mistake in a script comes as `script_error`.
function problem.guard(call, ...)
    local fine, result = pcall(call, ...)
    if fine then
        return result
    end
    if type(result) == "table" and result.code then
        return nil, result
    end
    return nil, problem.new("script_error", "The script stumbled: " .. tostring(result),
        "Please report this line; nothing was changed.")
end

return problem
