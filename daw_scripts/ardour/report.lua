-- The report of a self-test, in the form that daw_scripts/README.md sets down.

local use = ...
local protocol = use("wire").protocol

local FORM = 1
local ORDER = {"timer_jitter", "fader_law", "meter_law", "read_back_delay", "undo_grouping"}

local report = {}

local function quoted(text)
    return '"' .. text:gsub('[%c"\\]', function(sign) return string.format("\\u%04x", sign:byte()) end) .. '"'
end

local function json(value)
    if type(value) == "string" then
        return quoted(value)
    end
    return value == nil and "null" or math.type(value) == "float" and string.format("%.6g", value) or tostring(value)
end

local function object(names, values)
    local parts = {}
    for index, name in ipairs(names) do
        parts[index] = quoted(name) .. ": " .. json(values[name])
    end
    return "{" .. table.concat(parts, ", ") .. "}"
end

local function sorted_names(values)
    local names = {}
    for name in pairs(values) do
        names[#names + 1] = name
    end
    table.sort(names)
    return names
end

-- probes: name -> {verdict =, text =, value =, worst =, unit =}. Gives the text of the report.
function report.text(host, probes, facts)
    local lines = {}
    for index, name in ipairs(ORDER) do
        probes[name].name = name
        lines[index] = "    " .. object({"name", "verdict", "value", "worst", "unit", "text"}, probes[name])
    end
    local head = {
        form = FORM, daw = host.name, daw_version = host.version, script_version = host.script_version,
        protocol = protocol.MAJOR .. "." .. protocol.MINOR, at = os.date("!%Y-%m-%dT%H:%M:%SZ"),
    }
    local names = {"form", "daw", "daw_version", "script_version", "protocol", "at"}
    return object(names, head):sub(1, -2) .. ',\n  "probes": [\n' .. table.concat(lines, ",\n")
        .. '\n  ],\n  "facts": ' .. object(sorted_names(facts), facts) .. "\n}\n"
end

-- Gives true, or nil and a message.
function report.write(path, text)
    local file, message = io.open(path .. ".new", "wb")
    if not file then
        return nil, message
    end
    file:write(text)
    file:close()
    os.remove(path) -- Windows renames onto nothing that is there
    return os.rename(path .. ".new", path)
end

return report
