"""Harmonic rhythm: when the chords change."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from bridge.model.timebase import Metre
from generators.theory.bar_parts import bar_parts

PHRASE_BARS = 4


@dataclass(frozen=True, slots=True)
class Slot:
    """A span that holds one chord."""

    start_beats: float
    length_beats: float

    @property
    def end_beats(self) -> float:
        return self.start_beats + self.length_beats


def chords_in(bars: int, density: float, metre: Metre) -> int:
    """How many chords a phrase holds: one in two bars at density 0, one a bar at 0.3, two a bar at 1."""
    a_bar = 0.5 + density / 0.6 if density <= 0.3 else 1 + (density - 0.3) / 0.7
    most = bars * len(bar_parts(metre))
    return min(most, max(math.ceil(bars / 2), round(bars * a_bar)))


def harmonic_rhythm(bars: int, metre: Metre, density: float, rng: np.random.Generator) -> tuple[Slot, ...]:
    """Slots that fill the bars without gaps. Four-bar phrases are alike, so that they can answer each other.

    Fewer chords than bars: the first bars are joined in pairs. More: bars are divided from the end
    of the phrase on, because harmony quickens towards a cadence.
    """
    phrase = PHRASE_BARS if bars % PHRASE_BARS == 0 else bars
    count = chords_in(phrase, density, metre)
    lengths = _joined(phrase, count, metre) if count <= phrase else _divided(phrase, count, metre, rng)
    slots, position = [], 0.0
    for _ in range(bars // phrase):
        for length in lengths:
            slots.append(Slot(position, length))
            position += length
    return tuple(slots)


def _joined(bars: int, count: int, metre: Metre) -> list[float]:
    pairs = bars - count
    return [2 * metre.bar_beats] * pairs + [metre.bar_beats] * (bars - 2 * pairs)


def _divided(bars: int, count: int, metre: Metre, rng: np.random.Generator) -> list[float]:
    middle = bars // 2 - 1
    rest = [bar for bar in range(bars - 1) if bar != middle]
    order = [bars - 1, middle, *(rest[i] for i in rng.permutation(len(rest)))]
    divided = set(list(dict.fromkeys(bar for bar in order if bar >= 0))[: count - bars])
    return [
        part for bar in range(bars) for part in (bar_parts(metre) if bar in divided else (metre.bar_beats,))
    ]
