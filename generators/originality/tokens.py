"""Lines and chord changes as small tokens that stay the same in another key and at another speed.

A token of a line is (interval, class of the inter-onset ratio), told of its third note on: the interval
from the note before, and how much longer that step took than the one before it. A token of a chord change
is (root motion, kind of the new chord). Either fits one byte; `BREAK` parts items.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Tokens = NDArray[np.uint8]

BREAK = 255
"""No token: between two items."""

LEAD_NOTES, LEAD_CHORDS = 2, 1
"""A run of k tokens is a run of so many notes, or chords, more."""

_KINDS = 9
_WIDEST = 12
_RATIO_CLASSES = 9
"""Half octaves of tempo, 1/4 to 4: 1:1, 2:3, 1:2 and 1:3 fall well inside theirs, so that notes that are
late or early by a 25th of a step change nothing; `readings` stands more."""

_GRID_BEATS = 1 / 12
"""Sixteenths and triplets lie on it."""


def line_tokens(onsets_beats: NDArray[np.float64], pitches: NDArray[np.float64]) -> Tokens:
    """(n - 2,) tokens of a line of n notes, sorted by onset. Intervals beyond an octave keep their
    direction and lose their octaves."""
    if len(pitches) <= LEAD_NOTES:
        return np.zeros(0, np.uint8)
    steps = np.diff(np.rint(pitches)).astype(np.int64)[1:]
    folded = np.where(np.abs(steps) > _WIDEST, np.sign(steps) * ((np.abs(steps) - 1) % 12 + 1), steps)
    waits = np.maximum(np.diff(onsets_beats), 1e-3)
    half_octaves = np.rint(2 * np.log2(waits[1:] / waits[:-1])).astype(np.int64)
    middle = _RATIO_CLASSES // 2
    ratios = np.clip(half_octaves, -middle, middle) + middle
    tokens: Tokens = ((folded + _WIDEST) * _RATIO_CLASSES + ratios).astype(np.uint8)
    return tokens


def readings(onsets_beats: NDArray[np.float64], pitches: NDArray[np.float64]) -> list[Tokens]:
    """The tokens of a line as it is played and, where that differs, as it would be written: with its notes
    on the nearest sixteenths and triplets."""
    played = line_tokens(onsets_beats, pitches)
    written = line_tokens(np.rint(onsets_beats / _GRID_BEATS) * _GRID_BEATS, pitches)
    return [played] if np.array_equal(played, written) else [played, written]


def change_tokens(classes: Sequence[int]) -> Tokens:
    """(n - 1,) tokens of n chord classes (0..107, see `models.vocabulary`), none of which follows itself."""
    roots, kinds = np.divmod(np.asarray(classes, np.int64), _KINDS)
    tokens: Tokens = (np.diff(roots) % 12 * _KINDS + kinds[1:]).astype(np.uint8)
    return tokens


def change_token(before: int, after: int) -> int:
    """The token of one change."""
    return (after // _KINDS - before // _KINDS) % 12 * _KINDS + after % _KINDS


def repeating(tokens: Tokens, longest_period: int) -> NDArray[np.bool_]:
    """(n,) where a line only goes on with what it just did: the same period again, three tokens at least.

    A held figure (repeated notes, a trill, a loop of four chords) is nobody's; it is counted once.
    """
    found = np.zeros(len(tokens), bool)
    for period in range(1, min(longest_period, len(tokens) - 1) + 1):
        same = np.zeros(len(tokens) + 1, np.int64)
        same[period + 1 :] = np.cumsum(tokens[period:] == tokens[:-period])
        width = max(period, 3)
        found[width - 1 :] |= same[width:] - same[:-width] == width
    return found
