"""Finds the longest runs of tokens that a line has in common with a corpus.

Every window of `SEED` tokens of the corpus is kept sorted; what a line shares with one is followed to both
ends, so that runs of any length from `SEED` on are found exactly, 8, 12, 16 or 24 alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from generators.originality.tokens import BREAK, Tokens, repeating

SEED = 8
_POSITION_BITS = 22
_SPREAD = np.uint64(0x9E3779B97F4A7C15)
"""2^64 over the golden ratio: Fibonacci hashing (Knuth, The Art of Computer Programming 3, 6.4)."""

_MOST_PAIRS = 200_000
"""Places that are followed for one line; figures that stand at more are so common that the rest is left."""


@dataclass(frozen=True, slots=True)
class Run:
    """A run that a line shares with an item. start, tokens: where in the line, and how many. counted:
    tokens without those that only repeat (see `tokens.repeating`). position: in the corpus."""

    start: int
    tokens: int
    counted: int
    item: int
    position: int


class Corpus:
    """Items as one row of tokens, each item followed by a `BREAK`. group: what belongs together, per item
    (the song whose part an item is)."""

    def __init__(
        self, tokens: Tokens, starts: NDArray[np.int64], group: NDArray[np.int64], longest_period: int = 4
    ) -> None:
        self.starts = starts
        self.group = group
        self.longest_period = longest_period
        self.size = len(tokens)
        self.padded = np.concatenate([[BREAK], tokens, np.full(SEED, BREAK)]).astype(np.uint8)
        self._windows = _sorted_windows(tokens)

    @property
    def tokens(self) -> Tokens:
        return self.padded[1 : 1 + self.size]

    def item_at(self, positions: NDArray[np.int64]) -> NDArray[np.int64]:
        """The item that lies at each position."""
        return np.searchsorted(self.starts, positions, side="right") - 1

    def places(self, window: Tokens) -> NDArray[np.int64]:
        """Where a window of `SEED` tokens stands."""
        first, last = self._ranges(_hashes(window))
        return (self._windows[first[0] : last[0]] & _POSITION_MASK).astype(np.int64)

    def _ranges(self, hashes: NDArray[np.uint64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        return (
            np.searchsorted(self._windows, hashes),
            np.searchsorted(self._windows, hashes | _POSITION_MASK, side="right"),
        )

    def runs(self, line: Tokens, without_group: int = -1) -> list[Run]:
        """The runs of at least `SEED` tokens, the longest counted first; one place of the corpus for each
        stretch of the line that is matched, and all places of the longest. without_group: left out."""
        seeds = _seeds(line, self.longest_period)
        if not len(seeds):
            return []
        here, there = self._pairs(line, seeds)
        if without_group >= 0:
            kept = self.group[self.item_at(there)] != without_group
            here, there = here[kept], there[kept]
        if not len(here):
            return []
        here, there, length = self._followed(line, here, there)
        news = np.concatenate([[0], np.cumsum(~repeating(line, self.longest_period))])
        counted = news[here + length] - news[here]
        order = np.lexsort((there, here, -counted))
        here, there, length, counted = here[order], there[order], length[order], counted[order]
        _, firsts = np.unique(here * (len(line) + 1) + length, return_index=True)
        kept = np.union1d(firsts, np.flatnonzero(counted == counted[0]))
        items = self.item_at(there[kept])
        columns = (here[kept], length[kept], counted[kept], items, there[kept])
        return [Run(*values) for values in zip(*(column.tolist() for column in columns), strict=True)]

    def sharing(self, line: Tokens, run: Run, without_group: int = -1) -> set[int]:
        """The groups (songs) that hold a run whole."""
        stretch = line[run.start : run.start + run.tokens]
        places = self.places(stretch[:SEED])
        for offset in range(SEED, run.tokens):
            places = places[self.padded[np.minimum(places + offset, self.size) + 1] == stretch[offset]]
        found = set(self.group[self.item_at(places)].tolist())
        return found - {without_group}

    def _pairs(self, line: Tokens, seeds: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """(place in the line, place in the corpus) of every shared window."""
        first, last = self._ranges(_hashes(line)[seeds])
        counts = last - first
        order = np.argsort(counts, kind="stable")
        kept = np.sort(order[np.cumsum(counts[order]) <= _MOST_PAIRS])
        counts, first = counts[kept], first[kept]
        offsets = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
        here = np.repeat(seeds[kept], counts)
        there = (self._windows[np.repeat(first, counts) + offsets] & _POSITION_MASK).astype(np.int64)
        for place in range(SEED):  # two windows may have one hash
            same = line[here + place] == self.padded[there + place + 1]
            if not same.all():
                here, there = here[same], there[same]
        return here, there

    def _followed(
        self, line: Tokens, here: NDArray[np.int64], there: NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        """Shared windows as whole runs: windows on one diagonal that touch are one run, followed to its
        ends; (start in the line, start in the corpus, tokens)."""
        diagonal = there - here
        order = np.lexsort((here, diagonal))
        here, there, diagonal = here[order], there[order], diagonal[order]
        fresh = np.ones(len(here), bool)
        fresh[1:] = (np.diff(diagonal) != 0) | (np.diff(here) > 1)
        firsts = np.flatnonzero(fresh)
        lasts = np.append(firsts[1:], len(here)) - 1
        start, end, shift = here[firsts], here[lasts] + SEED, diagonal[firsts]
        own = np.concatenate([[BREAK - 1], line, [BREAK - 1]]).astype(np.uint8)
        start = self._stepped(own, start, shift, -1)
        end = self._stepped(own, end - 1, shift, 1) + 1
        return start, start + shift, end - start

    def _stepped(
        self, own: Tokens, at: NDArray[np.int64], shift: NDArray[np.int64], step: int
    ) -> NDArray[np.int64]:
        """As far as the tokens agree, from places that do."""
        at = at.copy()
        going = np.arange(len(at))
        while len(going):
            ahead = at[going] + step
            same = own[ahead + 1] == self.padded[ahead + shift[going] + 1]
            going = going[same]
            at[going] += step
        return at


_POSITION_MASK = np.uint64((1 << _POSITION_BITS) - 1)


def _hashes(tokens: Tokens) -> NDArray[np.uint64]:
    """(n - SEED + 1,) hash of each window, in the upper bits; `BREAK` spoils nothing but its own windows."""
    count = max(0, len(tokens) - SEED + 1)
    packed = np.zeros(count, np.uint64)
    for place in range(SEED):
        packed |= tokens[place : place + count].astype(np.uint64) << np.uint64(8 * place)
    mixed = packed ^ (packed >> np.uint64(32))
    with np.errstate(over="ignore"):
        mixed = mixed * _SPREAD
    return (mixed >> np.uint64(_POSITION_BITS)) << np.uint64(_POSITION_BITS)


def _sorted_windows(tokens: Tokens) -> NDArray[np.uint64]:
    """Hash and position of every window that lies within one item, sorted."""
    if len(tokens) < SEED:
        return np.zeros(0, np.uint64)
    breaks = np.concatenate([[0], np.cumsum(tokens == BREAK)])
    whole = np.flatnonzero(breaks[SEED:] == breaks[:-SEED])
    found = _hashes(tokens)[whole] | whole.astype(np.uint64)
    found.sort()
    return found


def _seeds(line: Tokens, longest_period: int) -> NDArray[np.int64]:
    """Where windows begin that are more than one short figure over and over."""
    count = len(line) - SEED + 1
    if count <= 0:
        return np.zeros(0, np.int64)
    plain = np.zeros(count, bool)
    for period in range(1, min(longest_period, SEED // 2) + 1):
        same = np.concatenate([[0], np.cumsum(line[period:] == line[:-period])])
        width = SEED - period
        plain |= (same[width:] - same[:-width] == width)[:count]
    return np.flatnonzero(~plain)


def corpus_of(rows: Sequence[Tokens], groups: Sequence[int], longest_period: int = 4) -> Corpus:
    """A corpus of these rows of tokens."""
    joined = [part for row in rows for part in (row, np.array([BREAK], np.uint8))]
    tokens = np.concatenate(joined) if joined else np.zeros(0, np.uint8)
    lengths = [len(row) + 1 for row in rows]
    starts = (
        np.concatenate([[0], np.cumsum(lengths)[:-1]]).astype(np.int64) if rows else np.zeros(0, np.int64)
    )
    return Corpus(tokens, starts, np.asarray(groups, np.int64), longest_period)
