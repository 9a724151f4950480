"""What a chord's rhythm is made of: strokes, the scene they are played in, and the grids they lie on."""

from __future__ import annotations

from dataclasses import dataclass

from bridge.model.timebase import Metre
from generators.chords.feel import STEP_BEATS, Feel
from generators.chords.harmonic_rhythm import Slot

ALL, LOWEST, REST = "all", "lowest", "rest"
"""Which voices a stroke plays, besides one by its number."""


@dataclass(frozen=True, slots=True)
class Stroke:
    """start_beats, length_beats: on the clip's line, straight. voices: all, lowest, rest, or the number of
    one from the bass up. accent: added to velocities. strum: 1 down across the strings, -1 up, 0 at once."""

    start_beats: float
    length_beats: float
    voices: str | int = ALL
    accent: float = 0.0
    strum: int = 0


@dataclass(frozen=True, slots=True)
class Scene:
    """What a pattern knows of the place that it plays in. voices: how many a chord has."""

    metre: Metre
    density: float
    feel: Feel
    voices: int

    @property
    def pulse(self) -> float:
        return self.metre.pulse_beats

    @property
    def parts(self) -> int:
        """How many parts a beat divides into: two, or three in compound metres."""
        return 3 if round(self.pulse * self.metre.denominator) == 12 else 2

    @property
    def division(self) -> float:
        return self.pulse / self.parts

    @property
    def off(self) -> float:
        """From a beat to its off-beat, the last part."""
        return self.pulse - self.division

    def place(self, beats: float) -> float:
        return beats % self.metre.bar_beats


def joined(starts: list[float], slot: Slot, share: float, most: float = 1e9) -> list[Stroke]:
    """Strokes that last a share of the way to the next."""
    ends = [*starts[1:], slot.end_beats]
    return [Stroke(a, min(most, (b - a) * share)) for a, b in zip(starts, ends, strict=True)]


def grid(slot: Slot, step: float) -> list[float]:
    """The slot's start, and the places of a grid from bar lines on inside it."""
    return sorted({slot.start_beats, *run(first(slot.start_beats, step), slot.end_beats, step)})


def sixteenths(slot: Slot) -> list[float]:
    """The grid of a `Feel` inside a slot."""
    return run(slot.start_beats, slot.end_beats, STEP_BEATS)


def first(start: float, step: float) -> float:
    """The first multiple of a step from a place on."""
    return -(-(start - 1e-9) // step) * step


def run(start: float, end: float, step: float) -> list[float]:
    """Places a step apart, the end left out."""
    return [start + n * step for n in range(max(0, int(-(-(end - start - 1e-6) // step))))]
