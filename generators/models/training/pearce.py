"""The reference beside the chord model: a 4-gram and a model of the current song, mixed by entropy.

Source: Pearce, "The construction and evaluation of statistical models of melodic structure", PhD thesis,
City University London, 2005: chapter 6 (the short-term model: interpolated n-grams with escape method C),
section 7.3 (geometric mean, each model weighed by its relative entropy to the power of -b).
"""

from __future__ import annotations

import numpy as np

from generators.models.gate import Floats, entropy_bits
from generators.models.short_term import Memory
from generators.models.vocabulary import CLASSES

BIASES = (1.0, 2.0, 4.0, 8.0)
"""Values of b that are tried; the best on the scored songs themselves is reported, which favours it."""

_ORDERS = 4
"""Lengths of context; the first levels of the memory are just these lengths."""


def short_term(memory: Memory) -> Floats:
    """(108,) what the song itself expects; the chord that sounds now has probability 0."""
    estimate = np.full(CLASSES, 1 / CLASSES)
    if not len(memory.stream):
        return estimate
    last = int(memory.stream[-1])
    for order in range(_ORDERS + 1):
        counts = memory.followers[:, order].astype(float)
        counts[last] = 0.0
        total, distinct = counts.sum(), np.count_nonzero(counts)
        if not total:
            break
        estimate = (counts + distinct * estimate) / (total + distinct)
    estimate[last] = 0.0
    found: Floats = estimate / estimate.sum()
    return found


def entropy_weighted(one: Floats, other: Floats, bias: float) -> Floats:
    """(108,) the geometric mean of two distributions, the surer one weighing more."""
    most = np.log2(CLASSES)
    weights = [max(entropy_bits(each) / most, 1e-6) ** -bias for each in (one, other)]
    logs = [np.log(np.maximum(each, 1e-12)) for each in (one, other)]
    mixed = np.exp(sum(w * log for w, log in zip(weights, logs, strict=True)) / sum(weights))
    mixed[(one == 0) | (other == 0)] = 0.0
    found: Floats = mixed / mixed.sum()
    return found
