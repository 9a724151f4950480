-- The self-test: two seconds of ticks, then one tick in which a track is made, looked at and taken out
-- again. It runs beside Sideman or without it, in the project that is in front.

local use = ...
local host, objects, probes = use("reaper/host"), use("reaper/objects"), use("reaper/probes")
local project, report, run_file = use("reaper/project"), use("lua/selftest_report"), use("reaper/run_file")
local scratch = use("reaper/scratch_track")

local DEFER_MS = 1000 / 30
local MEASURED_TICKS = 60
local MOST_READ_BACK_TICKS = 10
local RECORDING = 4

local selftest = {}

local function say(text)
    reaper.Help_Set(text, true)
end

-- Notes which of the writing has come back by this tick; true when all has.
local function note_read_back(made, ticks, tick)
    local wanted, all = scratch.read_back(made), true
    for name, is_back in pairs(wanted) do
        ticks[name] = ticks[name] or is_back and tick or nil
        all = all and ticks[name] ~= nil
    end
    return all, wanted
end

local function write(path, rows, facts)
    local folder = path:match("^(.*)[/\\][^/\\]*$")
    reaper.RecursiveCreateDirectory(folder, 0)
    local head = {daw = "reaper", daw_version = host.version, script_version = host.script_version}
    local written, message = report.write(path, report.text(head, rows, facts))
    say(written and report.summary(rows) or "The self-test cannot write its report: " .. message)
end

-- The probes one after the other; yields where a tick ends. life.made is set while the track is there.
local function all_probes(life, path)
    project.look()
    local times_s, heard = {}, {}
    while #times_s <= MEASURED_TICKS do
        times_s[#times_s + 1] = reaper.time_precise()
        probes.look_at_master(heard)
        coroutine.yield()
    end
    local pointer, changes_before = project.pointer, reaper.GetProjectStateChangeCount(project.pointer)
    project.look()
    if project.pointer ~= pointer or reaper.GetPlayStateEx(project.pointer) & RECORDING ~= 0 then
        return say("The self-test stopped: leave the project in front, and record nothing meanwhile.")
    end
    local made = scratch.make()
    life.made = made
    local item, ticks, tick = objects.item(made.ref), {}, 0
    local complete, wanted = note_read_back(made, ticks, tick)
    while not complete and tick < MOST_READ_BACK_TICKS do
        coroutine.yield()
        tick = tick + 1
        complete, wanted = note_read_back(made, ticks, tick)
    end
    local facts = probes.facts(made)
    facts.state_count_moved = reaper.GetProjectStateChangeCount(project.pointer) ~= changes_before
    local steps = scratch.take_out(made)
    life.made = nil
    facts.pointer_valid_after_undo = reaper.ValidatePtr2(project.pointer, item, "MediaItem*")
    facts.identity_survives_undo = made.words_after[project.KEY] == project.set_id
    write(path, {
        report.timer_row(times_s, DEFER_MS), probes.fader(), probes.meter(heard),
        probes.read_back(ticks, wanted), probes.undo(made, steps),
    }, facts)
end

-- config: the path of sideman.json, which names the report's.
function selftest.run(config)
    local path = run_file.named(config, "selftest")
    if not path then
        return say("The self-test has nowhere to write: run sideman install reaper.")
    end
    say("Self-test: leave REAPER alone for three seconds.")
    local life = {}
    local probing = coroutine.create(all_probes)
    local function clean()
        if life.made then
            scratch.take_out(life.made)
            life.made = nil
        end
    end
    local function tick()
        local fine, message = coroutine.resume(probing, life, path)
        if not fine then
            clean()
            say("The self-test stumbled: " .. tostring(message))
        elseif coroutine.status(probing) ~= "dead" then
            reaper.defer(tick)
        end
    end
    reaper.atexit(clean)
    tick()
end

return selftest
