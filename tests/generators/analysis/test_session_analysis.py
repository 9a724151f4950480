"""Given an open session, when the musician edits a clip, then only what it touches is heard anew."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bridge.model.keys import parse_key
from bridge.model.notes import Note, Notes
from bridge.model.session import Clip, Place, Scene, Session, Track
from generators.analysis import session as session_room
from generators.analysis.session import SessionAnalysis, SessionHearing
from generators.analysis.session_line import placed_clips
from tests.generators.playing import block_chords, line

LOOP = "A:min F:maj C:maj G:maj"


def clip(clip_id: str, notes: Notes, start: float, track: str = "keys", **more: object) -> Clip:
    length = max(4.0, notes.end_beats)
    return Clip(clip_id, track, clip_id, Place(start_beats=start), length, notes=notes, **more)  # type: ignore[arg-type]


def band(*clips: Clip) -> Session:
    tracks = {"keys": Track("keys", "Keys", index=0), "bass": Track("bass", "Bass", index=1)}
    return Session(tracks=tracks, clips={one.id: one for one in clips}, key=parse_key("A minor", "daw"))


def song(bars: int = 16) -> Session:
    keys = [clip(f"k{at}", block_chords(LOOP), at * 16.0) for at in range(bars // 4)]
    bass = [clip(f"b{at}", line([45, 41, 48, 43], beats=4.0), at * 16.0, "bass") for at in range(bars // 4)]
    return band(*keys, *bass)


def symbols(heard: SessionHearing) -> list[tuple[str, float]]:
    return [(str(chord.chord), chord.start_beats) for chord in heard.chords]


def edited(session: Session, one: Clip) -> Session:
    return replace(session, clips={**session.clips, one.id: one})


def test_the_whole_session() -> None:
    heard = SessionAnalysis().hear(song())
    assert symbols(heard)[:4] == [("A:min", 0.0), ("F:maj", 4.0), ("C:maj", 8.0), ("G:maj", 12.0)]
    assert heard.end_beats == 64.0
    assert (heard.key.confidence, heard.roles["bass"].role, heard.roles["keys"].role) == (
        1.0,
        "bass",
        "chords",
    )


def test_after_an_edit_it_is_as_if_heard_for_the_first_time() -> None:
    listener = SessionAnalysis()
    listener.hear(song())
    after = edited(song(), clip("k2", block_chords("D:min E:7 A:min E:7"), 32.0))
    after = edited(after, clip("b2", line([38, 40, 45, 40], beats=4.0), 32.0, "bass"))
    heard, fresh = listener.hear(after), SessionAnalysis().hear(after)
    assert symbols(heard) == symbols(fresh)
    assert ("D:min", 32.0) in symbols(heard)
    assert heard.roles == fresh.roles


def test_the_key_follows_the_notes_where_the_daw_names_none() -> None:
    listener = SessionAnalysis()
    dark = band(*(clip(f"k{at}", block_chords("A:min D:min E:7 A:min"), at * 16.0) for at in range(4)))
    assert str(listener.hear(replace(dark, key=None)).key.key) == "A minor"
    brighter = replace(
        band(*(clip(f"k{at}", block_chords("E:maj A:maj B:7 E:maj"), at * 16.0) for at in range(4))), key=None
    )
    heard = listener.hear(brighter)
    assert str(heard.key.key) == "E major"
    assert heard.key == SessionAnalysis().hear(brighter).key
    assert [str(one.key) for one in listener.key_regions()] == ["E major"]


def test_a_clip_that_moves_or_goes_leaves_nothing_behind() -> None:
    listener = SessionAnalysis()
    listener.hear(song())
    gone = replace(song(), clips={i: c for i, c in song().clips.items() if i not in ("k3", "b3")})
    assert listener.hear(gone).end_beats == 48.0
    assert symbols(listener.hear(gone)) == symbols(SessionAnalysis().hear(gone))
    moved = edited(gone, clip("k1", block_chords(LOOP), 80.0))
    assert symbols(listener.hear(moved)) == symbols(SessionAnalysis().hear(moved))


def test_only_the_bars_around_an_edit_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[tuple[float, float]] = []
    whole = session_room.read_chords

    def spy(heard, metre, start, end, key):  # type: ignore[no-untyped-def]
        read.append((start, end))
        return whole(heard, metre, start, end, key)

    monkeypatch.setattr(session_room, "read_chords", spy)
    listener = SessionAnalysis()
    listener.hear(song(64))
    assert read == [(0.0, 256.0)]
    listener.hear(song(64))
    assert len(read) == 1
    listener.hear(edited(song(64), clip("k8", block_chords("D:min E:7 A:min E:7"), 128.0)))
    assert read[1:] == [(120.0, 152.0)]


def test_a_new_key_is_spelled_everywhere() -> None:
    listener = SessionAnalysis()
    dark = replace(song(), key=parse_key("Bb minor"))
    notes = Notes(Note(n.start_beats, n.pitch + 1, n.length_beats) for n in block_chords(LOOP))
    dark = band(clip("k", notes, 0.0))
    listener.hear(replace(dark, key=parse_key("A minor")))
    heard = listener.hear(replace(dark, key=parse_key("Bb minor")))
    assert symbols(heard)[0] == ("Bb:min", 0.0)


def test_scenes_follow_one_another_and_short_clips_loop() -> None:
    scenes = {name: Scene(name, name, index) for index, name in enumerate(("verse", "chorus"))}
    chords, beat = block_chords(LOOP), line([36], beats=4.0)
    clips = [
        Clip("v", "keys", "v", Place("verse"), 16.0, notes=chords),
        Clip("vb", "bass", "vb", Place("verse"), 4.0, loop_length_beats=4.0, notes=beat),
        Clip("c", "keys", "c", Place("chorus"), 8.0, notes=block_chords("F:maj G:maj")),
    ]
    session = replace(band(*clips), scenes=scenes)
    placed = {one.clip_id: one for one in placed_clips(session)}
    assert placed["vb"].turns == (0.0, 4.0, 8.0, 12.0)
    assert (placed["c"].start_beats, placed["c"].end_beats) == (16.0, 24.0)
    assert symbols(SessionAnalysis().hear(session))[-1] == ("G:maj", 20.0)


def test_muted_clips_and_tracks_are_not_heard() -> None:
    silent = clip("x", block_chords("F#:maj"), 0.0, muted=True)
    assert [one.clip_id for one in placed_clips(band(silent, clip("k", block_chords(LOOP), 0.0)))] == ["k"]
