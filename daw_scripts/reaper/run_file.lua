-- Where the daemon is: sideman.json beside these scripts (written at install) names its run file, and
-- the run file names the folder of file pairs and holds the token. Both are read anew each time: every
-- start of the daemon has another token.

local ESCAPES = {b = "\b", f = "\f", n = "\n", r = "\r", t = "\t"}
local HIGH, LOW = "\\u([dD][89abAB]%x%x)", "\\u([dD][c-fC-F]%x%x)"

local run_file = {}

local function sign_of(digits)
    return utf8.char(tonumber(digits, 16))
end

-- A sign beyond the first 65,536 is written as two halves.
local function joined(high, low)
    return utf8.char(0x10000 + ((tonumber(high, 16) & 0x3FF) << 10) + (tonumber(low, 16) & 0x3FF))
end

-- Zeros, which no JSON text holds, stand in for escaped backslashes meanwhile.
local function unescape(text)
    text = text:gsub("\\\\", "\0"):gsub(HIGH .. LOW, joined):gsub("\\u(%x%x%x%x)", sign_of)
    return (text:gsub("\\(.)", function(sign) return ESCAPES[sign] or sign end):gsub("%z", "\\"))
end

-- A text field of a flat JSON object, nil when it has none.
function run_file.field(json, name)
    local from = select(2, json:find('"' .. name .. '"%s*:%s*"'))
    local to = from
    while to do
        to = json:find('"', to + 1, true)
        local slashes = to and #json:sub(from + 1, to - 1):match("\\*$")
        if slashes and slashes % 2 == 0 then
            return unescape(json:sub(from + 1, to - 1))
        end
    end
end

local function text_of(path)
    local file = path and io.open(path, "rb")
    if not file then
        return ""
    end
    local text = file:read("a")
    file:close()
    return text
end

-- A text field of the configuration at a path itself, nil when it has none.
function run_file.named(config_path, name)
    return run_file.field(text_of(config_path), name)
end

-- A field of the run file that the configuration at a path names, "" while no daemon runs.
function run_file.value(config_path, name)
    return run_file.field(text_of(run_file.field(text_of(config_path), "run_file")), name) or ""
end

return run_file
