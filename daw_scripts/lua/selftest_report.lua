-- The report of a self-test, in the form that daw_scripts/README.md sets down for all DAWs.

local use = ...
local protocol = use("wire").protocol

local FORM = 1
local SLOWEST_TIMES = 3
local NULL = {}

local report = {}

-- One probe. verdict: "ok", "off" or "not_probed"; value and worst are numbers or nil.
function report.row(name, verdict, text, value, worst, unit)
    return {name = name, verdict = verdict, value = value or NULL, worst = worst or NULL, unit = unit or "", text = text}
end

-- Milliseconds between times in seconds, the shortest first.
function report.gaps_ms(times_s)
    local gaps = {}
    for position = 2, #times_s do
        gaps[position - 1] = (times_s[position] - times_s[position - 1]) * 1000
    end
    table.sort(gaps)
    return gaps
end

-- The probe of a timer, from the times at which it fired.
function report.timer_row(times_s, asked_ms)
    local gaps = report.gaps_ms(times_s)
    local median = gaps[#gaps // 2 + 1]
    return report.row("timer_jitter", median <= SLOWEST_TIMES * asked_ms and "ok" or "off",
        string.format("%d ticks of a timer that was set to %g ms", #gaps, asked_ms), median, gaps[#gaps], "ms")
end

local function quoted(text)
    return '"' .. text:gsub('[%c"\\]', function(sign) return string.format("\\u%04x", sign:byte()) end) .. '"'
end

local function shown(value)
    if value == NULL or value ~= value or value == math.huge or value == -math.huge then
        return "null"
    elseif type(value) == "number" then
        return string.format("%.10g", value)
    end
    return type(value) == "string" and quoted(value) or tostring(value)
end

local HEAD = {"daw", "daw_version", "script_version"}
local FIELDS = {"name", "verdict", "value", "worst", "unit", "text"}

local function object(names, values)
    local parts = {}
    for position, name in ipairs(names) do
        parts[position] = string.format("%s: %s", quoted(name), shown(values[name]))
    end
    return table.concat(parts, ", ")
end

local function sorted_names(values)
    local names = {}
    for name in pairs(values) do
        names[#names + 1] = name
    end
    table.sort(names)
    return names
end

-- head: daw, daw_version, script_version; rows: of `row`; facts: name -> text, number or truth value.
function report.text(head, rows, facts)
    local probes = {}
    for position, each in ipairs(rows) do
        probes[position] = "  {" .. object(FIELDS, each) .. "}"
    end
    return string.format('{"form": %d, %s, "protocol": "%d.%d", "at": %s,\n "probes": [\n%s\n ],\n "facts": {%s}}\n',
        FORM, object(HEAD, head), protocol.MAJOR, protocol.MINOR, quoted(os.date("!%Y-%m-%dT%H:%M:%SZ")),
        table.concat(probes, ",\n"), object(sorted_names(facts), facts))
end

-- A line for the musician.
function report.summary(rows)
    local good, off = 0, {}
    for _, each in ipairs(rows) do
        good = good + (each.verdict == "ok" and 1 or 0)
        if each.verdict == "off" then
            off[#off + 1] = each.name
        end
    end
    return string.format("Self-test: %d of %d as they should be%s. Now run sideman doctor.", good, #rows,
        #off > 0 and "; off: " .. table.concat(off, ", ") or "")
end

-- Writes a file; true, or nil and why not.
function report.write(path, text)
    local file, message = io.open(path, "wb")
    if not file then
        return nil, message
    end
    local written, wrong = file:write(text)
    file:close()
    return written and true, wrong
end

return report
