-- What only this musician's Ardour can tell, tried on the open session while it stands still. Nothing is
-- made, because Ardour lets no script delete a track or a source: one fader and one mute switch are moved and
-- put back, and two regions are renamed in one undo step that is taken back by Ardour's own Undo. What
-- Redo then offers is named "Sideman: self-test".
--
-- A probe is a function that gives a step: called once a tick until it gives what was found. (The Lua of
-- Ardour's hooks has no coroutines.)

local use = ...
local host, levels, regions, strips = use("ardour/host"), use("ardour/levels"), use("ardour/regions"), use("ardour/strips")
local journal, report, tracks = use("lua/journal"), use("ardour/report"), use("ardour/tracks")

local LABEL = "Sideman: self-test"
local TICKS, JITTER_AT_MOST = 50, 3
local FADER_POINTS_DB, FADER_WITHIN_DB = {6, 3, 0, -1, -6, -12, -24, -40, -60}, 0.5
local SWITCHES, READ_BACK_WITHIN, GIVE_UP_AFTER = 4, 10, 30

local function not_probed(unit, text)
    return {verdict = "not_probed", unit = unit, text = text}
end

local function verdict(is_fine)
    return is_fine and "ok" or "off"
end

local function median(values)
    table.sort(values)
    return values[(#values + 1) // 2]
end

local function timer_jitter(options)
    local gaps_ms, last_s = {}, nil
    return function()
        local now_s = host.now_s()
        if last_s then
            gaps_ms[#gaps_ms + 1] = (now_s - last_s) * 1000
        end
        last_s = now_s
        if #gaps_ms < TICKS then
            return nil
        end
        local usual = median(gaps_ms)
        return {
            verdict = verdict(usual <= JITTER_AT_MOST * options.tick_s * 1000), value = usual, worst = gaps_ms[TICKS],
            unit = "ms", text = string.format("%d ticks of a timer of %g ms", TICKS, options.tick_s * 1000),
        }
    end
end

-- A track whose control no automation moves.
local function free_track(field)
    for _, id in ipairs(tracks.ids()) do
        local control = strips.control(id, field)
        local route = tracks.route(id)
        if not route:to_track():isnil() and not control:isnil()
            and control:automation_state() == ARDOUR.AutoState.Off then
            return id, control
        end
    end
end

local function fader_law(_, before)
    return function()
        local id, control = free_track("volume_db")
        if not id then
            return not_probed("dB", "no track has a fader that is free of automation")
        end
        local sum, worst = 0, 0
        for _, db in ipairs(FADER_POINTS_DB) do
            strips.set(id, "volume_db", db, before)
            local found = ARDOUR.DSP.accurate_coefficient_to_dB(control:get_value())
            local distance = math.max(math.abs(found - db), math.abs(levels.db(control:get_value()) - found))
            sum, worst = sum + distance, math.max(worst, distance)
        end
        before:revert()
        return {
            verdict = verdict(worst <= FADER_WITHIN_DB), value = sum / #FADER_POINTS_DB, worst = worst, unit = "dB",
            text = #FADER_POINTS_DB .. " points of a fader, read back and turned to dB by Ardour itself",
        }
    end
end

local function meter_law()
    local loudest_db = levels.db(0)
    for _, id in ipairs(tracks.ids()) do
        local left_db, right_db = tracks.level(id)
        loudest_db = math.max(loudest_db, left_db, right_db)
    end
    local probe = not_probed("dB", "nothing plays that has a known level")
    probe.value = loudest_db
    return probe
end

local function read_back_delay(_, before)
    local id, control = free_track("muted")
    if not id then
        return function()
            return not_probed("ticks", "no track has a mute switch that is free of automation")
        end
    end
    local delays, first = {}, control:get_value() > 0.5 and 1 or 0
    local settled, ticks, is_fine = nil, 0, true
    return function()
        settled = settled or strips.set(id, "muted", (first + #delays + 1) % 2, before)
        is_fine = settled()
        if not is_fine and ticks < GIVE_UP_AFTER then
            ticks = ticks + 1
            return nil
        end
        delays[#delays + 1], settled, ticks = ticks, nil, 0
        if is_fine and #delays < SWITCHES then -- an even number: the last one is as it was
            return nil
        elseif not is_fine then
            before:revert()
        end
        local usual = median(delays)
        return {
            verdict = verdict(is_fine and delays[#delays] <= READ_BACK_WITHIN), value = usual, worst = delays[#delays],
            unit = "ticks", text = is_fine and "a mute switch, on and off" or "a mute switch did not take what was written",
        }
    end
end

local function two_regions()
    local refs = regions.refs()
    return {refs[1], refs[2]}
end

local function names_of(refs)
    local names = {}
    for index, ref in ipairs(refs) do
        local region = regions.find(ref)
        names[index] = region and region:name() or ""
    end
    return table.concat(names, "\n")
end

local function rename(refs, taken_back)
    host.begin_undo(LABEL)
    for _, ref in ipairs(refs) do
        local region = regions.find(ref)
        local name = region:name()
        taken_back:note(function() region:set_name(name) end)
        regions.undoable(region, function() region:set_name(name .. " (self-test)") end)
    end
    host.end_undo()
end

local function undo_grouping(options, taken_back)
    local refs, before, was_renamed = two_regions(), nil, nil
    local function judge()
        local is_back = names_of(refs) == before
        if not is_back then
            taken_back:revert()
        end
        return {
            verdict = verdict(was_renamed and is_back), value = is_back and 1 or nil, unit = "steps",
            text = is_back and #refs .. " regions renamed, and one Undo" or "one Undo did not take all back",
        }
    end
    return function()
        if before then
            return judge()
        elseif not options.undo then
            return not_probed("steps", "Ardour without its window has no Undo")
        elseif #refs == 0 then
            return not_probed("steps", "the session holds no region")
        end
        before = names_of(refs)
        rename(refs, taken_back)
        was_renamed = names_of(refs) ~= before
        options.undo()
    end
end

-- All that a musician could see: a text of the tracks and the regions.
local function content()
    local parts = {}
    local function add(object)
        local fields = {}
        for name, value in pairs(object or {}) do
            fields[#fields + 1] = name .. "=" .. tostring(value)
        end
        table.sort(fields)
        parts[#parts + 1] = table.concat(fields, "\0")
    end
    for _, id in ipairs(tracks.ids()) do
        add(tracks.describe(id))
    end
    for _, ref in ipairs(regions.refs()) do
        add(regions.describe(ref))
    end
    return table.concat(parts, "\n")
end

local PROBES = {
    {name = "timer_jitter", unit = "ms", start = timer_jitter},
    {name = "meter_law", unit = "dB", start = function() return meter_law end},
    {name = "fader_law", unit = "dB", start = fader_law, stands_still = true},
    {name = "read_back_delay", unit = "ticks", start = read_back_delay, stands_still = true},
    {name = "undo_grouping", unit = "steps", start = undo_grouping, stands_still = true},
}

local function start(row, options, taken_back)
    if row.stands_still and (Session:transport_rolling() or Session:actively_recording()) then
        return function()
            return not_probed(row.unit, "the transport rolls: stop it and run the self-test again")
        end
    end
    return row.start(options, taken_back)
end

local selftest = {}

-- options: tick_s (between two calls), undo() (nil without a window), path (of the report).
-- Gives a function to be called at each tick until it gives a line for the musician.
function selftest.start(options)
    local before, taken_back, found, row, step = nil, journal.new(), {}, 1, nil
    local function finish()
        local facts = {set_is_unchanged = content() == before, lua = _VERSION}
        local written, message = report.write(options.path, report.text(host, found, facts))
        return written and "The self-test wrote " .. options.path .. ". Now run: sideman doctor"
            or "The self-test cannot write its report: " .. message
    end
    local function try()
        before = before or content()
        step = step or start(PROBES[row], options, taken_back)
        local probe = step()
        if probe then
            found[PROBES[row].name], row, step = probe, row + 1, nil
            taken_back = journal.new()
        end
        return not PROBES[row] and finish() or nil
    end
    return function()
        local fine, line = pcall(try)
        if not fine then
            taken_back:revert()
            return "The self-test stumbled: " .. tostring(line)
        end
        return line
    end
end

return selftest
