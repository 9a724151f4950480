"""What the rest of the session says about a missing chord: what stands elsewhere between like neighbours.

The gap's left side is what comes before it; its right side begins ``distance`` chords later (1 where only
one chord is missing), so that the first of several missing chords is judged by both sides too.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from generators.models.gate import Evidence, Floats, entropy_bits
from generators.models.short_term import Integers
from generators.models.vocabulary import CLASSES

MODELS = 5
"""Long-term voices on a gap: forward network, backward network, what the forward network then thinks of
the chord on the right, the chance to get there by the 4-gram's pairs, and how frequent the chord is."""

UNKNOWN = -1
"""A missing chord in a line of classes."""

LONGEST = 16
"""Chords on either side that are compared."""

_LEFT, _RIGHT = (1, 2, 4, 8), (1, 2, 4, 8)
_BOTH = ((1, 1), (2, 1), (1, 2), (2, 2), (4, 4), (8, 8))
_SUMS = (3, 6, 10, 16, 24)

FEATURES = (
    "the log of its long-term probability",
    *(f"the log of voice {voice}, less that of the blend" for voice in range(MODELS)),
    "its share of the session",
    *(f"its share where {length} chords on the left agree" for length in _LEFT),
    *(f"its share where {length} chords on the right agree" for length in _RIGHT),
    *(f"its share where {left} on the left and {right} on the right agree" for left, right in _BOTH),
    *(f"its share where {length} chords on both sides together agree" for length in _SUMS),
    "the log of how often it stands between the same neighbours",
    "the log of the longest agreement around it, both sides together",
    "how far that is below the longest of all",
    "the log of the shorter side of its best place",
    "others: 1 for the entry of all other chords",
    "others: the log of their long-term probability",
    "the log of the longest agreement, both sides together",
    "the log of how often the neighbours agree",
    "the log of how many different chords stand there",
    "the log of how many chords are known",
    "the entropy of the blend, bits / 7",
    "the log of the distance to the right side",
    "the log of how many different chords are known",
)
_OTHERS = FEATURES.index("others: 1 for the entry of all other chords")


def agreements(line: Integers, gap: int, distance: int) -> tuple[Integers, Integers, Integers]:
    """(places, left, right): every known place but the gap, and how many chords agree on each side.

    Places inside the gap's own run are unknown and so left out.
    """
    padded = np.concatenate([np.full(LONGEST, UNKNOWN - 1), line, np.full(LONGEST + distance, UNKNOWN - 1)])
    places = np.flatnonzero(line >= 0)
    places = places[places != gap]
    left, right = np.zeros(len(places), np.int64), np.zeros(len(places), np.int64)
    for found, first, step in ((left, -1, -1), (right, distance, 1)):
        alive = np.arange(len(places))
        for length in range(LONGEST):
            offset = LONGEST + first + step * length
            wanted = padded[gap + offset]
            alive = alive[padded[places[alive] + offset] == wanted] if wanted >= 0 else alive[:0]
            if not len(alive):
                break
            found[alive] += 1
    return places, left, right


def gap_evidence(
    line: Integers, gap: int, distance: int, logs: Floats, blend: Floats, barred: tuple[int, ...]
) -> Evidence:
    """line: classes, `UNKNOWN` where missing. logs: (5, 108); blend: (108,). barred: the gap's neighbours."""
    places, left, right = agreements(line, gap, distance)
    there = line[places]
    seen = np.zeros(CLASSES, bool)
    seen[there] = True
    seen[list(barred)] = False
    classes = np.flatnonzero(seen)
    sides = left + right
    between = np.bincount(there[(left >= 1) & (right >= 1)], minlength=CLASSES)[classes]
    best = np.zeros(CLASSES, np.int64)
    np.maximum.at(best, there, sides)
    shorter = np.zeros(CLASSES, np.int64)
    np.maximum.at(shorter, there, np.minimum(left, right))
    most = int(best[classes].max(initial=0))
    likely = np.log(np.maximum(blend[classes], 1e-9))
    chosen = (
        np.ones(len(places), bool),
        *(left >= length for length in _LEFT),
        *(right >= length for length in _RIGHT),
        *((left >= one) & (right >= other) for one, other in _BOTH),
        *(sides >= length for length in _SUMS),
    )
    rows = np.zeros((len(classes) + 1, len(FEATURES)))
    rows[:-1, :_OTHERS] = np.column_stack(
        (
            likely,
            logs[:, classes].T - likely[:, None],
            *(_share(there[kept], classes) for kept in chosen),
            np.log1p(between),
            np.log1p(best[classes]),
            (most - best[classes]) / LONGEST,
            np.log1p(shorter[classes]),
        )
    )
    rows[-1, _OTHERS] = 1.0
    rows[-1, _OTHERS + 1] = np.log(max(1.0 - float(blend[classes].sum()), 1e-6))
    rows[:, _OTHERS + 2 :] = (
        np.log1p(most),
        np.log1p(between.sum()),
        np.log1p(np.count_nonzero(between)),
        np.log1p(len(places)),
        entropy_bits(blend) / 7,
        np.log(distance),
        np.log1p(len(classes)),
    )
    return Evidence(classes, rows)


def _share(classes: NDArray[np.int64], asked: Integers) -> Floats:
    """Of the asked classes among some places; zeros where there is no such place."""
    counts = np.bincount(classes, minlength=CLASSES)[asked]
    found: Floats = counts / max(int(counts.sum()), 1)
    return found
