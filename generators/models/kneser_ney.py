"""Interpolated modified Kneser-Ney n-grams over chord classes.

Source: Chen & Goodman, "An empirical study of smoothing techniques for language modeling",
Harvard TR-10-98 (1998), section 3: interpolated, three discounts an order. Orders below the
highest count in how many different contexts a class occurs, except right after the start of a
song, where nothing can come before and the plain count is kept.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from generators.models.mode import MODES
from generators.models.vocabulary import CLASSES

Distribution = NDArray[np.float64]
"""Probabilities of the `CLASSES` classes; they sum to 1."""

ORDER = 4
START = {mode: CLASSES + index for index, mode in enumerate(MODES)}
"""The symbol that stands before the first chord of a song in that mode."""


@dataclass(frozen=True, slots=True)
class Continuations:
    """What followed one context: classes, their counts, and how many were seen once, twice, more often."""

    classes: NDArray[np.int64]
    counts: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class KneserNey:
    """tables: per context length 0 .. ORDER-1, context -> continuations; discounts: (D1, D2, D3+) each."""

    tables: tuple[Mapping[tuple[int, ...], Continuations], ...]
    discounts: NDArray[np.float64]

    def distribution(self, history: Sequence[int], mode: str) -> Distribution:
        """P(next class | the changes so far, in that mode); the last class has probability 0.

        Equation 22 of the source, from the uniform distribution upwards.
        """
        estimate = self._estimate((START[mode], *history)[-(ORDER - 1) :])
        if history:
            estimate[history[-1]] = 0.0
        estimate /= estimate.sum()
        return estimate

    def pairs(self) -> NDArray[np.float64]:
        """(108, 108) P(column | row) anywhere in a song, from the row alone; the diagonal is 0."""
        table = np.stack([self._estimate((chord_class,)) for chord_class in range(CLASSES)])
        np.fill_diagonal(table, 0.0)
        found: NDArray[np.float64] = table / table.sum(axis=1, keepdims=True)
        return found

    def _estimate(self, past: tuple[int, ...]) -> Distribution:
        estimate = np.full(CLASSES, 1 / CLASSES)
        for length in range(len(past) + 1):
            found = self.tables[length].get(past[len(past) - length :])
            if found is None:
                break
            discount = self.discounts[length][np.minimum(found.counts, 3) - 1]
            total = found.counts.sum()
            estimate *= discount.sum() / total
            estimate[found.classes] += (found.counts - discount) / total
        return estimate
