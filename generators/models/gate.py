"""The gate: how far to trust the session's own chords against what songs do in general.

For every match length k the estimate is p_k = g_k * counts_k + (1 - g_k) * p_(k-1), where p_(-1)
is the long-term model and g_k a logistic function of the eight features below. The weights are
learned on songs that the long-term model has not seen. The idea of mixing a long-term and a
short-term model by their certainty is Pearce's (2005, chapter 7); the learned form is ours.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from generators.models.kneser_ney import Distribution
from generators.models.short_term import LONGEST_MATCH, Match

FEATURES = (
    "one",
    "log of how often the match occurred",
    "log of how many different chords followed",
    "entropy of what followed, bits",
    "log of 1 + position in the session, changes",
    "entropy of the long-term model, bits / 7",
    "log of the long-term probability of the chord that followed most",
    "whether this is the longest match",
)

SHAPE = (LONGEST_MATCH + 1, len(FEATURES))
"""Of the gate's weights: a row for each match length."""


def entropy_bits(probabilities: NDArray[np.float64]) -> float:
    """Shannon entropy; zeros count as nothing."""
    positive = probabilities[probabilities > 0]
    return float(-(positive * np.log2(positive)).sum())


def features(position: int, found: Sequence[Match], long_term: Distribution) -> NDArray[np.float64]:
    """(matches, 8): the `FEATURES` of each match at a position (changes heard so far)."""
    rows = np.empty((len(found), len(FEATURES)))
    spread = entropy_bits(long_term) / 7
    for row, match in zip(rows, found, strict=True):
        total = match.counts.sum()
        favourite = long_term[match.classes[match.counts.argmax()]]
        row[:] = (
            1.0,
            np.log(total),
            np.log(len(match.classes)),
            entropy_bits(match.counts / total),
            np.log1p(position),
            spread,
            np.log(max(favourite, 1e-4)),
            match is found[-1],
        )
    return rows


def openings(weights: NDArray[np.float64], rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """g_k of each match, 0..1."""
    opening: NDArray[np.float64] = 1 / (1 + np.exp(-(rows * weights[: len(rows)]).sum(axis=-1)))
    return opening


def mix(
    weights: NDArray[np.float64], position: int, found: Sequence[Match], long_term: Distribution
) -> Distribution:
    """The long-term distribution, bent towards what followed in the session."""
    if not found:
        return long_term
    estimate = long_term.copy()
    for match, opening in zip(found, openings(weights, features(position, found, long_term)), strict=True):
        estimate *= 1 - opening
        estimate[match.classes] += opening * match.counts / match.counts.sum()
    return estimate
