"""The 48 triads that a slot may hold: 12 roots above the tonic x major, minor, diminished, augmented.

A triad is `semitones above the tonic * 4 + quality`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bridge.model.keys import Key
from generators.theory.chord import Chord
from generators.theory.spelling import spell_in_key

QUALITIES = ("maj", "min", "dim", "aug")
"""Harte qualities, in the order of the numbers."""

TRIADS = 12 * len(QUALITIES)

_INTERVALS = {"maj": (0, 4, 7), "min": (0, 3, 7), "dim": (0, 3, 6), "aug": (0, 4, 8)}


def _tones() -> NDArray[np.float64]:
    tones = np.zeros((TRIADS, 12))
    for triad in range(TRIADS):
        root, quality = divmod(triad, len(QUALITIES))
        tones[triad, [(root + step) % 12 for step in _INTERVALS[QUALITIES[quality]]]] = 1.0
    return tones


TONES = _tones()
"""(48, 12): 1 where a triad holds a pitch class (both counted above the tonic)."""

ROOTS = np.arange(TRIADS) // len(QUALITIES)
"""(48,) semitones of each root above the tonic."""


def triad_number(chord: Chord, tonic: int) -> int:
    """The triad inside a sounding chord, above a tonic; chords without a third count as major."""
    steps = chord.intervals
    if 4 in steps:
        quality = 3 if 8 in steps and 7 not in steps else 0
    elif 3 in steps:
        quality = 2 if 6 in steps and 7 not in steps else 1
    else:
        quality = 0
    return (chord.root_pitch_class - tonic) % 12 * len(QUALITIES) + quality


def triad_chord(triad: int, key: Key) -> Chord:
    """A triad as a chord in root position, spelled for the key; the inverse of `triad_number`."""
    root, quality = divmod(triad, len(QUALITIES))
    leads_up = QUALITIES[quality] == "dim"
    return Chord(spell_in_key(key, (key.tonic + root) % 12, leads_up), QUALITIES[quality])
