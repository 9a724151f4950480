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
