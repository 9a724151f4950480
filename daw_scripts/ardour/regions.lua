-- Ardour's regions as the wire's clips. Regions are found by their ids at each use: one that is held
-- over two ticks could keep a closed session alive.

local use = ...
local each = use("ardour/each")
local osc, beats, tracks = use("wire").osc, use("ardour/beats"), use("ardour/tracks")

local regions = {}

function regions.playlist(track_id)
    local route = tracks.route(track_id)
    local track = route and route:to_track()
    return track and not track:isnil() and track:playlist() or nil
end

function regions.refs()
    local refs = {}
    for route in each(Session:get_tracks()) do
        local track_id = tracks.id_of(route)
        for region in each(route:to_track():playlist():region_list()) do
            refs[#refs + 1] = {id = tracks.id_of(region), track_id = track_id}
        end
    end
    return refs
end

-- A playlist's region by its id, nil when it does not lie there: `region_by_id` alone still finds every
-- region that ever did.
function regions.on(playlist, id)
    local region = playlist:region_by_id(PBD.ID(id))
    if not region:isnil() then
        for there in each(playlist:regions_at(region:position())) do
            if tracks.id_of(there) == id then
                return region
            end
        end
    end
    return nil
end

-- The region of a ref, nil when it no longer lies on that track.
function regions.find(ref)
    local playlist = regions.playlist(ref.track_id)
    return playlist and regions.on(playlist, ref.id)
end

-- A region as /clip tells it, but for its notes; nil when it is gone.
function regions.describe(ref)
    local region = regions.find(ref)
    if not region then
        return nil
    end
    return {
        id = ref.id, track_id = ref.track_id, name = osc.clean_text(region:name()), scene_id = "",
        start_beats = region:position():ticks() / beats.TICKS,
        length_beats = region:length():ticks() / beats.TICKS,
        color = -1, is_midi = not region:to_midiregion():isnil(), muted = region:muted() and 1 or 0,
        loop_start_beats = 0.0, loop_length_beats = 0.0,
    }
end

-- Does something to an object that Ardour can compare with what it was, inside the open undo step.
function regions.undoable(object, act)
    object:to_stateful():clear_changes()
    act()
    Session:add_stateful_diff_command(object:to_statefuldestructible())
end

-- Ardour refuses region names that could not be file names; their signs become "_", as in its own files.
function regions.rename(region, name)
    return region:set_name(name) or region:set_name((name:gsub("[%c/\\:]", "_")))
end

return regions
