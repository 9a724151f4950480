-- What is selected in Ardour's editor: the first track, the first region, and the span of a range
-- selection or else of that region.

local use = ...
local each = use("ardour/each")
local beats, regions, tracks = use("ardour/beats"), use("ardour/regions"), use("ardour/tracks")

local selection = {}

local function first_id(list)
    for object in each(list) do
        return tracks.id_of(object), object
    end
    return ""
end

local function track_of(region)
    for route in each(Session:get_tracks()) do
        if regions.on(route:to_track():playlist(), tracks.id_of(region)) then
            return tracks.id_of(route)
        end
    end
    return ""
end

-- The arguments of /selection.
function selection.read()
    local selected = Editor:get_selection()
    local track_id = first_id(selected.tracks:routelist())
    local clip_id, region = first_id(selected.regions:regionlist())
    local first, after = 0, 0
    if not selected.time:empty() then
        first, after = selected.time:start_time():ticks(), selected.time:end_time():ticks()
    elseif region then
        first = region:position():ticks()
        after = first + region:length():ticks()
    end
    if region and track_id == "" then
        track_id = track_of(region)
    end
    return {track_id, "", clip_id, first / beats.TICKS, after / beats.TICKS}
end

return selection
