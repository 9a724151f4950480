"""Which of the drawn progressions are worth a musician's time, and differ from one another."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from generators.chords.drawing import Foresight
from generators.chords.palette import Palette
from generators.models.vocabulary import KINDS

_CLOSING, _VARIETY, _FIT, _HOME, _STANDSTILL, _STRAY = 0.3, 3.0, 1.0, 0.5, 1.5, 4.0
_LIKELY = {False: 0.6, True: 0.95}
"""By whether the session has chords: what it does itself binds more than what songs in general do."""

_SESSION_SHARE, _COLOUR, _STILL = 0.5, 0.5, 1.5


@dataclass(frozen=True, slots=True)
class Drawn:
    """classes: one for each slot. score: higher is better."""

    classes: tuple[int, ...]
    score: float


def score(foresight: Foresight, palette: Palette, classes: tuple[int, ...], adventure: float) -> float:
    """Natural logs a chord: how likely the progression is here, how it loops, varies and fits.

    Likelihood counts less the more adventure is wanted. Closing: how likely the first chord is after
    the last. Variety: different roots, up to four. Home: a tonic of the right mode is heard. Colour: how
    welcome chords from outside the key are. Stray: less than half of the chords are the key's own.
    Still: neighbours on one root.
    """
    logs = [
        float(np.log(foresight.after(classes[:place], _SESSION_SHARE)[chosen]))
        for place, chosen in enumerate(classes)
        if not (place and classes[place - 1] == chosen)
        if place or classes[:1] != foresight.history[-1:]
    ]
    likely = sum(logs) / len(logs) if logs else 0.0
    seam = len(classes) > 1 and classes[0] != classes[-1]
    closing = float(np.log(foresight.after(classes, 0.0)[classes[0]])) if seam else 0.0
    roots = [chord_class // len(KINDS) for chord_class in classes]
    fit = float(np.log(palette.fit[np.arange(len(classes)), list(classes)]).mean())
    return (
        _LIKELY[bool(foresight.history)] * (1 - 0.65 * adventure) * likely
        + _CLOSING * closing
        + _VARIETY * min(1.0, len(set(roots)) / min(len(classes), 4))
        + _FIT * fit
        + _HOME * bool(palette.home[list(classes)].any())
        + _COLOUR * _colour(palette, classes)
        - _STRAY * max(0.0, 0.5 - float(palette.in_key[list(classes)].mean()))
        - _STANDSTILL * (len(classes) > 1 and not seam)
        - _STILL * sum(a == b for a, b in pairwise(roots)) / len(roots)
    )


def _colour(palette: Palette, classes: tuple[int, ...]) -> float:
    return float(np.log(np.clip(palette.colour[list(classes)], 1e-3, 1.0)).mean())


def distance(one: Sequence[int], other: Sequence[int]) -> float:
    """0 (same) .. 1: the share of chords to change to get from one to the other (edit distance).

    A chord on the same root costs a third, because Am and Am7 are one step to the ear.
    """
    roots_one, roots_other = [c // len(KINDS) for c in one], [c // len(KINDS) for c in other]
    row = [float(j) for j in range(len(other) + 1)]
    for i, chord in enumerate(one):
        diagonal, row[0] = row[0], i + 1.0
        for j, against in enumerate(other):
            same = 0.0 if chord == against else (1 / 3 if roots_one[i] == roots_other[j] else 1.0)
            diagonal, row[j + 1] = row[j + 1], min(row[j + 1] + 1, row[j] + 1, diagonal + same)
    return row[-1] / max(len(one), len(other), 1)


DISTANCES = (0.5, 0.34, 0.2, 0.05)
"""How far apart candidates should be, and what is settled for when there are not enough."""


def choose(drawn: Collection[Drawn], count: int) -> list[Drawn]:
    """The best ``count``, each far from those before it; fewer where there are not so many different ones."""
    ranked = sorted(drawn, key=lambda one: (-one.score, one.classes))
    chosen: list[Drawn] = []
    for apart in DISTANCES:
        for one in ranked:
            if len(chosen) < count and all(distance(one.classes, c.classes) >= apart for c in chosen):
                chosen.append(one)
    return chosen
