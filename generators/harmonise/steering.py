"""The complexity knob, in the lattice: fewer or more changes, plainer or richer chords."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np

from generators.harmonise.asked import NEUTRAL_COMPLEXITY
from generators.harmonise.triads import ROOTS, TONES, TRIADS
from generators.models.harmony_model import Array, Scores

_SCALES = ((0, 2, 4, 5, 7, 9, 11), (0, 2, 3, 5, 7, 8, 10, 11))
_PLAIN_CHANGE, _RICH_CHANGE = 3.0, 1.2
_PLAIN_OUTSIDE, _RICH_APPLIED = 4.0, 2.2

EXTRA_BALANCE = 0.35
"""Added to the balance of rare chords at full complexity, taken off at none."""


def leaning(complexity: float) -> float:
    """-1 (plainest) .. 0 (neutral) .. 1 (richest)."""
    return (complexity - NEUTRAL_COMPLEXITY) / NEUTRAL_COMPLEXITY


def steered(scores: Scores, mode: int, complexity: float) -> Scores:
    """Below neutral: changes cost, and so do chords from outside the key. Above: changes are welcome, and
    applied dominants that do resolve."""
    lean = leaning(complexity)
    if lean < 0:
        outside = _PLAIN_OUTSIDE * lean * (1 - in_key(mode))
        return replace(scores, fits=scores.fits + outside, changes=scores.changes + _PLAIN_CHANGE * lean)
    if lean > 0:
        follows = scores.follows + _RICH_APPLIED * lean * applied(mode)
        return replace(scores, changes=scores.changes + _RICH_CHANGE * lean, follows=follows)
    return scores


@cache
def in_key(mode: int) -> Array:
    """(48,) 1 for triads of the key's own notes, in minor with either seventh."""
    outside = [step for step in range(12) if step not in _SCALES[mode]]
    found: Array = (TONES[:, outside].sum(axis=1) == 0).astype(np.float64)
    return found


@cache
def applied(mode: int) -> Array:
    """(48, 48) 1 where a major or diminished triad from outside the key leads to a triad of the key."""
    found = np.zeros((TRIADS, TRIADS))
    quality = np.arange(TRIADS) % 4
    for lead in np.flatnonzero(in_key(mode) == 0):
        step = {0: 5, 2: 1}.get(int(quality[lead]))
        if step is not None:
            goals = ((ROOTS[lead] + step) % 12 == ROOTS) & (in_key(mode) == 1) & (quality <= 1)
            found[lead, goals] = 1.0
    return found
