"""Time: beats, bars and seconds.

A beat is a quarter note. `Metre` says how many beats a bar holds; `TempoMap` turns beats into
seconds and back, with tempo steps (no ramps: a DAW that ramps reports the steps it plays).
"""

from __future__ import annotations

import math
from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise

from bridge.model.errors import BadInput


@dataclass(frozen=True, slots=True)
class Metre:
    """A time signature; numerator 1..99, denominator a power of two 1..64."""

    numerator: int = 4
    denominator: int = 4

    def __post_init__(self) -> None:
        if not 1 <= self.numerator <= 99 or self.denominator not in (1, 2, 4, 8, 16, 32, 64):
            raise BadInput(f"{self.numerator}/{self.denominator} is no time signature.")

    @property
    def bar_beats(self) -> float:
        """Quarter notes in a bar: 4.0 for 4/4, 3.0 for 6/8."""
        return self.numerator * 4 / self.denominator

    @property
    def pulse_beats(self) -> float:
        """Quarter notes in a felt beat: 1.5 in compound metres (6/8, 9/8, 12/8), else a denominator note."""
        compound = self.denominator >= 8 and self.numerator > 3 and self.numerator % 3 == 0
        return 12 / self.denominator if compound else 4 / self.denominator

    def __str__(self) -> str:
        return f"{self.numerator}/{self.denominator}"


def parse_metre(text: str) -> Metre:
    """A metre from text such as "4/4" or "6/8". Raises BadInput."""
    try:
        numerator, denominator = (int(part) for part in text.split("/"))
    except ValueError:
        raise BadInput(f"{text!r} is no time signature.", 'Write it as in "4/4" or "6/8".') from None
    return Metre(numerator, denominator)


@dataclass(frozen=True, slots=True)
class TempoMap:
    """Tempo steps: ((start_beats, tempo_bpm), ...), ascending, the first at or before beat 0.

    The tempo is in quarter notes a minute. Beat 0 is second 0; before the first step, its tempo
    holds as well.
    """

    steps: tuple[tuple[float, float], ...] = ((0.0, 120.0),)

    def __post_init__(self) -> None:
        beats = [beat for beat, _ in self.steps]
        if not beats or not all(map(math.isfinite, beats)):
            raise BadInput("A tempo map needs steps at finite beats.")
        if beats[0] > 0 or any(a >= b for a, b in pairwise(beats)):
            raise BadInput("A tempo map needs ascending steps, the first at or before beat 0.")
        for _, bpm in self.steps:
            if not (math.isfinite(bpm) and 1 <= bpm <= 1000):
                raise BadInput(f"{bpm} is no tempo; it must be 1 to 1000 beats a minute.")

    def tempo_at(self, beats: float) -> float:
        index = bisect_right(self.steps, beats, key=lambda step: step[0]) - 1
        return self.steps[max(index, 0)][1]

    def seconds_at(self, beats: float) -> float:
        """Seconds from beat 0 to ``beats``; negative before beat 0."""
        return self._since_first(beats) - self._since_first(0.0)

    def beats_at(self, seconds: float) -> float:
        """The inverse of `seconds_at`."""
        left = seconds + self._since_first(0.0)
        for (beat, bpm), (until, _) in pairwise(self.steps):
            span = (until - beat) * 60 / bpm
            if left < span:
                return beat + left * bpm / 60
            left -= span
        beat, bpm = self.steps[-1]
        return beat + left * bpm / 60

    def _since_first(self, beats: float) -> float:
        """Seconds from the first step to ``beats``."""
        total = 0.0
        for (beat, bpm), (until, _) in pairwise(self.steps):
            if beats < until:
                return total + (beats - beat) * 60 / bpm
            total += (until - beat) * 60 / bpm
        beat, bpm = self.steps[-1]
        return total + (beats - beat) * 60 / bpm
