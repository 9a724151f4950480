"""Night Bus, the set that comes with Sideman: whole, musical, and with room for ideas."""

from __future__ import annotations

import pytest

from bridge.daws.studio.folder import open_studio
from bridge.daws.studio.session import StudioSession
from bridge.model.session import TrackKind

EMPTY = {
    "Intro": {"Bass", "Lead", "Chords"},
    "Verse": {"Pad", "Chords"},
    "Chorus": {"Bass", "Chords"},
    "Bridge": {"Drums", "Bass", "Lead", "Chords"},
}
RANGES = {"Bass": (28, 48), "Keys": (55, 77), "Pad": (40, 74), "Lead": (60, 84)}


@pytest.fixture(scope="module")
def demo() -> StudioSession:
    return open_studio(clock=lambda: 0.0)


def test_it_opens_with_name_tempo_metre_key_and_scenes(demo: StudioSession) -> None:
    now = demo.snapshot()
    assert (now.name, now.set_id, str(now.key)) == ("Night Bus", "demo-night-bus", "A minor")
    assert (now.transport.tempo_bpm, str(now.transport.metre)) == (92.0, "4/4")
    assert [scene.name for scene in now.scenes_in_order()] == list(EMPTY)
    kinds = [track.kind for track in now.tracks_in_order()]
    assert kinds == [TrackKind.MIDI] * 6 + [TrackKind.MASTER]


def test_the_slots_that_wait_for_ideas_are_empty_and_the_others_are_eight_bars(demo: StudioSession) -> None:
    for scene in demo.scenes.values():
        held = {
            demo.track(clip.track_id).name for clip in demo.clips.values() if clip.place.scene_id == scene.id
        }
        midi = {track.name for track in demo.tracks.values() if track.kind is TrackKind.MIDI}
        assert midi - held == EMPTY[scene.name]
    for clip in demo.clips.values():
        assert clip.length_beats == 32.0 and clip.notes
        assert clip.notes.end_beats <= 32.0 and min(note.start_beats for note in clip.notes) >= 0


def test_the_parts_keep_to_their_ranges_and_nearly_to_the_key(demo: StudioSession) -> None:
    assert demo.key is not None
    for clip in demo.clips.values():
        name = demo.track(clip.track_id).name
        if name == "Drums":
            assert all(note.channel == 9 for note in clip.notes or ())
            continue
        low, high = RANGES[name]
        pitches = [note.pitch for note in clip.notes or ()]
        assert low <= min(pitches) and max(pitches) <= high, clip.name
        outside = [pitch for pitch in pitches if pitch % 12 not in demo.key.pitch_classes]
        assert len(outside) <= len(pitches) / 8, "the leading note, and chromatic steps of the bass"


def test_it_is_played_not_programmed(demo: StudioSession) -> None:
    for clip in demo.clips.values():
        velocities = {note.velocity for note in clip.notes or ()}
        assert len(velocities) >= 3, clip.name
    groove = next(clip for clip in demo.clips.values() if clip.name == "Head nod")
    offbeats = {round(note.start_beats % 0.5, 3) for note in groove.notes or () if note.pitch in (36, 42)}
    assert 0.285 in offbeats, "off-beat sixteenths swing"
    assert 0.25 not in offbeats
    assert any(note.velocity < 40 for note in groove.notes or () if note.pitch == 38), "ghost notes"


def test_nobody_rubs_against_a_neighbour_for_long(demo: StudioSession) -> None:
    """No minor second between two parts for more than half a beat."""
    for scene in demo.scenes.values():
        sounding = [
            (clip.track_id, note)
            for clip in demo.clips.values()
            if clip.place.scene_id == scene.id and demo.track(clip.track_id).name in ("Bass", "Lead", "Keys")
            for note in clip.notes or ()
        ]
        for track_id, one in sounding:
            for other_id, other in sounding:
                if other_id != track_id and other.pitch - one.pitch == 1:
                    shared = min(one.end_beats, other.end_beats) - max(one.start_beats, other.start_beats)
                    assert shared <= 0.5, (scene.name, one, other)
