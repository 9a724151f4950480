"""Which of the drawn progressions are worth a musician's time, and differ from one another."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from generators.chords.drawing import Foresight
from generators.chords.palette import Palette
from generators.models.vocabulary import KINDS, without_repeats

_CLOSING, _VARIETY, _FIT, _HOME, _STANDSTILL, _STRAY = 0.3, 2.5, 1.0, 0.5, 1.5, 4.0
_LIKELY = {False: 0.4, True: 0.95}
_SESSION_SHARE = {False: 0.1, True: 0.5}
"""By whether the session has chords: what it does itself binds more than what songs in general do,
and where it has none, a clip that repeats itself is no likelier for it."""

_COLOUR, _STILL, _LIMP = 0.5, 1.5, 3.0
_TASTE, _MOOD, _IDIOM = 1.0, 8.0, 0.8
_VARIETY_IN_STYLE = 4.0
"""More than else, because a style's favourite chords would soon be all that is left."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """classes: one for each slot. score: higher is better."""

    classes: tuple[int, ...]
    score: float


def score(
    foresight: Foresight, palette: Palette, classes: tuple[int, ...], adventure: float, loops: bool = True
) -> float:
    """Natural logs a chord: how likely the progression is here, how it loops, varies and fits.

    Likelihood counts less the more adventure is wanted. Closing: how likely the first chord is after
    the last. Variety: different roots, up to four, in long clips five. Home: a tonic of the right mode is
    heard. Colour: how welcome chords from outside the key are. Stray: less than half of the chords are the
    key's own. Still: neighbours on one root. Limp: a loop that the phrases cut. Taste, mood: how much the
    style and the mood like it. Idiom: it opens with a turn of the style's. loops: whether the end is to lead
    to the beginning.

    The weight of variety holds two-root vamps near their share in songs (`training.progressions_report`).
    """
    share = _SESSION_SHARE[bool(foresight.history)]
    logs = [
        float(np.log(foresight.after(classes[:place], share)[chosen]))
        for place, chosen in enumerate(classes)
        if not (place and classes[place - 1] == chosen)
        if place or classes[:1] != foresight.history[-1:]
    ]
    likely = sum(logs) / len(logs) if logs else 0.0
    seam = loops and len(classes) > 1 and classes[0] != classes[-1]
    closing = float(np.log(foresight.after(classes, 0.0)[classes[0]])) if seam else 0.0
    roots = [chord_class // len(KINDS) for chord_class in classes]
    fit = float(np.log(palette.fit[np.arange(len(classes)), list(classes)]).mean())
    return (
        _LIKELY[bool(foresight.history)] * (1 - 0.65 * adventure) * likely
        + _CLOSING * closing
        + (_VARIETY_IN_STYLE if palette.lines else _VARIETY) * _variety(roots)
        + _TASTE * float(np.log(np.clip(palette.taste[list(classes)], 0.1, 10.0)).mean())
        + _IDIOM * _opens_as(palette.lines, classes)
        + _MOOD * (palette.mood.leaning(without_repeats(classes)) if palette.mood is not None else 0.0)
        + _FIT * fit
        + _HOME * bool(palette.home[list(classes)].any())
        + _COLOUR * _colour(palette, classes)
        - _STRAY * max(0.0, 0.5 - float(palette.in_key[list(classes)].mean()))
        - _LIMP * limps(classes)
        - _STANDSTILL * (loops and len(classes) > 1 and not seam)
        - _STILL * sum(a == b for a, b in pairwise(roots)) / len(roots)
    )


def _variety(roots: Sequence[int]) -> float:
    return min(1.0, len(set(roots)) / min(len(roots), 4 if len(roots) < 8 else 5))


def _opens_as(lines: Sequence[tuple[int, ...]], classes: Sequence[int]) -> bool:
    changes = without_repeats(classes)
    wanted = (without_repeats(line)[: len(changes)] for line in lines)
    return any(changes[: len(line)] == line for line in wanted)


def limps(classes: Sequence[int]) -> bool:
    """Whether a loop goes round whose length does not divide the clip, as three chords in eight bars."""
    for lag in range(2, len(classes) // 2 + 1):
        same = sum(one == other for one, other in zip(classes, classes[lag:], strict=False))
        if same >= _ROUND * (len(classes) - lag):
            return len(classes) % lag != 0
    return False


_ROUND = 0.75
"""Part of the chords that must come again at the same distance to make a loop."""


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


_REGRET = 2.0


def regret(classes: Sequence[int], rejected: Collection[Sequence[int]]) -> float:
    """What a progression loses for being like one that the musician turned down: nothing from a third of
    the chords apart, and the more, the nearer."""
    changes = without_repeats(classes)
    nearest = min((distance(changes, one) for one in rejected), default=1.0)
    return _REGRET * max(0.0, 1 - nearest / DISTANCES[0])


DISTANCES = (0.34, 0.2, 0.05)
"""How far apart candidates must be, and what is settled for when there are not enough."""

_APART = 4.0
"""Score that a candidate gains for every whole unit it lies from the nearest one before it, up to a half."""


def choose(drawn: Collection[Drawn], count: int) -> list[Drawn]:
    """The best ``count``, each far from those before it; fewer where there are not so many different ones.

    One after the other, by score and by distance from those that are chosen (maximal marginal relevance,
    Carbonell & Goldstein, SIGIR 1998).
    """
    left = sorted(drawn, key=lambda one: (-one.score, one.classes))[:_LOOKED_AT]
    nearest = [1.0] * len(left)
    chosen: list[Drawn] = []
    for apart in DISTANCES:
        while len(chosen) < count:
            open_ = [n for n in range(len(left)) if nearest[n] >= apart]
            if not open_:
                break
            best = max(open_, key=lambda n: left[n].score + _APART * min(nearest[n], 0.5))
            chosen.append(left[best])
            nearest = [
                min(far, distance(one.classes, left[best].classes))
                for far, one in zip(nearest, left, strict=True)
            ]
    return chosen


_LOOKED_AT = 120
"""Of the best that are compared."""
