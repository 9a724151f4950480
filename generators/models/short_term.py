"""The short-term model: what followed in this very session wherever the same chords came by.

Source: Pearce, "The construction and evaluation of statistical models of melodic structure", PhD
thesis, City University London, 2005, chapter 6 (a model learned inside the current piece, beside
the one learned from the corpus).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from generators.models.vocabulary import CLASSES, KINDS

Integers = NDArray[np.int64]

REMEMBERED = 1000
"""Changes of the session that are looked through, from the latest back."""

THRESHOLDS = (0, 1, 2, 3, 4, 6, 8, 12, 16, 24, 32)
"""Lengths of agreement, in chords, at which what followed is counted."""

LEVELS = len(THRESHOLDS)

_LATELY = 0.1
"""The weight of the latest chord in the running shares."""

_LEVEL_OF = np.searchsorted(np.array(THRESHOLDS), np.arange(THRESHOLDS[-1] + 1), side="right") - 1
"""Length, cut at the longest threshold -> the highest level that it reaches."""


def levels_of(lengths: Integers) -> Integers:
    """The highest level (index into `THRESHOLDS`) that each length of agreement reaches."""
    found: Integers = _LEVEL_OF[np.minimum(lengths, THRESHOLDS[-1])]
    return found


@dataclass(frozen=True)
class Memory:
    """The changes of a session, and how far its past agrees with its present.

    stream: (n,) classes, oldest first. lengths: (n,) for every place how many chords before it are
    those before now. moved, shifts: (n,) the same after a transposition, and by how many semitones.
    seams: places where another line begins, as another section of the session; nothing agrees across them.
    """

    stream: Integers
    lengths: Integers
    moved: Integers
    shifts: Integers
    faithful: float = 0.0
    fresh: float = 1.0
    seams: tuple[int, ...] = ()

    def after(self, chord_class: int) -> Memory:
        """The memory when one more chord has sounded. The oldest chord is forgotten beyond `REMEMBERED`."""
        first = 1 if len(self.stream) >= REMEMBERED else 0
        stream = np.append(self.stream[first:], chord_class)
        lengths, moved, shifts = (np.zeros(len(stream), np.int64) for _ in range(3))
        before = stream[:-1]
        lengths[1:] = np.where(before == chord_class, self.lengths[first:] + 1, 0)
        shift = (chord_class // len(KINDS) - before // len(KINDS)) % 12
        alike = before % len(KINDS) == chord_class % len(KINDS)
        onward = np.where(self.shifts[first:] == shift, self.moved[first:], 0)
        moved[1:] = np.where(alike, onward + 1, 0)
        shifts[1:] = shift
        seams = tuple(place - first for place in self.seams if place >= first)
        lengths[list(seams)] = moved[list(seams)] = 0
        faithful = self.faithful + _LATELY * ((self.copied == chord_class) - self.faithful)
        fresh = self.fresh + _LATELY * (float(chord_class not in before) - self.fresh)
        return Memory(stream, lengths, moved, shifts, faithful, fresh, seams)

    def apart(self) -> Memory:
        """The memory when another line is about to begin: what was heard is kept, and agrees with nothing."""
        silent = np.zeros(len(self.stream), np.int64)
        return Memory(
            self.stream, silent, silent, silent, self.faithful, self.fresh, (*self.seams, len(self.stream))
        )

    @cached_property
    def levels(self) -> Integers:
        """(n,) `levels_of` the lengths."""
        return levels_of(self.lengths)

    @cached_property
    def followers(self) -> Integers:
        """(108, LEVELS) how often each class followed an agreement of at least each threshold."""
        return counted(self.stream, self.levels)

    @property
    def copied(self) -> int:
        """What followed the longest agreement, the last time; -1 where nothing was heard."""
        if not len(self.stream):
            return -1
        return int(self.stream[len(self.lengths) - 1 - int(self.lengths[::-1].argmax())])


_NONE = np.zeros(0, np.int64)
NOTHING_HEARD = Memory(_NONE, _NONE, _NONE, _NONE)


def remembering(lines: Iterable[Sequence[int]]) -> Memory:
    """The memory of lines that were heard apart, at the moment when another begins."""
    memory = NOTHING_HEARD
    for line in lines:
        for chord_class in line:
            memory = memory.after(chord_class)
        if line:
            memory = memory.apart()
    return memory


def counted(classes: Integers, levels: Integers, weights: NDArray[np.float64] | None = None) -> Integers:
    """(108, LEVELS) how often each class stands at a place that reaches each level."""
    table = np.bincount(classes * LEVELS + levels, weights, CLASSES * LEVELS).reshape(CLASSES, LEVELS)
    found: Integers = table[:, ::-1].cumsum(axis=1)[:, ::-1]
    return found
