-- Lines for the musician: in the help area below the tracks, spoken where OSARA is installed, and the
-- log in the console. A busy daemon may not flood them: the last line wins, the log has a measure.

local use = ...
local probe = use("reaper/probe")

local SAY_EVERY_S = 0.5
local LOG_LINES, LOG_WITHIN_S = 20, 60

local voice = {said = ""}
local pending, say_due_s = nil, 0
local log_since_s, log_count = 0, 0

function voice.say(text)
    pending = text
end

-- Call it at every tick.
function voice.tick(now_s)
    if not pending or now_s < say_due_s then
        return
    end
    voice.said, pending, say_due_s = pending, nil, now_s + SAY_EVERY_S
    reaper.Help_Set("Sideman: " .. voice.said, true)
    if probe.has("osara_outputMessage") then
        reaper.osara_outputMessage(voice.said)
    end
end

-- The prefix keeps the console closed when it is closed.
function voice.log(text)
    local now_s = reaper.time_precise()
    if now_s - log_since_s > LOG_WITHIN_S then
        log_since_s, log_count = now_s, 0
    end
    log_count = log_count + 1
    if log_count <= LOG_LINES then
        reaper.ShowConsoleMsg("!SHOW:Sideman: " .. text .. "\n")
    end
end

return voice
