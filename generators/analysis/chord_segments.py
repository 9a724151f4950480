"""The best line of chords through the segments: a semi-Markov chain, solved by Viterbi's algorithm.

Sarawagi & Cohen, "Semi-Markov conditional random fields for information extraction", NIPS 2004. A segment
either goes on with the chord before it or changes; what a change costs depends on the moment.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from generators.analysis.chord_evidence import Segments

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Line:
    """Chords from moment to moment: bounds has one more entry than labels."""

    bounds: list[int]
    labels: list[int]


def best_line(found: Segments, scores: Floats, change: Floats, goes_on: Floats) -> Line:
    """scores: (segments, labels). change, goes_on: (moments,) of a chord that begins, or lasts, there.

    Neighbouring segments of one label come out as one.
    """
    count, labels = len(change), scores.shape[1]
    limits = np.searchsorted(found.end, np.arange(1, count + 2)).tolist()
    opening = found.first[limits[:-1]].tolist()
    entry = np.zeros((count + 1, labels), np.float32)
    reached = np.full((count + 1, labels), -np.inf, np.float32)
    fresh = (change.tolist(), goes_on.tolist())
    for end in range(1, count + 1):
        low, high = limits[end - 1], limits[end]
        ways = scores[low:high] + entry[opening[end - 1] : end]
        here = reached[end]
        ways.max(axis=0, out=here)
        if end < count:
            best = float(here.max()) + fresh[0][end]
            np.maximum(here + fresh[1][end], best, out=entry[end])
    return _traced(scores, limits, opening, entry, reached, goes_on)


def _traced(
    scores: Floats,
    limits: list[int],
    opening: list[int],
    entry: Floats,
    reached: Floats,
    goes_on: Floats,
) -> Line:
    """The way back: which segment reached each end best, and whether its chord went on there."""
    end = len(reached) - 1
    label = int(reached[end].argmax())
    bounds, labels = [end], [label]
    while True:
        low, high, first = limits[end - 1], limits[end], opening[end - 1]
        first += int((scores[low:high, label] + entry[first:end, label]).argmax())
        if first == 0:
            bounds.append(0)
            break
        top = int(reached[first].argmax())
        goes = bool(reached[first, label] + goes_on[first] >= entry[first, label])
        if not goes and top != label:
            bounds.append(first)
            labels.append(top)
            label = top
        end = first
    return Line(bounds[::-1], labels[::-1])
