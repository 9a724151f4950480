"""Where chords begin and end exactly: on the grid where they were meant there, and silent bars apart."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from bridge.model.timebase import Metre
from generators.analysis.piano_roll import CELLS_A_BEAT, PianoRoll
from generators.analysis.sounding import Sounding

_GRIDS = ((1 / 4, 0.06), (1 / 3, 0.04))
"""(step in beats, how near a played start must be to be meant there)."""


def exact_beats(heard: Sounding, roll: PianoRoll, cells: NDArray[np.int64], metre: Metre) -> list[float]:
    """The beat of each boundary cell; the last is the end of the roll.

    A chord whose first notes come off the beat, after silence since the bar line, belongs to the bar line.
    """
    starts = np.sort(heard.starts) - roll.start_beats
    places = cells[:-1] / CELLS_A_BEAT
    low = np.searchsorted(starts, places - 1 / CELLS_A_BEAT).tolist()
    high = np.searchsorted(starts, places + 1 / CELLS_A_BEAT, side="right").tolist()
    found = []
    for cell, first, last in zip(cells[:-1].tolist(), low, high, strict=True):
        played = float(starts[(first + last) // 2]) if last > first else cell / CELLS_A_BEAT
        found.append(roll.start_beats + _from_bar_line(_snapped(played), cell, roll, metre))
    return [*found, roll.start_beats + roll.cells / CELLS_A_BEAT]


def _snapped(played: float) -> float:
    for step, tolerance in _GRIDS:
        on_grid = round(played / step) * step
        if abs(on_grid - played) <= tolerance:
            return round(on_grid, 6)
    return round(played, 6)


def _from_bar_line(beats: float, cell: int, roll: PianoRoll, metre: Metre) -> float:
    line = math.floor(beats / metre.bar_beats + 1e-6) * metre.bar_beats
    first = round(line * CELLS_A_BEAT)
    late = 0 < beats - line <= metre.pulse_beats
    return line if late and first > 0 and not roll.heard[first:cell].any() else beats


def silences(roll: PianoRoll, metre: Metre) -> list[tuple[float, float]]:
    """(start_beats, end_beats) of what is silent from a bar line on for a bar or longer."""
    bar = round(metre.bar_beats * CELLS_A_BEAT)
    found = []
    for low, high in _quiet_runs(roll):
        first = math.ceil(low / bar) * bar
        if high - first >= bar:
            found.append((roll.start_beats + first / CELLS_A_BEAT, roll.start_beats + high / CELLS_A_BEAT))
    return found


def _quiet_runs(roll: PianoRoll) -> list[tuple[int, int]]:
    padded = np.concatenate([[True], roll.heard, [True]])
    falls = np.flatnonzero(padded[:-1] & ~padded[1:])
    rises = np.flatnonzero(~padded[:-1] & padded[1:])
    return list(zip(falls.tolist(), rises.tolist(), strict=True))
