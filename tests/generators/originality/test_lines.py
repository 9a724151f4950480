"""Given a clip of several parts, when its lines are told apart, then each part is one to follow."""

from __future__ import annotations

import numpy as np
import pytest

from bridge.model.notes import Note, Notes
from generators.originality.lines import lines_of, note_rows

MELODY = [76, 74, 72, 74, 76, 76, 76, 77]
TENOR = [60, 62, 64, 65, 64, 62, 60, 59, 57, 59, 60, 62, 64, 62, 60, 55]
BASS = [36, 43, 41, 43]


def part(pitches: list[int], step: float, channel: int = 0) -> list[Note]:
    return [Note(place * step, pitch, step, channel=channel) for place, pitch in enumerate(pitches)]


def pitches(clip: Notes) -> list[list[int]]:
    return [line.pitches.astype(int).tolist() for line in lines_of(clip)]


def test_three_parts_at_three_paces_are_found() -> None:
    found = pitches(Notes(part(MELODY, 1.0) + part(TENOR, 0.5) + part(BASS, 2.0)))
    assert MELODY in found and TENOR in found and BASS in found


def test_a_legato_inner_part_is_found() -> None:
    """A part whose notes overlap covers itself; it is followed by its strokes then."""
    tenor = [Note(place * 0.5, pitch, 1.2) for place, pitch in enumerate(TENOR)]
    assert TENOR in pitches(Notes(part(MELODY, 1.0) + tenor + part(BASS, 2.0)))


def test_parts_on_channels_of_their_own_are_found_where_they_cross() -> None:
    high = [pitch + 12 for pitch in TENOR]
    assert TENOR in pitches(Notes(part(high, 0.25, channel=1) + part(TENOR, 0.5, channel=2)))


def test_a_strummed_chord_is_one_stroke() -> None:
    strum = [Note(bar * 4 + 0.01 * n, p, 3.9) for bar in range(4) for n, p in enumerate((48, 55, 64 + bar))]
    found = lines_of(Notes(strum))
    assert [64, 65, 66, 67] in [line.pitches.tolist() for line in found if line.role == "melody"]
    assert [48, 48, 48, 48] in [line.pitches.tolist() for line in found if line.role == "bass"]


def test_a_single_line_is_one_line() -> None:
    assert pitches(Notes(part(MELODY, 1.0))) == [MELODY]


@pytest.mark.parametrize(
    "clip", [Notes(), Notes([Note(0, 36, 1, channel=9)]), Notes([Note(0, 60, 1, muted=True)])]
)
def test_drums_and_muted_notes_are_no_lines(clip: Notes) -> None:
    assert lines_of(clip) == [] and note_rows(clip).shape == (0, 4)


def test_the_order_of_the_notes_does_not_matter() -> None:
    notes = part(MELODY, 1.0) + part(TENOR, 0.5) + part(BASS, 2.0)
    shuffled = [notes[n] for n in np.random.default_rng(1).permutation(len(notes))]
    assert sorted(pitches(Notes(shuffled))) == sorted(pitches(Notes(notes)))
