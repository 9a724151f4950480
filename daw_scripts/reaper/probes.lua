-- What the self-test asks a REAPER: one function for each probe of the report.

local use = ...
local levels, objects, probe = use("reaper/levels"), use("reaper/objects"), use("reaper/probe")
local project, report, scratch = use("reaper/project"), use("lua/selftest_report"), use("reaper/scratch_track")

local TOP_DB, FLOOR_DB, STEP_DB = 12, -60, 3
local FADER_TOLERANCE_DB, METER_TOLERANCE_DB = 0.5, 1.0
local HOLD_DB = 100 -- what Track_GetPeakHoldDB tells is a hundredth of it
local MOST_READ_BACK_TICKS = 10

local probes = {}

-- Our law beside the words that REAPER writes at its faders.
function probes.fader()
    local sum, worst, count = 0, 0, 0
    for db = TOP_DB, FLOOR_DB, -STEP_DB do
        local words = reaper.mkvolstr("", levels.coefficient(db))
        local told = tonumber(words:match("^%s*([+-]?%d+%.?%d*)"))
        if not told then
            return report.row("fader_law", "not_probed", "REAPER writes a level as " .. words)
        end
        local distance = math.abs(told - db)
        sum, worst, count = sum + distance, math.max(worst, distance), count + 1
    end
    return report.row("fader_law", worst <= FADER_TOLERANCE_DB and "ok" or "off",
        string.format("%d points from %d to %d dB beside what REAPER writes at its faders", count, TOP_DB, FLOOR_DB),
        sum / count, worst, "dB")
end

-- Looks at the master's meter; call it at every tick. found: what was seen so far.
function probes.look_at_master(found)
    local track = reaper.GetMasterTrack(project.pointer)
    for channel = 0, 1 do
        found.peak = math.max(found.peak or 0, reaper.Track_GetPeakInfo(track, channel))
        found.hold_db = math.max(found.hold_db or -math.huge, reaper.Track_GetPeakHoldDB(track, channel, false) * HOLD_DB)
    end
end

-- REAPER holds the loudest peak in dB; ours must be the same, or softer when the hold is from before.
function probes.meter(found)
    if found.peak == 0 then
        return report.row("meter_law", "not_probed", "nothing sounded; start it again while the project plays")
    end
    local ours = levels.db(found.peak)
    local distance = ours - found.hold_db
    if distance < -METER_TOLERANCE_DB then
        return report.row("meter_law", "not_probed",
            string.format("REAPER holds a louder peak of %.1f dB from before; click it away and start again", found.hold_db),
            ours, nil, "dB")
    end
    return report.row("meter_law", distance <= METER_TOLERANCE_DB and "ok" or "off",
        string.format("the master's loudest reading; REAPER's own hold says %.2f dB", found.hold_db), ours, nil, "dB")
end

-- Which of the written things came back after how many ticks. ticks: name -> ticks, for those that did.
function probes.read_back(ticks, wanted)
    local delays, missing = {}, {}
    for name in pairs(wanted) do
        delays[#delays + 1] = ticks[name]
        if not ticks[name] then
            missing[#missing + 1] = name
        end
    end
    table.sort(delays)
    table.sort(missing)
    if #missing > 0 then
        return report.row("read_back_delay", "off", "not as written: " .. table.concat(missing, ", "),
            delays[#delays // 2 + 1], MOST_READ_BACK_TICKS, "ticks")
    end
    return report.row("read_back_delay", "ok", string.format("%d writes, read back as written", #delays),
        delays[#delays // 2 + 1], delays[#delays], "ticks")
end

-- steps: of scratch_track.take_out.
function probes.undo(made, steps)
    if not made.has_step then
        return report.row("undo_grouping", "not_probed",
            "there is something to redo, which a new step would throw away; start it again after your next change")
    elseif not steps then
        return report.row("undo_grouping", "not_probed", "you worked in REAPER meanwhile, or it undid something else")
    end
    return report.row("undo_grouping", steps == 1 and "ok" or "off", "a track, a clip and two controls in one request",
        steps, nil, "steps")
end

-- For a person to read; nobody judges these.
function probes.facts(made)
    local frame = scratch.frame(made)
    local found = {
        system = reaper.GetOS(), lua = _VERSION, ppq = frame.ppq, first_tick = frame.first,
        notes = scratch.kept_lines(made), meter_of_silence = reaper.Track_GetPeakInfo(objects.track(made.track_id), 0),
    }
    for _, name in ipairs({"InsertTrackInProject", "set_action_options", "osara_outputMessage"}) do
        found["has_" .. name] = probe.has(name)
    end
    return found
end

return probes
