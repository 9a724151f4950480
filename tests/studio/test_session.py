"""The studio's set in a musician's hands: editing, playing, launching, and its levels."""

from __future__ import annotations

import pytest

from bridge.daws.studio.meters import levels
from bridge.daws.studio.session import StudioSession
from bridge.daws.studio.transaction import make
from bridge.model import events as ev
from bridge.model.changes import CreateClip
from bridge.model.errors import BadInput, NotFound, PlaceTaken, Refused
from bridge.model.notes import Note, Notes
from bridge.model.session import SILENCE_DB, Place, TrackKind
from bridge.model.timebase import Metre, TempoMap


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def session(clock: Clock) -> StudioSession:
    found = StudioSession("Sketch", set_id="set-1", clock=clock)
    found.add_track("Bass")
    found.add_track("Master", TrackKind.MASTER)
    found.add_scene("Verse")
    return found


LINE = Notes([Note(0.0, 45, 4.0, 127)])


def test_ids_hold_no_spaces_and_are_never_used_twice(session: StudioSession) -> None:
    seen = set()
    for _ in range(5):
        clip = session.add_clip("track-1", Place("scene-3"), 4.0, "Line", LINE)
        assert clip.id not in seen and " " not in clip.id
        seen.add(clip.id)
        session.delete_clip(clip.id)


def test_every_edit_raises_the_revision_of_what_it_changed_and_of_nothing_else(
    session: StudioSession,
) -> None:
    clip = session.add_clip("track-1", Place("scene-3"), 4.0, "Line", LINE)
    session.rename_clip(clip.id, "Bass line")
    session.edit_notes(clip.id, LINE, length_beats=8.0)
    assert session.clip(clip.id).revision == 2
    assert session.clip(clip.id).loop_length_beats == 8.0
    assert session.track("track-1").revision == 0
    session.move_mixer("track-1", pan=-0.2, muted=True)
    assert session.track("track-1").revision == 1
    assert session.track("track-2").revision == 0


def test_a_new_track_goes_before_the_master(session: StudioSession) -> None:
    session.add_track("Keys")
    assert [t.name for t in session.snapshot().tracks_in_order()] == ["Bass", "Keys", "Master"]
    session.delete_track("track-1")
    assert [(t.name, t.index) for t in session.snapshot().tracks_in_order()] == [("Keys", 0), ("Master", 1)]


def test_deleting_a_track_or_scene_takes_its_clips_along(session: StudioSession) -> None:
    session.add_clip("track-1", Place("scene-3"), 4.0, "Line", LINE)
    session.add_clip("track-1", Place(), 4.0, "Line", LINE)
    session.delete_scene("scene-3")
    assert [clip.place.is_slot for clip in session.clips.values()] == [False]
    session.delete_track("track-1")
    assert not session.clips


def test_clips_may_touch_but_not_overlap(session: StudioSession) -> None:
    session.add_clip("track-1", Place(start_beats=4.0), 4.0, "Line", LINE)
    session.add_clip("track-1", Place(start_beats=8.0), 4.0, "Next", LINE)
    with pytest.raises(PlaceTaken, match="Line"):
        session.add_clip("track-1", Place(start_beats=1.0), 3.5, "Early", LINE)
    with pytest.raises(PlaceTaken, match="Next"):
        session.change_clip("clip-4", length_beats=4.5)
    assert session.clip("clip-4").length_beats == 4.0


@pytest.mark.parametrize("length", [0.0, -1.0, float("nan"), float("inf")])
def test_a_clip_has_a_length(session: StudioSession, length: float) -> None:
    with pytest.raises(BadInput):
        session.add_clip("track-1", Place(), length, "Line", LINE)


def test_what_is_gone_is_not_found(session: StudioSession) -> None:
    for act in (session.track, session.scene, session.clip, session.delete_clip, session.delete_scene):
        with pytest.raises(NotFound):
            act("nothing-9")


def test_the_master_stays_and_has_no_switches(session: StudioSession) -> None:
    with pytest.raises(Refused):
        session.delete_track("track-2")
    with pytest.raises(Refused):
        session.move_mixer("track-2", soloed=True)
    session.move_mixer("track-2", volume_db=-1.0)
    assert session.track("track-2").mixer.volume_db == -1.0


def test_listeners_hear_until_they_stop_listening(session: StudioSession) -> None:
    heard: list[ev.Event] = []
    stop = session.listen(heard.append)
    session.rename("Other")
    stop()
    session.rename("Third")
    assert heard == [ev.SetRenamed("set-1", "Other")]


