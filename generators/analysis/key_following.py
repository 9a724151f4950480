"""The key over time: where a piece modulates, by a hidden Markov model over the bars' likely keys.

Viterbi decoding and forward-backward posteriors as in Rabiner, "A tutorial on hidden Markov models",
Proceedings of the IEEE 77 (1989).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import groupby

import numpy as np

from bridge.model.keys import Key
from bridge.model.timebase import Metre
from generators.analysis.key_evidence import PLACE, KeyEvidence, evidence
from generators.analysis.key_finding import key_log_probabilities
from generators.analysis.key_prior import log_prior, named
from generators.analysis.key_segments import Floats
from generators.analysis.sounding import Sounding

# These three were chosen on the checking part of the key model's data: on pieces spliced to change key after
# 16 to 96 beats, against Lieder and songs in one key that should stay whole.
WINDOW_BEATS = 16.0
"""Each bar is judged by what sounds in about so many beats around it."""

TRUST = 0.5
"""Weight of each bar's log-probabilities: windows overlap, so bars are not independent witnesses."""

CHANGE_CHANCE = 0.002
"""Chance of a new key at any bar line."""

_RELATED = 0.5
"""Share of changes to keys that songs often go to: see `_NEAR`."""

_NEAR = {
    "major": ((0, "minor"), (9, "minor"), (7, "major"), (5, "major"), (1, "major"), (2, "major"),
              (4, "minor"), (2, "minor"), (3, "major"), (8, "major")),
    "minor": ((0, "major"), (3, "major"), (7, "minor"), (5, "minor"), (1, "minor"), (2, "minor"),
              (10, "major"), (8, "major")),
}  # fmt: skip
"""Keys near a major or minor one, in semitones above its tonic: parallel, relative, a fifth up or down, a
step up as in a last chorus, thirds."""


@dataclass(frozen=True, slots=True)
class KeyRegion:
    """A stretch in one key; confidence: the mean probability of that key over its bars, 0..1."""

    start_beats: float
    end_beats: float
    key: Key
    confidence: float


def follow_keys(
    heard: Sounding, metre: Metre, start_beats: float, end_beats: float, prior: Key | None = None
) -> tuple[KeyRegion, ...]:
    """The keys from one bar line to another, in time order without gaps; () where nothing sounds.

    prior: the scale that is set; every stretch keeps it unless its notes are overwhelmingly against it.
    """
    bars = max(1, int(np.ceil((end_beats - start_beats) / metre.bar_beats - 1e-6)))
    borders = np.minimum(start_beats + metre.bar_beats * np.arange(bars + 1), max(end_beats, start_beats))
    return follow_evidence(evidence(heard, borders), prior)


def follow_evidence(found: KeyEvidence, prior: Key | None = None) -> tuple[KeyRegion, ...]:
    """As `follow_keys`, from one row of evidence a bar."""
    borders = found.borders_beats
    filled = found.rows[:, PLACE["filled beats"].start] > 0
    if not filled.any():
        return ()
    rows = np.array([found.total(*window) for window in _windows(borders)])
    seen = rows[:, PLACE["filled beats"].start] > 0
    scores = np.zeros((len(rows), 24))
    scores[seen] = TRUST * key_log_probabilities(rows[seen])
    scores += TRUST * log_prior(prior)
    path, shares = _viterbi(scores), _posteriors(scores)
    regions = []
    for index, group in groupby(range(len(path)), key=lambda bar: int(path[bar])):
        bars = list(group)
        confidence = float(shares[bars, index].mean())
        regions.append(
            KeyRegion(float(borders[bars[0]]), float(borders[bars[-1] + 1]), named(index, prior), confidence)
        )
    return _joined(regions)


def _windows(borders: Floats) -> list[tuple[int, int]]:
    """For each slice, the slices whose middles lie within half a window of its own; at least itself."""
    middles = (borders[:-1] + borders[1:]) / 2
    first = np.searchsorted(middles, middles - WINDOW_BEATS / 2 - 1e-6)
    last = np.searchsorted(middles, middles + WINDOW_BEATS / 2 + 1e-6)
    return list(zip(first.tolist(), last.tolist(), strict=True))


def _joined(regions: list[KeyRegion]) -> tuple[KeyRegion, ...]:
    """Neighbours with one name as one region: a set scale may stand for two of the model's keys."""
    joined: list[KeyRegion] = []
    for region in regions:
        if joined and joined[-1].key == region.key:
            before = joined.pop()
            lengths = np.array([r.end_beats - r.start_beats for r in (before, region)])
            confidence = float(lengths @ [before.confidence, region.confidence] / lengths.sum())
            region = KeyRegion(before.start_beats, region.end_beats, region.key, confidence)
        joined.append(region)
    return tuple(joined)


@cache
def transitions(change_chance: float = CHANGE_CHANCE) -> Floats:
    """(24, 24) log P(key in the next bar | key in this one)."""
    rows = np.full((24, 24), change_chance * (1 - _RELATED) / 23)
    for offset, mode in ((0, "major"), (12, "minor")):
        for tonic in range(12):
            for steps, other in _NEAR[mode]:
                place = (tonic + steps) % 12 + 12 * (other == "minor")
                rows[tonic + offset, place] += change_chance * _RELATED / len(_NEAR[mode])
            rows[tonic + offset, tonic + offset] = 1 - change_chance
    found: Floats = np.log(rows / rows.sum(axis=1, keepdims=True))
    return found


def _viterbi(scores: Floats) -> list[int]:
    steps, best, back = transitions(), scores[0], []
    for score in scores[1:]:
        ways = best[:, None] + steps
        back.append(ways.argmax(axis=0))
        best = ways.max(axis=0) + score
    path = [int(best.argmax())]
    for pointers in reversed(back):
        path.append(int(pointers[path[-1]]))
    return path[::-1]


def _posteriors(scores: Floats) -> Floats:
    """(bars, 24) P(key of the bar | all bars), by scaled forward-backward passes."""
    chances = np.exp(scores - scores.max(axis=1, keepdims=True))
    steps = np.exp(transitions())
    forward, backward = np.empty_like(chances), np.ones_like(chances)
    forward[0] = chances[0] / chances[0].sum()
    for bar in range(1, len(chances)):
        found = (forward[bar - 1] @ steps) * chances[bar]
        forward[bar] = found / found.sum()
    for bar in range(len(chances) - 2, -1, -1):
        found = steps @ (backward[bar + 1] * chances[bar + 1])
        backward[bar] = found / found.sum()
    both = forward * backward
    shares: Floats = both / both.sum(axis=1, keepdims=True)
    return shares
