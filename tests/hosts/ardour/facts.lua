-- How many arguments Ardour 7's functions take, those that the script calls: as its Lua class reference
-- and headers say. Ardour itself takes too many without a word, and reads a missing switch as false.
--
-- A number, or {least, most} where Ardour's own scripts leave switches at the end out.

local EVERYWHERE = {isnil = 0, iter = 0, empty = 0, sameinstance = 1}

local CONTROL = {get_value = 0, set_value = 2, lower = 0, upper = 0}

-- Class -> member -> arguments besides the object. Members of a base class stand with the base.
local members = {
    Session = {
        begin_reversible_command = 1, commit_reversible_command = 1, abort_reversible_command = 0,
        abort_empty_reversible_command = 0, add_stateful_diff_command = 1, get_routes = 0, get_tracks = 0,
        route_by_id = 1, new_midi_track = 12, new_audio_track = 9, actively_recording = 0, transport_rolling = 0,
        transport_sample = 0, path = 0, snap_name = 0, save_state = {1, 6},
    },
    Stripable = {
        gain_control = 0, pan_azimuth_control = 0, mute_control = 0, solo_control = 0, rec_enable_control = 0,
        is_monitor = 0, is_auditioner = 0, is_hidden = 0, is_master = 0, presentation_info_ptr = 0,
    },
    Route = {to_track = 0, peak_meter = 0},
    Track = {playlist = 0, to_midi_track = 0, bounce_range = 6},
    AutomationControl = {get_value = 0, set_value = 2, lower = 0, upper = 0, automation_state = 0},
    MPGainControl = CONTROL, MPToggleControl = CONTROL,
    PresentationInfo = {color = 0, order = 0},
    Processor = {input_streams = 0},
    PeakMeter = {meter_level = 2},
    ChanCount = {n_midi = 0, n_audio = 0},
    Playlist = {region_list = 0, region_by_id = 1, regions_at = 1, add_region = 4, remove_region = 1},
    Region = {
        position = 0, length = 0, start = 0, muted = 0, source = 1, whole_file = 0, to_midiregion = 0,
        set_length = 1, set_muted = 1, set_name = 1,
    },
    MidiRegion = {midi_source = 1},
    MidiSource = {model = 0},
    MidiModel = {new_note_diff_command = 1, apply_diff_command_as_commit = 2},
    NoteDiffCommand = {add = 1, remove = 1},
    NotePtr = {time = 0, length = 0, note = 0, velocity = 0, off_velocity = 0, channel = 0},
    SessionObject = {name = 0, to_stateful = 0},
    SessionObjectPtr = {name = 0, to_stateful = 0, to_statefuldestructible = 0},
    Stateful = {id = 0, clear_changes = 0}, StatefulPtr = {id = 0, clear_changes = 0},
    ID = {to_s = 0},
    Beats = {str = 0},
    timepos_t = {ticks = 0, samples = 0}, timecnt_t = {ticks = 0, samples = 0},
    Point = {beats = 0}, TempoPoint = {to_point = 0},
    Meter = {divisions_per_bar = 0, note_value = 0},
    TempoMap = {
        tempo_at = 1, meter_at = 1, quarters_at_sample = 1, quarters_per_minute_at = 1, set_tempo = 2, set_meter = 2,
    },
    AudioEngine = {set_backend = 3},
}

local functions = {
    ["ARDOUR.DSP.accurate_coefficient_to_dB"] = 1, ["ARDOUR.LuaAPI.monotonic_time"] = 0, ["ARDOUR.LuaAPI.new_noteptr"] = 5, ["ARDOUR.LuaAPI.nil_proc"] = 0,
    ["ARDOUR.LuaAPI.note_list"] = 1, ["ARDOUR.RegionFactory.clone_region"] = 3,
    ["ARDOUR.RegionFactory.region_by_id"] = 1, ["ARDOUR.RegionFactory.regions"] = 0,
    ["Temporal.Beats.from_double"] = 1, ["Temporal.TempoMap.read"] = 0, ["Temporal.TempoMap.update"] = 1,
    ["Temporal.TempoMap.write_copy"] = 0, ["Temporal.timecnt_t.from_ticks"] = 2,
    ["Temporal.timepos_t.from_ticks"] = 1,
}

local constructors = {
    ["ARDOUR.ChanCount"] = 2, ["ARDOUR.DataType"] = 1, ["ARDOUR.InterThreadInfo"] = 0, ["ARDOUR.PluginInfo"] = 0,
    ["PBD.ID"] = 1, ["Temporal.Meter"] = 2, ["Temporal.Tempo"] = 3, ["Temporal.timepos_t"] = 1,
}

-- What only ardour7-lua has.
local shell = {close_session = 0, create_session = 3, load_session = 2, quit = 0, sleep = 1}

-- What lua/ asks of a host.
local host = {
    abort_undo = 0, begin_undo = 1, clip = 1, clip_refs = {0, 1}, end_undo = 0, launch = 2, level = 1, log = 1,
    note_reader = 1, now_s = 0, say = 1, selection = 0, set = 0, tempo_steps = 0, track = 1, track_ids = 0,
    transport = 0,
}

return {
    everywhere = EVERYWHERE, members = members, functions = functions, constructors = constructors, shell = shell,
    host = host,
}
