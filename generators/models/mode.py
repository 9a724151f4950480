"""Major or minor, told from chords: a stream relative to a tonic carries its mode in its thirds."""

from __future__ import annotations

from collections.abc import Sequence

from generators.models.vocabulary import KINDS

MODES = ("major", "minor")

_MAJOR_SCALE = frozenset({0, 2, 4, 5, 7, 9, 11})
_MINOR_SCALE = frozenset({0, 2, 3, 5, 7, 8, 10})
_KIND_INTERVALS = {
    "maj": (0, 4, 7),
    "min": (0, 3, 7),
    "dim": (0, 3, 6),
    "aug": (0, 4, 8),
    "7": (0, 4, 7),  # the seventh of a blues I7 or IV7 says nothing about the mode
    "maj7": (0, 4, 7, 11),
    "min7": (0, 3, 7, 10),
    "hdim7": (0, 3, 6, 10),
    "sus4": (0, 5, 7),
}


def _leaning(chord_class: int) -> float:
    """Above 0: speaks for major; below: for minor. The chord on the tonic itself speaks loudest."""
    degree, kind = divmod(chord_class, len(KINDS))
    tones = {(degree + step) % 12 for step in _KIND_INTERVALS[KINDS[kind]]}
    weight = 4.0 if degree == 0 else 1.0
    return weight * (len(tones & _MAJOR_SCALE) - len(tones & _MINOR_SCALE))


LEANINGS = tuple(_leaning(chord_class) for chord_class in range(12 * len(KINDS)))
"""Per class: above 0 it speaks for major, below for minor."""


def mode_of(changes: Sequence[int]) -> str:
    """ "minor" where the chords lean that way, else "major" (also for none)."""
    return mode_that_leans(sum(LEANINGS[chord_class] for chord_class in changes))


def mode_that_leans(leaning: float) -> str:
    """The mode that chords with this sum of `LEANINGS` speak for."""
    return MODES[leaning < 0]
