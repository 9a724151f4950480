"""What the musician does in Ardour, in Ardour's Lua."""

from __future__ import annotations

from tests.scenario.stagehand import FADER

START_BEATS = 8.0
FIND = """
    local playlist = Session:route_by_name("%s"):to_track():playlist()
    local region for found in playlist:region_list():iter() do
        if found:name() == [[%s]] then region = found end
    end
"""
CONTENT = """
    local lines = {}
    for route in Session:get_tracks():iter() do
        for region in route:to_track():playlist():region_list():iter() do
            lines[#lines + 1] = route:name() .. "\\t" .. region:name()
        end
    end
    return table.concat(lines, "\\n")
"""
COPY = f"""
    for other in Session:route_by_name("Bass"):to_track():playlist():region_list():iter() do
        if other:position():beats() == Temporal.Beats.from_double({START_BEATS}) then return end
    end
    local copy = ARDOUR.RegionFactory.clone_region(region, true, true)
    copy:set_name("%s")
    local place = Temporal.timepos_t.from_ticks({START_BEATS:.0f} * 1920)
    Session:route_by_name("Bass"):to_track():playlist():add_region(copy, place, 1, false)
"""
DRAW = """
    local model = region:to_midiregion():midi_source(0):model()
    local command = model:new_note_diff_command("draw")
    command:add(ARDOUR.LuaAPI.new_noteptr(0, Temporal.Beats.from_double(15.0),
        Temporal.Beats.from_double(0.25), 36, 127))
    model:apply_diff_command_as_commit(Session, command)
"""
GAIN = f'Session:route_by_name("{FADER}"):gain_control()'
TRACK = """
    local one = ARDOUR.ChanCount(ARDOUR.DataType("midi"), 1)
    Session:new_midi_track(one, one, false, ARDOUR.PluginInfo(), nil, nil, 1, "%s",
        0, ARDOUR.TrackMode.Normal, true, true)
"""
WHOLE = r"""
    local lines = {}
    local function ticks(beats)
        local whole, rest = beats:str():match("(-?%d+):(-?%d+)")
        return tonumber(whole) * 1920 + tonumber(rest)
    end
    local function say(...) lines[#lines + 1] = table.concat({...}, "\t") end
    local function value(control) return control:isnil() and 0 or control:get_value() end
    for route in Session:get_routes():iter() do
        if not (route:is_monitor() or route:is_auditioner() or route:is_hidden()) then
            say("track", route:name(), string.format("%.9g", route:gain_control():get_value()),
                string.format("%.9g", value(route:pan_azimuth_control())), value(route:mute_control()),
                value(route:solo_control()), value(route:rec_enable_control()))
        end
    end
    for route in Session:get_tracks():iter() do
        for region in route:to_track():playlist():region_list():iter() do
            local position = ticks(region:position():beats())
            local length, first = region:length():ticks(), region:start():ticks()
            say("clip", route:name(), region:name(), string.format("%.12g", position / 1920),
                string.format("%.12g", length / 1920))
            local midi = region:to_midiregion()
            if not midi:isnil() then
                for note in ARDOUR.LuaAPI.note_list(midi:midi_source(0):model()):iter() do
                    local start = ticks(note:time())
                    if start >= first and start < first + length then
                        say("note", "", string.format("%.12g", (start - first) / 1920), note:note(),
                            string.format("%.12g", ticks(note:length()) / 1920), note:velocity())
                    end
                end
            end
        end
    end
    return table.concat(lines, "\n")
"""
