-- Ardour's routes as the wire's tracks: MIDI and audio tracks, busses ("return") and the master.

local use = ...
local each = use("ardour/each")
local osc, levels = use("wire").osc, use("ardour/levels")

local MAX_FADER_DB = 24

local tracks = {}

function tracks.id_of(object)
    return object:to_stateful():id():to_s()
end

-- The route with an id, nil for none.
function tracks.route(id)
    if not id:match("^%d+$") then
        return nil
    end
    local route = Session:route_by_id(PBD.ID(id))
    return not route:isnil() and route or nil
end

local function is_shown(route)
    return not (route:is_monitor() or route:is_auditioner() or route:is_hidden())
end

function tracks.ids()
    local ids = {}
    for route in each(Session:get_routes()) do
        if is_shown(route) then
            ids[#ids + 1] = tracks.id_of(route)
        end
    end
    return ids
end

local function kind_of(route)
    local track = route:to_track()
    if track:isnil() then
        return route:is_master() and "master" or "return"
    end
    return track:to_midi_track():isnil() and "audio" or "midi"
end

local function is_on(control)
    return not control:isnil() and control:get_value() > 0.5
end

local function pan_of(route)
    local control = route:pan_azimuth_control()
    return control:isnil() and 0 or levels.pan(control:get_value())
end

-- A track as /track tells it, nil when it is gone.
function tracks.describe(id)
    local route = tracks.route(id)
    if not (route and is_shown(route)) then
        return nil
    end
    local shown = route:presentation_info_ptr()
    local color = shown:color()
    return {
        id = id, name = osc.clean_text(route:name()), kind = kind_of(route), index = shown:order(),
        color = color == 0 and -1 or color >> 8, group_id = "",
        volume_db = math.min(levels.db(route:gain_control():get_value()), MAX_FADER_DB),
        pan = pan_of(route), muted = is_on(route:mute_control()) and 1 or 0,
        soloed = is_on(route:solo_control()) and 1 or 0, armed = is_on(route:rec_enable_control()) and 1 or 0,
    }
end

-- A track's peak level in dBFS, left and right; both silent where it makes no sound of its own.
function tracks.level(id)
    local route = tracks.route(id)
    if not route then
        return nil
    end
    local meter = route:peak_meter()
    local streams = meter:input_streams()
    local first, count = streams:n_midi(), streams:n_audio()
    if count == 0 then
        return levels.db(0), levels.db(0)
    end
    local function channel(index)
        return levels.meter_db(meter:meter_level(first + math.min(index, count - 1), ARDOUR.MeterType.MeterPeak))
    end
    return channel(0), channel(1)
end

return tracks