def test_a_transaction_is_heard_once_and_only_when_all_of_it_is_made(session: StudioSession) -> None:
    heard: list[ev.Event] = []
    session.listen(heard.append)
    clip = CreateClip("track-1", Place(), 4.0, "Line", LINE)
    with pytest.raises(PlaceTaken):
        make(session, "twice", [clip, clip])
    assert heard == [] and session.next_number == 4
    [made] = make(session, "once", [clip])
    assert heard == [ev.ClipSeen(session.clip(made.object_id))]


def test_the_position_follows_clock_and_tempo(session: StudioSession, clock: Clock) -> None:
    session.set_tempo(120)
    session.play()
    clock.now += 3.0
    assert session.transport.position_beats() == pytest.approx(6.0)
    session.set_tempo(60)
    clock.now += 3.0
    assert session.transport.position_beats() == pytest.approx(9.0)
    session.locate(32.0)
    clock.now += 1.0
    session.stop()
    clock.now += 100.0
    assert session.transport.position_beats() == pytest.approx(33.0)


def test_a_tempo_map_is_followed_from_step_to_step(session: StudioSession, clock: Clock) -> None:
    session.set_tempo_map(TempoMap(((0.0, 120.0), (8.0, 60.0))))
    session.play()
    clock.now += 6.0
    assert session.transport.state().position_beats == pytest.approx(10.0)
    assert session.transport.state().tempo_bpm == 60.0


def test_it_cannot_go_before_the_beginning(session: StudioSession) -> None:
    with pytest.raises(BadInput):
        session.locate(-1.0)


@pytest.mark.parametrize(("quantum", "start"), [(0.0, 9.0), (1.0, 7.0), (4.0, 8.0), (16.0, 16.0)])
def test_a_launch_waits_for_its_quantum(
    session: StudioSession, clock: Clock, quantum: float, start: float
) -> None:
    session.set_metre(Metre(3, 4))
    session.set_tempo(60)
    clip = session.add_clip("track-1", Place("scene-3"), 4.0, "Line", LINE)
    session.play()
    clock.now += 6.5
    assert session.launch(clip.id, quantum).start_beats == start
    clock.now += start - 6.5 - 0.01
    assert session.transport.launched("track-1") is None
    clock.now += 0.02
    assert session.transport.beat_inside(clip) == pytest.approx(0.01)


def test_a_launched_clip_takes_over_from_the_one_before_at_its_moment(
    session: StudioSession, clock: Clock
) -> None:
    chorus = session.add_scene("Chorus")
    session.set_tempo(60)
    first = session.add_clip("track-1", Place("scene-3"), 4.0, "Line", LINE)
    second = session.add_clip("track-1", Place(chorus.id), 4.0, "Hook", LINE)
    session.launch(first.id)
    clock.now += 6.0
    session.launch(second.id)
    assert session.transport.beat_inside(first) == pytest.approx(2.0), "it loops until then"
    clock.now += 2.5
    assert session.transport.beat_inside(first) is None
    assert session.transport.beat_inside(second) == pytest.approx(0.5)
    session.stop()
    assert session.transport.beat_inside(second) is None


def test_a_timeline_clip_plays_while_the_position_is_in_it(session: StudioSession, clock: Clock) -> None:
    clip = session.add_clip("track-1", Place(start_beats=4.0), 4.0, "Fill", LINE)
    session.set_tempo(60)
    session.play()
    inside = []
    for _ in range(10):
        inside.append(session.transport.beat_inside(clip))
        clock.now += 1.0
    assert inside == [None, None, None, None, 0.0, 1.0, 2.0, 3.0, None, None]
    session.launch(clip.id)
    assert session.transport.position_beats() == 4.0


def test_levels_follow_attack_fader_pan_mute_and_solo(session: StudioSession, clock: Clock) -> None:
    session.set_tempo(60)
    keys = session.add_track("Keys")
    session.add_clip("track-1", Place(), 8.0, "Line", LINE)
    assert levels(session, "track-1") == (SILENCE_DB, SILENCE_DB)
    session.play()
    attack = levels(session, "track-1")
    assert attack == (pytest.approx(-12.0), pytest.approx(-12.0))
    assert levels(session, "track-2") == attack, "the master hears the one track"
    clock.now += 2.0
    assert levels(session, "track-1")[0] == pytest.approx(-24.0)
    session.move_mixer("track-1", volume_db=-6.0, pan=-1.0)
    left, right = levels(session, "track-1")
    assert left == pytest.approx(-30.0 + 3.01, abs=0.01) and right < -150
    session.move_mixer(keys.id, soloed=True)
    assert levels(session, "track-1") == (SILENCE_DB, SILENCE_DB)
    session.move_mixer(keys.id, soloed=False)
    session.move_mixer("track-1", muted=True)
    assert levels(session, "track-2") == (SILENCE_DB, SILENCE_DB)
    session.move_mixer("track-1", muted=False)
    clock.now += 3.0
    assert levels(session, "track-1")[0] == SILENCE_DB, "the note has ended"
