"""A session as a value: finding things, what lies at a place, and what counts as its content."""

from dataclasses import replace
from types import MappingProxyType

import pytest

from bridge.model.errors import NotFound
from bridge.model.keys import Key
from bridge.model.notes import Note, Notes
from bridge.model.session import (
    Clip,
    Mixer,
    Place,
    Scene,
    Selection,
    Session,
    Track,
    TrackKind,
    Transport,
    place_fingerprint,
)
from bridge.model.timebase import Metre, TempoMap

BASS = Notes([Note(0.0, 33, 1.0), Note(2.0, 36, 1.0)])
SLOT, TIMELINE = Place("s1"), Place("", 8.0)
SCENES = (Scene("s1", "Verse", 4), Scene("s2", "Chorus", 9))
TRACKS = (
    Track("t1", "Bass", index=1, group_id="g"),
    Track("t2", "Drums", index=2),
    Track("g", "Rhythm", TrackKind.GROUP, index=0),
)
CLIPS = (
    Clip("c1", "t1", "Groove", SLOT, 4.0, notes=BASS, note_count=2),
    Clip("c2", "t1", "Bridge", TIMELINE, 4.0, note_count=7, revision=3),
    Clip("c3", "t2", "Beat", Place("s2"), 4.0),
)


def session(tracks: tuple[Track, ...] = TRACKS, clips: tuple[Clip, ...] = CLIPS, **fields: object) -> Session:
    return Session(
        name="Song",
        tracks=MappingProxyType({track.id: track for track in tracks}),
        scenes=MappingProxyType({scene.id: scene for scene in fields.pop("scenes", SCENES)}),  # type: ignore[attr-defined]
        clips=MappingProxyType({clip.id: clip for clip in clips}),
        **fields,  # type: ignore[arg-type]
    )


def with_clip(clip: Clip) -> Session:
    return session(clips=tuple(clip if clip.id == other.id else other for other in CLIPS))


def test_tracks_and_clips_are_found_by_id_or_named_as_missing() -> None:
    assert session().track("t2").name == "Drums"
    assert session().clip("c3").name == "Beat"
    with pytest.raises(NotFound, match="'nope' in Song"):
        session().track("nope")
    with pytest.raises(NotFound, match="'nope' in this session"):
        Session().clip("nope")


def test_order_is_the_daws_not_that_of_arrival() -> None:
    shuffled = session(tracks=TRACKS[::-1], scenes=SCENES[::-1])
    assert [track.id for track in shuffled.tracks_in_order()] == ["g", "t1", "t2"]
    assert [scene.id for scene in shuffled.scenes_in_order()] == ["s1", "s2"]


def test_a_tracks_clips_come_by_scene_and_then_along_the_timeline() -> None:
    """The scenes' indexes are larger than their number, as in a bank window that was scrolled."""
    late = Clip("c0", "t1", "Late", Place("", 64.0), 4.0)
    early = Clip("c9", "t1", "Early", Place("", 0.0), 4.0)
    chorus = Clip("c8", "t1", "Chorus", Place("s2"), 4.0)
    found = session(clips=(late, chorus, early, *CLIPS)).clips_on("t1")
    assert [clip.name for clip in found] == ["Groove", "Chorus", "Early", "Bridge", "Late"]


@pytest.mark.parametrize(
    ("start", "length", "found"),
    [
        (8, 4, True),
        (0, 8, False),
        (0, 8.5, True),
        (11.5, 1, True),
        (12, 4, False),
        (9, 1, True),
        (0, 64, True),
    ],
)
def test_what_overlaps_a_span_of_the_timeline(start: float, length: float, found: bool) -> None:
    assert [clip.id for clip in session().clips_at("t1", Place("", start), length)] == ["c2"] * found


def test_a_slot_holds_its_own_clip_whatever_the_length() -> None:
    assert [clip.id for clip in session().clips_at("t1", SLOT, 0.25)] == ["c1"]
    assert session().clips_at("t1", Place("s2"), 64.0) == []
    assert CLIPS[1].end_beats == 12.0 and CLIPS[0].end_beats == 4.0
    assert SLOT.is_slot and not TIMELINE.is_slot


SLOT_CHANGES = {
    "id": "c99",
    "name": "Groove 2",
    "place": Place("s1", 1.0),
    "length_beats": 8.0,
    "muted": True,
    "loop_start_beats": 1.0,
    "loop_length_beats": 2.0,
    "notes": Notes([Note(0.0, 33, 1.0), Note(2.0, 36, 1.5)]),
}


def print_of(state: Session, place: Place = SLOT, track_id: str = "t1") -> str:
    return place_fingerprint(state, track_id, place, 4.0)


@pytest.mark.parametrize("name", SLOT_CHANGES)
def test_the_fingerprint_of_a_place_feels_every_change_to_its_clip(name: str) -> None:
    edited = replace(CLIPS[0], **{name: SLOT_CHANGES[name]})
    assert print_of(session(clips=(edited, *CLIPS[1:]))) != print_of(session())


