-- Goes through one of Ardour's lists or maps. Ardour's own iterator does not hold the list it walks:
-- Lua may collect a list that nothing else names in the middle of the loop, and Ardour crashes.
--
--     for note in each(ARDOUR.LuaAPI.note_list(model)) do ... end

return function(list)
    local step, state, key = list:iter()
    return function()
        local value
        key, value = step(list and state, key)
        return key, value
    end
end
