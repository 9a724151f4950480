"""Repeated phrases are found by what is played where in the bar, and only whole phrases count."""

from __future__ import annotations

import numpy as np

from bridge.model.timebase import Metre
from generators.harmonise.bar_grid import bar_grid
from generators.harmonise.parting import NO_NOTES, Parts, note_rows
from generators.harmonise.repeats import repeat_groups
from generators.harmonise.slot_features import Frame

PHRASE = (60, 64, 67, 65, 64, 62, 60, 59)


def groups_of(pitches: tuple[int, ...], start: float = 0.0) -> list[int]:
    rows = note_rows([(start + n, 1.0, float(pitch)) for n, pitch in enumerate(pitches)])
    grid = bar_grid(Metre(4, 4))
    end = start + len(pitches)
    frame = Frame(grid, grid.slots("half", 0.0, end), end, 0, 0)
    return repeat_groups(Parts(rows, NO_NOTES, NO_NOTES), frame).tolist()


def test_a_phrase_of_two_bars_is_found_again() -> None:
    assert groups_of(PHRASE + PHRASE) == [0, 1, 2, 3] * 2
    assert groups_of((*PHRASE, 72, 71, 69, 68, 67, 66, 65, 64, *PHRASE)) == [
        0,
        1,
        2,
        3,
        4,
        5,
        6,
        7,
        0,
        1,
        2,
        3,
    ]
    assert groups_of(PHRASE * 3) == [0, 1, 2, 3] * 3


def test_a_single_bar_and_a_transposed_phrase_are_no_repeat() -> None:
    free = [0, 1, 2, 3, 4, 5, 6, 7]
    assert groups_of(PHRASE + PHRASE[:4] + (70, 71, 72, 73)) == free
    assert groups_of(PHRASE + tuple(pitch + 2 for pitch in PHRASE)) == free


def test_the_same_notes_elsewhere_in_the_bar_are_no_repeat() -> None:
    found = groups_of((*PHRASE, 70, *PHRASE, 71, 72, 73))
    assert len(set(found)) == len(found)


def test_long_rests_are_no_phrase() -> None:
    grid = bar_grid(Metre(4, 4))
    frame = Frame(grid, grid.slots("half", 0.0, 64.0), 64.0, 0, 0)
    rows = note_rows([(0.0, 1.0, 60.0), (60.0, 1.0, 62.0)])
    assert np.unique(repeat_groups(Parts(rows, NO_NOTES, NO_NOTES), frame)).size == 32
