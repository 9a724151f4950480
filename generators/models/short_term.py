"""The short-term model: what followed in this very session, the last time the same chords came by.

Source: Pearce, "The construction and evaluation of statistical models of melodic structure", PhD
thesis, City University London, 2005, chapter 6 (a model learned inside the current piece, beside
the one learned from the corpus).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

LONGEST_MATCH = 10
"""Chords of context that are compared at most; longer agreement says nothing more."""

REMEMBERED = 2000
"""Changes of the session that are looked through, from the latest back."""


@dataclass(frozen=True, slots=True)
class Match:
    """What followed the earlier places where the last ``length`` chords were the same as now."""

    length: int
    classes: NDArray[np.int64]
    counts: NDArray[np.int64]


def matches(history: Sequence[int]) -> list[Match]:
    """Matches of length 0, 1, 2 ..., as far as the history repeats itself; empty for a fresh one."""
    stream = np.asarray(history[-REMEMBERED:], dtype=np.int64)
    now = len(stream)
    found: list[Match] = []
    places = np.arange(now)
    for length in range(LONGEST_MATCH + 1):
        if length:
            places = places[places >= length]
            places = places[stream[places - length] == stream[now - length]]
        followers = stream[places]
        if length == 0 and now:
            followers = followers[followers != stream[-1]]  # a chord never follows itself
        if not len(followers):
            break
        classes, counts = np.unique(followers, return_counts=True)
        found.append(Match(length, classes, counts))
    return found