def test_the_fingerprint_of_a_place_feels_what_comes_and_goes() -> None:
    gone = session(clips=CLIPS[1:])
    moved_away = with_clip(replace(CLIPS[0], place=Place("s2")))
    on_another_track = with_clip(replace(CLIPS[0], track_id="t2"))
    track_gone = session(tracks=TRACKS[1:], clips=CLIPS[2:])
    empty = {print_of(gone), print_of(moved_away), print_of(on_another_track)}
    assert len(empty) == 1
    assert len({*empty, print_of(session()), print_of(track_gone)}) == 3


def test_the_fingerprint_of_a_place_feels_an_edit_of_notes_that_were_not_read() -> None:
    same_count = with_clip(replace(CLIPS[1], revision=4))
    assert print_of(same_count, TIMELINE) != print_of(session(), TIMELINE)


def test_the_fingerprint_of_a_place_is_deaf_to_everything_else() -> None:
    elsewhere = with_clip(replace(CLIPS[2], name="Other beat"))
    recoloured = with_clip(replace(CLIPS[0], color=0xFF0000, revision=9))
    renamed = replace(session(), name="Other song", epoch="e2", transport=Transport(playing=True))
    prints = {print_of(state) for state in (session(), elsewhere, recoloured, renamed)}
    assert len(prints) == 1
    assert len(prints.pop()) == 16


def test_the_same_clip_at_two_places_has_two_fingerprints() -> None:
    assert (
        len({print_of(session(), Place("s2")), print_of(session(), Place("s3")), print_of(session(), SLOT)})
        == 3
    )


def test_content_ignores_ids_revisions_and_the_playing_position() -> None:
    """The same song, opened again: every id, the epoch and every revision differ."""
    tracks = tuple(
        replace(t, id=f"x{t.id}", revision=40, group_id=f"x{t.group_id}" if t.group_id else "")
        for t in TRACKS
    )
    scenes = tuple(replace(scene, id=f"x{scene.id}") for scene in SCENES)
    clips = tuple(
        replace(
            clip,
            id=f"x{clip.id}",
            track_id=f"x{clip.track_id}",
            revision=77,
            place=replace(clip.place, scene_id=f"x{clip.place.scene_id}" if clip.place.is_slot else ""),
        )
        for clip in CLIPS[::-1]
    )
    again = session(
        tracks=tracks[::-1],
        clips=clips,
        scenes=scenes,
        set_id="set-2",
        epoch="e2",
        selection=Selection("xt1"),
        transport=Transport(playing=True, position_beats=33.0, stamp_s=12.0),
    )
    assert again.content() == session().content()


@pytest.mark.parametrize(
    "changed",
    [
        replace(session(), name="Other song"),
        replace(session(), key=Key(9, "minor")),
        replace(session(), transport=Transport(tempo_bpm=90.0)),
        replace(session(), transport=Transport(metre=Metre(3, 4))),
        replace(session(), tempo_map=TempoMap(((0.0, 90.0),))),
        session(scenes=(SCENES[0], replace(SCENES[1], name="Outro"))),
        session(tracks=(replace(TRACKS[0], name="Sub"), *TRACKS[1:])),
        session(tracks=(replace(TRACKS[0], kind=TrackKind.AUDIO), *TRACKS[1:])),
        session(tracks=(replace(TRACKS[0], color=0xFF0000), *TRACKS[1:])),
        session(tracks=(replace(TRACKS[0], group_id=""), *TRACKS[1:])),
        session(tracks=(replace(TRACKS[0], mixer=Mixer(volume_db=-3.0)), *TRACKS[1:])),
        session(tracks=(replace(TRACKS[0], index=5), *TRACKS[1:])),
        with_clip(replace(CLIPS[0], name="Groove 2")),
        with_clip(replace(CLIPS[0], color=0xFF0000)),
        with_clip(replace(CLIPS[0], muted=True)),
        with_clip(replace(CLIPS[0], is_midi=False)),
        with_clip(replace(CLIPS[0], length_beats=8.0)),
        with_clip(replace(CLIPS[0], loop_length_beats=2.0)),
        with_clip(replace(CLIPS[0], place=Place("s2"))),
        with_clip(replace(CLIPS[0], notes=Notes())),
        with_clip(replace(CLIPS[0], track_id="t2")),
        with_clip(replace(CLIPS[1], note_count=8)),
        session(clips=CLIPS[1:]),
    ],
    ids=lambda _: "",
)
def test_content_feels_what_a_musician_would_hear_or_see(changed: Session) -> None:
    assert changed.content() != session().content()


def test_a_clip_of_a_track_that_is_not_known_is_no_content() -> None:
    stray = Clip("c7", "t-late", "Stray", SLOT, 4.0)
    assert session(clips=(*CLIPS, stray)).content() == session().content()
