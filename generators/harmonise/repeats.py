"""Repeated phrases: slots with the same notes at the same place of their bar, in runs of two bars or more."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from generators.harmonise.parting import Parts
from generators.harmonise.slot_features import Frame
from generators.models.harmony_model import Array, Scores

PHRASE_BARS = 2
"""Bars that a phrase must last to count as repeated; a shorter figure may well change its chord."""

_FEWEST_NOTES = 4
_TICKS = 48
"""Steps of a beat to which onsets are rounded before they are compared."""


def repeat_groups(parts: Parts, frame: Frame) -> NDArray[np.int64]:
    """(slots,) a number for each slot; slots that repeat each other share it."""
    words, notes = _signatures(parts, frame)
    count = len(words)
    groups = np.arange(count)
    lengths = frame.ends - frame.starts
    wanted = PHRASE_BARS * frame.grid.metre.bar_beats - 1e-3
    clock = np.append(0.0, np.cumsum(lengths))
    sounded = np.append(0, np.cumsum(notes))
    for gap in range(1, count):
        if clock[gap] < wanted:
            continue
        same = np.append(words[:-gap] == words[gap:], False)
        begins = np.flatnonzero(same[:-1] & ~np.append(False, same[:-2]))
        for first in begins.tolist():
            last = first + int(np.argmin(same[first:]))
            if clock[last] - clock[first] >= wanted and sounded[last] - sounded[first] >= _FEWEST_NOTES:
                _join(groups, first, last, gap)
    return groups


def _join(groups: NDArray[np.int64], first: int, last: int, gap: int) -> None:
    for slot in range(first, last):
        one, other = groups[slot], groups[slot + gap]
        if one != other:
            groups[groups == max(one, other)] = min(one, other)


def tied(scores: Scores, groups: NDArray[np.int64]) -> Scores:
    """Scores in which slots that repeat each other say the same: the mean of what each says."""
    return replace(scores, fits=same_within(scores.fits, groups))


def same_within(logs: Array, groups: NDArray[np.int64]) -> Array:
    """(slots, 48) logs in which slots that repeat each other say exactly the same."""
    found = logs.copy()
    for group in _shared(groups):
        members = groups == group
        found[members] = found[members].mean(axis=0)
    return found


def _shared(groups: NDArray[np.int64]) -> NDArray[np.int64]:
    numbers, counts = np.unique(groups, return_counts=True)
    found: NDArray[np.int64] = numbers[counts > 1]
    return found


def _signatures(parts: Parts, frame: Frame) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """(slots,) a number for what each slot holds, equal for equal slots; (slots,) notes that begin in it."""
    starts, ends = frame.starts, frame.ends
    position, _ = frame.grid.bar_of(starts)
    found: list[list[tuple[int, int, int]]] = [[] for _ in starts]
    notes = np.zeros(len(starts), dtype=np.int64)
    for number, rows in enumerate((parts.melody, parts.bass, parts.inner)):
        firsts = np.clip(np.searchsorted(starts, rows[:, 0] + 1e-3, side="right") - 1, 0, None)
        for (onset, length, pitch), first in zip(rows.tolist(), firsts.tolist(), strict=True):
            for slot in range(first, len(starts)):
                if starts[slot] >= onset + length - 1e-3:
                    break
                if onset < ends[slot] - 1e-3:
                    begins = round((onset - starts[slot]) * _TICKS) if onset >= starts[slot] - 1e-3 else -1
                    notes[slot] += begins >= 0
                    found[slot].append((number, begins, int(pitch)))
    known: dict[tuple[object, ...], int] = {}
    words = [
        known.setdefault(
            (round(float(position[slot]) * _TICKS), round(float(ends[slot] - starts[slot]) * _TICKS), *held),
            len(known),
        )
        for slot, held in enumerate(found)
    ]
    return np.array(words, dtype=np.int64), notes
