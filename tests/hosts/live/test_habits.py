"""The simulated Live has the habits of the real one, so that a script which passes here is used to them."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from tests.hosts.live.main import fader_db, fader_value
from tests.hosts.live.musician import Musician
from tests.hosts.live.notes import MidiNoteSpecification
from tests.hosts.live.surface import DEFERRED, Handle
from tests.hosts.live.world import World


def opened(version: str = "12.3.6") -> tuple[World, Musician, Any]:
    world = World(version, (fader_db, fader_value))
    musician = Musician(world)
    musician.small_set()
    return world, musician, Handle(world.song)


def note(pitch: int, start: float, length: float) -> MidiNoteSpecification:
    return MidiNoteSpecification(pitch=pitch, start_time=start, duration=length)


def read(clip: Any) -> list[tuple[int, float, float]]:
    return [(n.pitch, n.start_time, n.duration) for n in clip.get_notes_extended(0, 128, -16000.0, 1e6)]


def test_names_that_a_version_has_not_got_are_attribute_errors() -> None:
    for version, there in (("11.0.0", False), ("12.0.5", False), ("12.3.6", True)):
        _, _, song = opened(version)
        assert hasattr(song.tracks[0], "create_midi_clip") is there
        assert hasattr(song.tracks[0].mixer_device.volume, "display_value") is there
    _, _, song = opened()
    with pytest.raises(AttributeError):
        song.main_track  # noqa: B018 - reading it is the test
    with pytest.raises(AttributeError, match="can't set"):
        song.can_undo = True


def test_counts_and_types_of_arguments_are_boosts() -> None:
    _, _, song = opened()
    slot = song.tracks[1].clip_slots[0]
    for wrong in ((), (4.0, 1.0), ("4",)):
        with pytest.raises(TypeError):
            slot.create_clip(*wrong)
    slot.create_clip(4.0)
    with pytest.raises(TypeError):
        slot.clip.color = 255.0
    with pytest.raises(TypeError):
        slot.clip.get_notes_extended(0.0, 128, 0.0, 4.0)
    with pytest.raises(TypeError):
        note(60.0, 0.0, 1.0)  # type: ignore[arg-type]


def test_nothing_may_be_changed_inside_a_listener() -> None:
    _, musician, song = opened()
    said: list[str] = []

    def meddle() -> None:
        for act in (lambda: setattr(song.tracks[0], "name", "x"), song.begin_undo_step):
            with pytest.raises(RuntimeError) as refused:
                act()
            said.append(str(refused.value))

    song.tracks[0].add_name_listener(meddle)
    musician.change_track(0, "name", "Kit")
    assert said == [DEFERRED, DEFERRED] and song.tracks[0].name == "Kit"
    with pytest.raises(RuntimeError):
        song.tracks[0].add_name_listener(meddle)
    song.tracks[0].remove_name_listener(meddle)
    with pytest.raises(RuntimeError):
        song.tracks[0].remove_name_listener(meddle)


def test_another_thread_may_not_touch_anything() -> None:
    _, _, song = opened()
    caught: list[Exception] = []

    def touch() -> None:
        try:
            song.tempo  # noqa: B018 - reading it is the test
        except RuntimeError as problem:
            caught.append(problem)

    thread = threading.Thread(target=touch)
    thread.start()
    thread.join()
    assert caught


def test_what_was_deleted_equals_none_and_is_not_none() -> None:
    _, musician, song = opened()
    clip = song.tracks[0].clip_slots[0].clip
    assert clip != None and clip == song.tracks[0].clip_slots[0].clip  # noqa: E711
    musician.delete_clip(0, 0)
    assert clip == None and clip is not None  # noqa: E711
    with pytest.raises(TypeError):
        clip.name  # noqa: B018 - reading it is the test


def test_containers_are_no_lists_and_objects_have_no_truth() -> None:
    _, _, song = opened()
    assert len(song.tracks) == 3 and song.tracks[0] in song.tracks
    assert not hasattr(song.tracks, "index")
    with pytest.raises(TypeError):
        bool(song.tracks[0])
    with pytest.raises(TypeError):
        hash(song.tracks[0])


def test_the_main_track_makes_hasattr_raise() -> None:
    _, _, song = opened()
    for name in ("mute", "solo", "arm"):
        with pytest.raises(RuntimeError):
            hasattr(song.master_track, name)
    with pytest.raises(RuntimeError):
        hasattr(song.return_tracks[0], "arm")


def test_a_pitch_span_is_a_count() -> None:
    _, musician, song = opened()
    musician.record(1, 0, 4.0, "High", [[0.0, 127, 1.0], [-0.5, 60, 0.25], [9.0, 60, 1.0]])
    clip = song.tracks[1].clip_slots[0].clip
    assert len(clip.get_notes_extended(0, 127, -16000.0, 1e6)) == 2, "the highest is missed"
    assert len(clip.get_notes_extended(0, 128, 0.0, clip.length)) == 1, "so are pickup and tail"
    assert len(clip.get_notes_extended(0, 128, -16000.0, 1e6)) == 3


def test_overlaps_of_one_pitch_are_trimmed() -> None:
    for version in ("11.0.0", "12.3.6"):
        _, musician, song = opened(version)
        musician.record(1, 0, 4.0, "Long", [[0.0, 60, 4.0]])
        clip = song.tracks[1].clip_slots[0].clip
        answer = clip.add_new_notes((note(60, 1.0, 1.0), note(61, 0.0, 4.0)))
        assert (answer is None) == (version == "11.0.0"), "what it answers differs"
        assert read(clip) == [(60, 0.0, 1.0), (61, 0.0, 4.0), (60, 1.0, 1.0)]


def test_undo_merges_what_announces_no_step_into_the_musicians_own() -> None:
    _, musician, song = opened()
    musician.draw(0, 0, [15.5, 72, 0.5])
    song.tracks[1].clip_slots[0].create_clip(4.0)
    assert len(musician.history()) == 1, "one press of undo takes the musician's note too"
    musician.draw(0, 0, [15.75, 74, 0.25])
    song.end_undo_step()
    song.begin_undo_step()
    song.tracks[1].clip_slots[1].create_clip(4.0)
    song.tracks[1].clip_slots[1].clip.name = "Mine"
    song.end_undo_step()
    assert len(musician.history()) == 3


def test_mixer_moves_and_track_names_are_steps_of_their_own() -> None:
    _, musician, song = opened()
    song.begin_undo_step()
    song.tracks[0].mixer_device.volume.value = 0.5
    song.tracks[1].mixer_device.volume.value = 0.5
    song.tracks[1].name = "Pad"
    song.end_undo_step()
    assert len(musician.history()) == 3
    song.undo()
    assert song.tracks[1].name == "Keys"


def test_some_properties_read_late() -> None:
    world, _, song = opened()
    song.start_playing()
    song.current_song_time = 8.0
    assert not song.is_playing and song.current_song_time == 0.0
    world.tick()
    assert song.is_playing and song.current_song_time == 8.0


def test_colours_snap_to_the_palette() -> None:
    _, _, song = opened()
    song.tracks[0].color = 0xFE93A5
    assert song.tracks[0].color == 0xFF94A6


def test_a_reopened_set_has_other_pointers_and_the_same_data() -> None:
    world, _, song = opened()
    song.set_data("ours", "kept")
    track, before = song.tracks[0], song.tracks[0]._live_ptr
    world.reopen()
    again: Any = Handle(world.song)
    assert again.get_data("ours", "") == "kept" and again.tracks[0]._live_ptr != before
    assert track == None and again.tracks[0].name == "Drums"  # noqa: E711


def test_no_timer_comes_while_a_menu_is_open() -> None:
    from tests.hosts.live.world import Timer

    world, _, _ = opened()
    ticks: list[float] = []
    Timer(world, lambda: ticks.append(world.now_s), 10, True, True)
    world.tick()
    world.tick()
    world.stall(8.0)
    world.tick()
    assert len(ticks) == 2 and ticks[1] - ticks[0] > 8.0


def test_meters_keep_their_last_reading() -> None:
    world, musician, song = opened()
    musician.meter(0, 0.8, 0.7)
    musician.stop()
    world.tick()
    assert song.tracks[0].output_meter_left == 0.8
    musician.mute_output(0)
    with pytest.raises(RuntimeError):
        song.tracks[0].output_meter_left  # noqa: B018 - reading it is the test


def test_what_was_undone_is_redone_until_something_else_is_done() -> None:
    _world, musician, song = opened()
    musician.rename_clip(0, 0, "Mine")
    with_it = musician.look()
    assert not song.can_redo
    song.undo()
    assert song.can_redo and musician.look() != with_it
    song.redo()
    assert musician.look() == with_it and not song.can_redo
    song.undo()
    musician.rename_clip(0, 1, "Other")
    assert not song.can_redo


def test_an_undone_track_is_gone_and_a_redone_one_is_there_with_what_was_in_it() -> None:
    _, _musician, song = opened()
    song.begin_undo_step()
    song.create_midi_track(-1)
    track = song.tracks[3]
    track.clip_slots[0].create_clip(4.0)
    clip = track.clip_slots[0].clip
    clip.add_new_notes((note(60, 0.0, 1.0),))
    song.end_undo_step()
    song.undo()
    assert track == None and clip == None  # noqa: E711
    song.redo()
    assert song.tracks[3] == track and read(track.clip_slots[0].clip) == [(60, 0.0, 1.0)]


def test_a_new_track_is_selected_and_looking_elsewhere_is_no_step() -> None:
    _, musician, song = opened()
    keys, steps = song.view.selected_track, len(musician.history())
    song.create_midi_track(-1)
    assert song.view.selected_track == song.tracks[3]
    song.view.selected_track = keys
    assert song.view.selected_track == keys and len(musician.history()) == steps + 1
    song.view.selected_track = song.tracks[3]
    song.undo()
    assert song.view.selected_track == song.tracks[2], "one that is gone makes way for its neighbour"


def test_a_track_has_as_many_sends_as_there_are_returns() -> None:
    _, _musician, song = opened("11.0.0")
    sends = song.tracks[0].mixer_device.sends
    assert len(sends) == 1 and sends[0].str_for_value(1.0) == "0.0 dB" and sends[0].value == 0.0
    sends[0].value = 0.5
    song.create_return_track()
    assert [send.value for send in song.tracks[0].mixer_device.sends] == [0.5, 0.0]
    song.undo()
    assert [send.value for send in song.tracks[0].mixer_device.sends] == [0.5]


def test_listeners_may_be_called_a_tick_later() -> None:
    world, _musician, song = opened()
    heard: list[str] = []
    song.add_tempo_listener(lambda: heard.append("tempo"))
    world.tells_late = True
    song.tempo = 99.0
    assert heard == []
    world.tick()
    assert heard == ["tempo"]


def test_a_launch_without_quantisation_is_over_before_the_next_tick() -> None:
    world, _musician, song = opened()
    slot, seen = song.tracks[0].clip_slots[0], []
    slot.add_is_triggered_listener(lambda: seen.append(slot.is_triggered))
    slot.fire()
    world.tick()
    assert seen == [True, False]
