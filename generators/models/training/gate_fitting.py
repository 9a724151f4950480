"""Learns the gate's weights: maximum likelihood of changes that the long-term model has not seen.

Adam (Kingma & Ba, ICLR 2015) on the exact gradient, full batch, so that the result depends on the
data only.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from generators.models.gate import SHAPE, features, openings
from generators.models.kneser_ney import KneserNey
from generators.models.short_term import matches
from generators.models.training.billboard import Song

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Examples:
    """One row per change: features (n, 11, 8); hits (n, 11), the share of each match that was right;
    present (n, 11), 1 where there is such a match; base (n,), the long-term probability."""

    features: Floats
    hits: Floats
    present: Floats
    base: Floats


def examples(model: KneserNey, songs: Iterable[Song]) -> Examples:
    """What the gate would have seen at every change of these songs."""
    rows, hits, present, base = [], [], [], []
    for song in songs:
        for position, target in enumerate(song.changes):
            history = song.changes[:position]
            long_term = model.distribution(history, song.mode)
            found = matches(history)
            row, hit, there = np.zeros(SHAPE), np.zeros(SHAPE[0]), np.zeros(SHAPE[0])
            row[: len(found)] = features(position, found, long_term)
            hit[: len(found)] = [m.counts[m.classes == target].sum() / m.counts.sum() for m in found]
            there[: len(found)] = 1
            rows.append(row)
            hits.append(hit)
            present.append(there)
            base.append(long_term[target])
    return Examples(np.array(rows), np.array(hits), np.array(present), np.array(base))


def joined(parts: Iterable[Examples]) -> Examples:
    """All rows of several folds."""
    kept = list(parts)
    return Examples(
        *(
            np.concatenate([getattr(part, name) for part in kept])
            for name in ("features", "hits", "present", "base")
        )
    )


def gradient(weights: Floats, seen: Examples, decay: float) -> Floats:
    """Of the mean of -ln p plus the weight decay; exact, by the chain rule through the mix."""
    opening = openings(weights, seen.features) * seen.present
    chain = [seen.base]
    for length in range(SHAPE[0]):
        chain.append(opening[:, length] * seen.hits[:, length] + (1 - opening[:, length]) * chain[-1])
    slope = -1 / np.maximum(chain[-1], 1e-12)
    result = decay * weights
    for length in reversed(range(SHAPE[0])):
        gate = opening[:, length]
        pull = slope * (seen.hits[:, length] - chain[length]) * gate * (1 - gate)
        result[length] += pull @ seen.features[:, length] / len(seen.base)
        slope = slope * (1 - gate)
    return result


def fit_gate(seen: Examples, steps: int = 250, rate: float = 0.08, decay: float = 1e-5) -> Floats:
    """The gate's weights, of `SHAPE`, from zero (all matches trusted by half)."""
    weights, mean, square = np.zeros(SHAPE), np.zeros(SHAPE), np.zeros(SHAPE)
    for step in range(1, steps + 1):
        slope = gradient(weights, seen, decay)
        mean = 0.9 * mean + 0.1 * slope
        square = 0.999 * square + 0.001 * slope**2
        weights = weights - rate * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.999**step)) + 1e-8)
    return weights
