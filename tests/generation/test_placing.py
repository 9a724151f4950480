"""Where a clip would go: the musician's words first, then the selection, then the track that asks for it."""

from __future__ import annotations

from types import MappingProxyType

import pytest

from bridge.generation.hearing import unread_clips
from bridge.generation.placing import Wish, choose_place
from bridge.model.errors import NotFound, PlaceTaken
from bridge.model.notes import Note, Notes
from bridge.model.session import Clip, Place, Scene, Selection, Session, Track, TrackKind, Transport
from bridge.model.timebase import Metre


def set_with(
    *clips: Clip, scenes: int = 2, selection: Selection = Selection(), metre: Metre = Metre()
) -> Session:
    tracks = (
        Track("t1", "Drums", TrackKind.MIDI, 0),
        Track("t2", "Vox", TrackKind.AUDIO, 1),
        Track("t3", "Piano left", TrackKind.MIDI, 2),
        Track("t4", "My Chords", TrackKind.MIDI, 3),
    )
    return Session(
        tracks=MappingProxyType({track.id: track for track in tracks}),
        scenes=MappingProxyType({f"s{n}": Scene(f"s{n}", f"Part {n}", n) for n in range(scenes)}),
        clips=MappingProxyType({clip.id: clip for clip in clips}),
        selection=selection,
        transport=Transport(metre=metre),
    )


def in_slot(clip_id: str, track_id: str, scene_id: str, notes: Notes | None = None) -> Clip:
    return Clip(clip_id, track_id, clip_id, Place(scene_id), 16.0, notes=notes)


def on_line(clip_id: str, track_id: str, start: float, length: float) -> Clip:
    return Clip(clip_id, track_id, clip_id, Place("", start), length)


def test_chords_go_to_the_track_that_is_named_for_them_beside_what_plays() -> None:
    session = set_with(in_slot("beat", "t1", "s1"))
    track, place = choose_place(session, "chords", 16.0, Wish())
    assert (track.name, place) == ("My Chords", Place("s1")), "the scene that holds music, not the empty one"


def test_a_full_track_gives_way_to_the_next_that_invites() -> None:
    session = set_with(in_slot("a", "t4", "s0"), in_slot("b", "t4", "s1"))
    assert choose_place(session, "chords", 16.0, Wish())[0].name == "Piano left"


def test_the_selection_wins_over_names_and_words_win_over_the_selection() -> None:
    session = set_with(selection=Selection(track_id="t1", scene_id="s1"))
    assert choose_place(session, "chords", 16.0, Wish()) == (session.track("t1"), Place("s1"))
    track, place = choose_place(session, "chords", 16.0, Wish(track="piano", scene="Part 0"))
    assert (track.id, place) == ("t3", Place("s0"))


def test_on_the_timeline_the_first_free_bar_is_taken() -> None:
    session = set_with(on_line("a", "t4", 0.0, 8.0), on_line("b", "t4", 16.0, 8.0), scenes=0)
    assert choose_place(session, "chords", 8.0, Wish())[1] == Place("", 8.0)
    assert choose_place(session, "chords", 16.0, Wish())[1] == Place("", 24.0)
    waltz = set_with(on_line("a", "t4", 0.0, 6.0), scenes=0, metre=Metre(3, 4))
    assert choose_place(waltz, "chords", 12.0, Wish())[1] == Place("", 6.0)


def test_a_time_selection_is_where_it_starts() -> None:
    session = set_with(scenes=0, selection=Selection(start_beats=17.0, end_beats=33.0))
    assert choose_place(session, "chords", 16.0, Wish())[1] == Place("", 16.0)


def test_what_cannot_be_is_said_with_what_there_is() -> None:
    session = set_with(in_slot("a", "t4", "s0"))
    with pytest.raises(NotFound, match="Tuba") as told:
        choose_place(session, "chords", 16.0, Wish(track="Tuba"))
    assert "My Chords" in told.value.hint and "Vox" not in told.value.hint
    with pytest.raises(NotFound, match="Part 9"):
        choose_place(session, "chords", 16.0, Wish(scene="Part 9"))
    with pytest.raises(PlaceTaken):
        choose_place(session, "chords", 16.0, Wish(track="My Chords", scene="Part 0"))
    with pytest.raises(NotFound, match="no MIDI track"):
        choose_place(Session(), "chords", 16.0, Wish())


def test_only_what_is_near_and_unread_is_read() -> None:
    known = Notes([Note(0, 60, 1)])
    session = set_with(
        in_slot("own", "t1", "s5"),
        in_slot("read", "t3", "s5", known),
        in_slot("above", "t1", "s4"),
        in_slot("far", "t1", "s1"),
        in_slot("below", "t1", "s6"),
        scenes=8,
    )
    assert unread_clips(session, Place("s5"), 16.0) == ["own", "above"]
    line = set_with(
        on_line("before", "t1", 80.0, 8.0), on_line("with", "t1", 100.0, 8.0), on_line("old", "t1", 0.0, 8.0),
        on_line("later", "t1", 116.0, 8.0), scenes=0,
    )  # fmt: skip
    assert unread_clips(line, Place("", 100.0), 16.0) == ["with", "before"]
