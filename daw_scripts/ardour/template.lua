-- Every new region needs a source of its own, and Ardour 7 lets a script copy a region with its source
-- but not make one. So one empty region, named Sideman, is bounced from a stretch of a MIDI track where
-- nothing lies, kept in the session's list of sources, and copied from then on.

local use = ...
local each = use("ardour/each")
local regions, notes, problem, tracks = use("ardour/regions"), use("ardour/notes"), use("lua/problem"), use("ardour/tracks")

local NAME = "Sideman"
local ROOM_SAMPLES = 48000

local template = {}
local known_id

local function is_template(region)
    return region:whole_file() and region:name() == NAME and not region:to_midiregion():isnil()
        and ARDOUR.LuaAPI.note_list(notes.model(region)):empty()
end

local function known()
    local region = known_id and ARDOUR.RegionFactory.region_by_id(PBD.ID(known_id))
    return region and not region:isnil() and is_template(region) and region or nil
end

local function find()
    for _, region in each(ARDOUR.RegionFactory.regions()) do
        if is_template(region) then
            return region
        end
    end
end

local function first_free_sample(playlist)
    local free = 0
    for region in each(playlist:region_list()) do
        free = math.max(free, region:position():samples() + region:length():samples())
    end
    return free + ROOM_SAMPLES
end

local function bounce(track_id)
    local track = tracks.route(track_id):to_track()
    local from = first_free_sample(regions.playlist(track_id))
    if Session:actively_recording() then
        problem.raise("busy", "Ardour is recording.", "Stop the recording and accept again.")
    end
    local region = track:bounce_range(from, from + ROOM_SAMPLES, ARDOUR.InterThreadInfo(),
        ARDOUR.LuaAPI.nil_proc(), false, NAME)
    if region:isnil() then
        problem.raise("unsupported", "Ardour made no MIDI source.", "Is its disk full or read-only?")
    end
    return region
end

-- A new, empty MIDI region with its own source, not yet on any track.
function template.copy(track_id)
    local region = known() or find() or bounce(track_id)
    known_id = tracks.id_of(region)
    return ARDOUR.RegionFactory.clone_region(region, true, true)
end

return template
