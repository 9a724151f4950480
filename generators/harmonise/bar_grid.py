"""The grid of a piece: where bars begin, where in its bar a beat lies, and slots of a wished length."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from bridge.model.timebase import Metre
from generators.theory.bar_parts import bar_parts

RHYTHMS = ("bar", "half", "beat")
"""Harmonic rhythms by name, the slowest first; "auto" leaves the choice to the model."""

BARLINE, MIDDLE, PULSE, OFFBEAT = range(4)
"""Places in a bar, the strongest first."""

_NEAR = 1e-3


@dataclass(frozen=True, slots=True)
class BarGrid:
    """starts: of the bars in beats, ascending, at least one; the last bar lasts as the metre says, and
    goes on as whole bars. A first bar that is shorter than the metre's is a pickup."""

    metre: Metre
    starts: tuple[float, ...]

    def bar_of(self, beats: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """(position in the bar, bar's length) of each beat, in beats.

        A short first bar is counted from the line that it leads to, so that a pickup is weak. Before the
        first bar and after the last, whole bars are continued.
        """
        lines, bar = np.array(self.starts), self.metre.bar_beats
        index = np.searchsorted(lines, beats + _NEAR, side="right") - 1
        inside = np.clip(index, 0, len(lines) - 1)
        ends = np.append(lines[1:], lines[-1] + bar)
        lengths = (ends - lines)[inside]
        position = beats - lines[inside]
        short = (inside == 0) & (lengths < bar - _NEAR)
        position = np.where(short, position + bar - lengths, position)
        outside = (index < 0) | (index == len(lines) - 1)
        position = np.where(outside & ~short, np.mod(position + _NEAR, bar) - _NEAR, position)
        return np.maximum(position, 0.0), np.where(outside | short, bar, lengths)

    def places(self, beats: NDArray[np.float64]) -> NDArray[np.int64]:
        """`BARLINE`, `MIDDLE`, `PULSE` or `OFFBEAT` of each beat."""
        position, lengths = self.bar_of(beats)
        pulse = self.metre.pulse_beats
        parts = bar_parts(self.metre)
        middle = parts[0] if len(parts) > 1 else math.inf
        on_pulse = np.abs(position - np.round(position / pulse) * pulse) < _NEAR * 4
        half = (np.abs(position - middle) < _NEAR * 4) | (np.abs(position - lengths / 2) < _NEAR * 4)
        found = np.where(on_pulse, PULSE, OFFBEAT)
        found = np.where(half, MIDDLE, found)
        return np.where(position < _NEAR * 4, BARLINE, found)

    def slots(self, rhythm: str, start_beats: float, end_beats: float) -> NDArray[np.float64]:
        """Starts of slots of a rhythm that cover a span, the first at or before its start.

        rhythm: "bar", "half" (the parts of `bar_parts`) or "beat" (felt beats).
        """
        bar = self.metre.bar_beats
        lines = list(self.starts)
        while lines[0] > start_beats + _NEAR:
            lines.insert(0, lines[0] - bar)
        while lines[-1] + bar < end_beats - _NEAR:
            lines.append(lines[-1] + bar)
        lines.append(max(lines[-1] + bar, end_beats))
        found: list[float] = []
        for place, (line, after) in enumerate(pairwise(lines)):
            early = place == 0 and line == self.starts[0] and after - line < bar - _NEAR
            full = after - bar if early else line
            found += [
                point for point in _divided(full, bar, self.metre, rhythm, after) if point >= line - _NEAR
            ]
            if early and (not found or found[0] > line + _NEAR):
                found.insert(0, line)
        starts = np.array(sorted(set(found)))
        first = max(0, int(np.searchsorted(starts, start_beats + _NEAR, side="right")) - 1)
        kept: NDArray[np.float64] = starts[first:][
            starts[first:] < max(end_beats - _NEAR, starts[first] + _NEAR)
        ]
        return kept


def _divided(line: float, bar: float, metre: Metre, rhythm: str, end: float) -> list[float]:
    lengths: Sequence[float] = (bar,)
    if rhythm == "half":
        lengths = bar_parts(metre)
    elif rhythm == "beat":
        lengths = (metre.pulse_beats,) * max(1, round(bar / metre.pulse_beats))
    points, position = [], line
    for length in lengths:
        if position < end - _NEAR:
            points.append(position)
        position += length
    return points


def bar_grid(metre: Metre, bars: Sequence[float] = ()) -> BarGrid:
    """The grid of given bar starts, in any order; without any, bar 0 begins at beat 0."""
    return BarGrid(metre, tuple(sorted(set(bars))) or (0.0,))
