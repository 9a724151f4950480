"""What the generator hears before it writes: the key, the session's chords, and what sounds along."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bridge.model.keys import Key
from generators.analysis.chord_reading import SURE, HeardChord, read_chords
from generators.analysis.key_finding import find_key
from generators.analysis.sounding import Sounding, sounding
from generators.api import Request
from generators.chords.harmonic_rhythm import Slot
from generators.chords.remembering import lines_elsewhere, rejected_lines
from generators.models.chord_model import Lines
from generators.models.vocabulary import class_of, without_repeats
from generators.theory.chord import Chord
from generators.theory.scales import sounds_minor

LOOKBACK_BARS = 32
"""Bars before the new clip that are read."""

BASS_BELOW = 55
"""MIDI pitch (G3) under which the lowest note is a bass and not just the bottom of a melody."""

_BASS_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class Hearing:
    """key: the request's, or listened for with ``key_confidence``. before, along: chords of the session.
    sounding: the notes that play together with the new clip or before it. elsewhere, rejected: the changes
    of the session's other sections, and of what was turned down in it."""

    key: Key
    key_confidence: float
    before: tuple[HeardChord, ...]
    along: tuple[HeardChord, ...]
    sounding: Sounding
    elsewhere: Lines = ()
    rejected: Lines = ()

    @property
    def mode(self) -> str:
        return "minor" if sounds_minor(self.key) else "major"

    @property
    def history(self) -> tuple[int, ...]:
        """The session's changes as classes of the chord model, oldest first."""
        return without_repeats(class_of(heard.chord, self.key.tonic) for heard in self.before + self.along)

    @property
    def last_chord(self) -> Chord | None:
        """What sounds right before the new clip."""
        return self.before[-1].chord if self.before else None

    def company(self, slot: Slot) -> NDArray[np.float64]:
        """(12,) shares of the pitch classes that sound in a slot, the bass half as much again; or zeros."""
        here = self.sounding.within(slot.start_beats, slot.end_beats)
        weights = here.weights() + _BASS_SHARE * here.bass_weights()
        total = float(weights.sum())
        return weights / total if total > 1e-9 else weights

    def company_bass(self, slot: Slot) -> NDArray[np.float64]:
        """(12,) shares of the pitch classes that a bass plays in a slot; or zeros."""
        here = self.sounding.within(slot.start_beats, slot.end_beats)
        weights = here.bass_weights(BASS_BELOW)
        total = float(weights.sum())
        return weights / total if total > 1e-9 else weights


def listen(request: Request) -> Hearing:
    """Hears the request's context; a key that was asked for or set in the DAW is taken as it is."""
    heard = sounding(request.context)
    found = find_key(heard)
    key = request.key or found.key
    bar = request.metre.bar_beats
    first = float(heard.starts.min()) if len(heard) else 0.0
    start = -bar * min(LOOKBACK_BARS, max(0, math.ceil(-first / bar - 1e-9)))
    before = read_chords(heard, request.metre, start, 0.0, key)
    along = read_chords(heard, request.metre, 0.0, request.bars * bar, key)
    return Hearing(
        key,
        1.0 if request.key else found.confidence,
        tuple(chord for chord in before if chord.confidence >= SURE),
        tuple(chord for chord in along if chord.confidence >= SURE),
        heard,
        lines_elsewhere(request, key),
        rejected_lines(request, key),
    )
