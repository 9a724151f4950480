-- What the musician asks for: kind, density, adventure, bars. They belong to the project and are saved
-- with it. "suggest" carries the kind, and after it only the knobs that were turned.

local use = ...
local project = use("reaper/project")

-- In the order of the window. steps: the values, from the least. usual: what stands there at first.
local KNOBS = {
    {name = "kind", steps = {"chords", "melody", "bass", "drums", "variation"}, usual = "chords", unit = ""},
    {name = "density", steps = {"0", "10", "20", "30", "40", "50", "60", "70", "80", "90", "100"}, usual = "50",
        unit = " %", share = true},
    {name = "adventure", steps = {"0", "10", "20", "30", "40", "50", "60", "70", "80", "90", "100"}, usual = "30",
        unit = " %", share = true},
    {name = "bars", steps = {"1", "2", "4", "8", "16"}, usual = "4", unit = ""},
}

local knobs = {ROWS = KNOBS, NAMES = {}}
for position, row in ipairs(KNOBS) do
    knobs.NAMES[position] = row.name
end

local function row_of(name)
    for _, row in ipairs(KNOBS) do
        if row.name == name then
            return row
        end
    end
end

local function position_of(row, wanted)
    for position, step in ipairs(row.steps) do
        if step == wanted then
            return position
        end
    end
end

-- What a knob stands at. A word that nothing of ours has written counts as none.
local function value_of(row)
    local _, saved = reaper.GetProjExtState(project.pointer, project.SECTION, row.name)
    return position_of(row, saved) and saved or row.usual
end

-- "density 50 %"
function knobs.shown(row)
    return row.name .. " " .. value_of(row) .. row.unit
end

-- Turns a knob by so many steps; the kind goes round, the others stop at their ends. Gives what it shows.
function knobs.turn(name, steps)
    local row = row_of(name)
    local position, count = position_of(row, value_of(row)) + steps, #row.steps
    position = name == "kind" and (position - 1) % count + 1 or math.max(1, math.min(count, position))
    reaper.SetProjExtState(project.pointer, project.SECTION, name, row.steps[position])
    return knobs.shown(row)
end

-- The argument of "suggest": "bass density=0.8 bars=8"; kind "" for the one of the knob.
function knobs.wish(kind)
    local words = {kind ~= "" and kind or value_of(KNOBS[1])}
    for position = 2, #KNOBS do
        local row = KNOBS[position]
        local value = value_of(row)
        if value ~= row.usual then
            words[#words + 1] = row.name .. "=" .. (row.share and string.format("%g", tonumber(value) / 100) or value)
        end
    end
    return table.concat(words, " ")
end

return knobs
