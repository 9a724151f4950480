-- May a change be made? Each check looks at the object as it is now, not as it was last told, and
-- raises a problem. Nothing is changed here.

local use = ...
local problem = use("lua/problem")

local TOLERANCE = {volume_db = 0.05, pan = 0.005, muted = 0.5, soloed = 0.5, armed = 0.5}
local SAME_BEATS = 1e-6

local checks = {}

local function known_track(plan, id)
    local track = plan.mirror:refresh_track(id)
    if not track then
        problem.raise("not_found", "There is no track " .. id .. ".", "It was deleted meanwhile.")
    end
    return track
end

local function check_revision(name, asked, found)
    if asked ~= found then
        problem.raise("stale", string.format("%s is at revision %d, not %d.", name, found, asked),
            "It was edited meanwhile; look at it again.")
    end
end

local function known_clip(plan, asked)
    local known = plan.mirror.clips[asked.clip_id]
    local ref = known and not plan.deleted[known.id] and {id = known.id, track_id = known.track_id}
    local clip = ref and plan.mirror:refresh_clip(ref)
    if not clip then
        problem.raise("not_found", "There is no clip " .. asked.clip_id .. ".", "It was deleted meanwhile.")
    end
    check_revision("The clip " .. clip.name, asked.revision, clip.revision)
    return clip, ref
end

local function overlap(a_start, a_length, b_start, b_length)
    return a_start < b_start + b_length - SAME_BEATS and b_start < a_start + a_length - SAME_BEATS
end

local function check_free(plan, track_id, start_beats, length_beats, own_id)
    local function refuse(name)
        problem.raise("place_taken", string.format("%s already lies at beat %g.", name, start_beats),
            "Choose a free place, or move what lies there.")
    end
    for _, ref in ipairs(plan.host.clip_refs(track_id)) do
        if ref.track_id == track_id and ref.id ~= own_id and not plan.deleted[ref.id] then
            local clip = plan.host.clip(ref)
            if clip and overlap(start_beats, length_beats, clip.start_beats, clip.length_beats) then
                refuse(clip.name)
            end
        end
    end
    for _, span in ipairs(plan.spans) do
        if span.track_id == track_id and overlap(start_beats, length_beats, span.start, span.length) then
            refuse("Another new clip")
        end
    end
    plan.spans[#plan.spans + 1] = {track_id = track_id, start = start_beats, length = length_beats}
end

checks["clip/create"] = function(plan, change)
    local asked = change.asked
    local track = known_track(plan, asked.track_id)
    if asked.scene_id ~= "" then
        problem.raise("unsupported", plan.host.title .. " has no slots that a script can fill.",
            "Ask for a place on the timeline.")
    end
    if track.kind ~= "midi" then
        problem.raise("unsupported", track.name .. " is no MIDI track.", "Choose a MIDI track.")
    end
    if asked.length_beats <= 0 or asked.start_beats < 0 then
        problem.raise("bad_input", "A clip on the timeline needs a length, and a start at beat 0 or later.")
    end
    check_free(plan, asked.track_id, asked.start_beats, asked.length_beats)
end

checks["clip/replace"] = function(plan, change)
    local clip, ref = known_clip(plan, change.asked)
    change.ref, change.clip = ref, clip
    if not clip.is_midi then
        problem.raise("unsupported", clip.name .. " holds no notes.", "Choose a MIDI clip.")
    end
    if change.asked.length_beats <= 0 then
        problem.raise("bad_input", "A clip needs a length.")
    end
    check_free(plan, clip.track_id, clip.start_beats, change.asked.length_beats, clip.id)
end

checks["clip/delete"] = function(plan, change)
    change.clip, change.ref = known_clip(plan, change.asked)
    plan.deleted[change.ref.id] = true
end

checks["mixer"] = function(plan, change)
    local asked = change.asked
    local track = known_track(plan, asked.track_id)
    local found = track[asked.field]
    if math.abs(found - asked.expected) > TOLERANCE[asked.field] then
        problem.raise("stale", string.format("%s of %s is %g, not %g.",
            asked.field, track.name, found, asked.expected), "It was moved meanwhile; look at it again.")
    end
end

checks["track/create"] = function() end

checks["track/delete"] = function(plan, change)
    local track = known_track(plan, change.asked.track_id)
    check_revision("The track " .. track.name, change.asked.revision, track.revision)
    for _, ref in ipairs(plan.host.clip_refs(track.id)) do
        if ref.track_id == track.id then
            problem.raise("refused", track.name .. " holds clips.", "Delete them first.")
        end
    end
end

return checks
