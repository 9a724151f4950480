"""Given a piece without bars, when Sideman listens, then it finds the metre and the pickup."""

from __future__ import annotations

import pytest

from bridge.model.notes import Note, Notes
from bridge.model.timebase import Metre
from generators.analysis.bar_grid import find_bar_grid
from generators.analysis.sounding import Sounding, all_notes

CHORDS = ((48, 60, 64, 67), (53, 60, 65, 69), (43, 59, 62, 67), (48, 60, 64, 67))


def waltz(bars: int = 16, at: float = 0.0) -> list[Note]:
    found = []
    for bar in range(bars):
        bass, *hand = CHORDS[bar % 4]
        found.append(Note(at + bar * 3, bass, 1.0))
        found += [Note(at + bar * 3 + beat, pitch, 0.9) for beat in (1, 2) for pitch in hand]
    return found


def march(bars: int = 16, at: float = 0.0) -> list[Note]:
    found = []
    for bar in range(bars):
        bass, *hand = CHORDS[bar % 4]
        found += [Note(at + bar * 4, bass, 2.0), Note(at + bar * 4 + 2, bass + 7, 2.0)]
        found += [Note(at + bar * 4, pitch, 4.0) for pitch in hand]
    return found


def jig(bars: int = 16) -> list[Note]:
    found = []
    for bar in range(bars):
        bass, *hand = CHORDS[bar % 4]
        found += [Note(bar * 3, bass, 1.5), Note(bar * 3 + 1.5, bass, 1.5)]
        found += [Note(bar * 3 + 0.5 * step, hand[step % 3] + 12, 0.5) for step in range(6)]
    return found


def sound(notes: list[Note]) -> Sounding:
    return all_notes(Notes(notes))


@pytest.mark.parametrize(
    ("notes", "bar_beats"), [(march(), 4.0), (waltz(), 3.0), (jig(), 3.0)], ids=["march", "waltz", "jig"]
)
def test_the_metre_is_heard(notes: list[Note], bar_beats: float) -> None:
    found = find_bar_grid(sound(notes))
    assert found.metre.bar_beats == bar_beats
    assert found.pickup_beats == 0.0


def test_a_jig_is_no_waltz() -> None:
    assert find_bar_grid(sound(jig())).metre == Metre(6, 8)
    assert find_bar_grid(sound(waltz())).metre == Metre(3, 4)


def test_an_upbeat_from_beat_0_moves_the_bars() -> None:
    notes = [Note(0.0, 67, 1.0), *march(at=1.0)]
    found = find_bar_grid(sound(notes), Metre())
    assert (found.first_bar_beats, found.pickup_beats) == (1.0, 1.0)
    assert found.confidence > 0.5


def test_a_mostly_empty_first_bar_holds_a_pickup() -> None:
    """As MIDI files write it: three beats rest, one beat upbeat, then the music."""
    notes = [Note(3.0, 67, 1.0), *march(at=4.0)]
    found = find_bar_grid(sound(notes), Metre())
    assert (found.first_bar_beats, found.pickup_beats) == (4.0, 1.0)


def test_a_first_bar_that_begins_with_a_rest_is_no_pickup() -> None:
    notes = [note for note in march() if note.start_beats >= 1.0] + [Note(1.0, 72, 0.5)]
    found = find_bar_grid(sound(notes), Metre())
    assert (found.first_bar_beats % 4.0, found.pickup_beats) == (0.0, 0.0)


def test_silence_is_in_four() -> None:
    found = find_bar_grid(sound([]))
    assert (found.metre, found.confidence) == (Metre(4, 4), 0.0)
