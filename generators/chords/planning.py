"""The frame of a clip before anything is drawn: its slots, and which of them the musician has filled."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from generators.api import Request
from generators.chords.asked import named_chords
from generators.chords.harmonic_rhythm import Slot, harmonic_rhythm
from generators.theory.chord import Chord


@dataclass(frozen=True, slots=True)
class Plan:
    """given: for each slot the chord that the musician named, or None."""

    slots: tuple[Slot, ...]
    given: tuple[Chord | None, ...]

    @property
    def named(self) -> tuple[Chord, ...]:
        """The given chords in order."""
        return tuple(chord for chord in self.given if chord is not None)

    def kept(self, chords: list[Chord]) -> list[Chord]:
        """The chords with the given ones in their places."""
        return [given or chord for given, chord in zip(self.given, chords, strict=True)]


def plan(request: Request, density: float) -> Plan:
    """The slots that were named, gaps among them, then those of the harmonic rhythm. Raises BadInput."""
    given, named = named_chords(request)
    rhythm = harmonic_rhythm(request.bars, request.metre, density, np.random.default_rng((request.seed, 0)))
    end = named[-1].end_beats if named else 0.0
    rest = [
        Slot(max(slot.start_beats, end), slot.end_beats - max(slot.start_beats, end))
        for slot in rhythm
        if slot.end_beats > end + 1e-9
    ]
    return Plan((*named, *rest), (*given, *(None for _ in rest)))
