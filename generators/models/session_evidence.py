"""What the session's past says about the next chord, as features for the gate."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from generators.models.gate import Evidence, Floats, entropy_bits
from generators.models.short_term import LEVELS, Memory, counted
from generators.models.vocabulary import CLASSES, transposed

MODELS = 2
"""Long-term models that are blended: the recurrent network and the 4-gram."""

_LATE = 24.0
"""Places, over which the weight of what followed falls to 1/e in the shares of the late past."""

_LATE_LEVELS = [1, 2, 4]
_MOVED = (2, 4, 8)
"""Lengths of agreement after a transposition that are counted."""

FEATURES = (
    "the log of its long-term probability",
    *(f"the log of model {model}, less that of the blend" for model in range(MODELS)),
    *(f"its share of what followed an agreement of level {level}" for level in range(LEVELS)),
    *(f"its share of what followed lately, level {level}" for level in _LATE_LEVELS),
    *(f"its share of what followed {length} or more transposed chords" for length in _MOVED),
    "the highest level after which it followed",
    "how far that is below the highest of all",
    "the log of how often it followed there",
    "the log of how long ago",
    "whether it followed the longest agreement, the last time",
    "the same, level 1",
    "the same, level 2",
    "others: 1 for the entry of all other chords",
    "others: the log of their long-term probability",
    "the highest level",
    "the log of the longest agreement",
    "the log of how often the highest level was reached",
    "the log of how many different chords followed there",
    "the log of the position, changes",
    "the entropy of the blend, bits / 7",
    "how often what followed last time followed again, lately",
    "how often a chord was new, lately",
    "the log of how many different chords were heard",
)
_OTHERS = FEATURES.index("others: 1 for the entry of all other chords")


def evidence(memory: Memory, logs: Floats, blend: Floats) -> Evidence:
    """Of a session of at least one chord. logs: (2, 108) natural logs of the long-term models;
    blend: (108,) their mix."""
    stream, table, levels = memory.stream, memory.followers, memory.levels
    now = len(stream)
    strong = np.flatnonzero((memory.moved >= _MOVED[0]) & (memory.shifts != 0))
    carried = transposed(stream[strong], memory.shifts[strong])
    seen = table[:, 0] > 0
    seen[carried] = True
    if now not in memory.seams:
        seen[stream[-1]] = False  # a chord never follows itself
    classes = np.flatnonzero(seen)
    heard = np.arange(len(classes))
    counts = table[classes]
    totals = counts.sum(axis=0)
    top = max(int(np.count_nonzero(totals)) - 1, 0)
    late = counted(stream, levels, np.exp((np.arange(now) - now) / _LATE))[classes][:, _LATE_LEVELS]
    latest = np.full((CLASSES, LEVELS), -1)
    latest[stream, levels] = np.arange(now)  # places in order, so that the latest stays
    latest = np.maximum.accumulate(latest[classes][:, ::-1], axis=1)[:, ::-1]
    own = np.maximum(np.count_nonzero(counts, axis=1) - 1, 0)
    recent = latest[:, 1:3]
    likely = np.log(np.maximum(blend[classes], 1e-9))
    rows = np.zeros((len(classes) + 1, len(FEATURES)))
    rows[:-1, :_OTHERS] = np.column_stack(
        (
            likely,
            logs[:, classes].T - likely[:, None],
            counts / np.maximum(totals, 1),
            late / np.maximum(late.sum(axis=0), 1e-9),
            *(_share(carried[memory.moved[strong] >= length])[classes] for length in _MOVED),
            own / LEVELS,
            (top - own) / LEVELS,
            np.log1p(counts[heard, own]),
            np.log(now - latest[heard, own]),
            classes == memory.copied,
            (recent == recent.max(axis=0, initial=0)) & (recent >= 0),
        )
    )
    rows[-1, _OTHERS] = 1.0
    rows[-1, _OTHERS + 1] = np.log(max(1.0 - float(blend[classes].sum()), 1e-6))
    rows[:, _OTHERS + 2 :] = (
        top / LEVELS,
        np.log1p(memory.lengths.max()),
        np.log1p(totals[top]),
        np.log1p(np.count_nonzero(counts[:, top])),
        np.log1p(now),
        entropy_bits(blend) / 7,
        memory.faithful,
        memory.fresh,
        np.log1p(len(classes)),
    )
    return Evidence(classes, rows)


def _share(classes: NDArray[np.int64]) -> Floats:
    """(108,) how often each class stands there, as a share; zeros where there is none."""
    found: Floats = np.bincount(classes, minlength=CLASSES) / max(len(classes), 1)
    return found
