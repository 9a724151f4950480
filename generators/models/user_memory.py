"""What a musician's own pieces add to the chord model: counted runs of chords, and how far to trust them.

The user's runs of two and three chords, with Kneser-Ney back-off, stand on top of the chord model: what
they leave open goes to it. The result is mixed with the model's own word by shares that were learned on
the user's pieces, each predicted from the others (`user_memory_fitting`); where that did not help, there
is no memory at all. A memory is a value: it travels in the request, so that an answer can be replayed.
Source of the back-off: Kneser & Ney, "Improved backing-off for m-gram language modeling", ICASSP 1995,
interpolated; counts that fade are discounted like whole ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from generators.api import UserMemory
from generators.models.gate import Floats, entropy_bits
from generators.models.vocabulary import CLASSES

START = CLASSES
"""Stands before the first chord of a piece, and before that."""

MOST_RUNS = 20_000
"""Different runs that a memory holds; the heaviest stay. About 100 kB."""

DISCOUNT, STRENGTH = 0.8, 3.0
"""Taken off every count, and how many chords the shorter context is worth. Chosen on Billboard artists."""

CERTAINTIES = (0.5, 1.5, 2.5)
"""Bits of the chord model's entropy at which it counts as less sure."""

SUPPORTS = 3
"""How much of the past the user's runs know: nothing but single chords, the last chord, the last two."""

BUCKETS = (len(CERTAINTIES) + 1) * SUPPORTS

_RUN = np.dtype([("before", "u1"), ("last", "u1"), ("next", "u1"), ("weight", "<f4")])

Runs = NDArray[np.void]
"""(n,) records before, last, next (classes, or `START`), weight; sorted, each run once."""


def runs_of(weighted: Iterable[tuple[tuple[int, int, int], float]]) -> Runs:
    """The table of weighted runs (before, last, next); the heaviest `MOST_RUNS`."""
    found: dict[tuple[int, int, int], float] = {}
    for run, weight in weighted:
        found[run] = found.get(run, 0.0) + weight
    kept = sorted(found.items(), key=lambda item: (-item[1], item[0]))[:MOST_RUNS]
    return np.array(sorted((*run, weight) for run, weight in kept), _RUN)


def packed_runs(runs: Runs) -> bytes:
    """Runs as bytes; the same runs give the same bytes."""
    return runs.tobytes()


def unpacked_runs(packed: bytes) -> Runs:
    """The inverse of `packed_runs`."""
    return np.frombuffer(packed, _RUN)


@dataclass(frozen=True, slots=True)
class Followers:
    """What followed one context. counts: discounted. freed: what goes to the shorter context."""

    classes: NDArray[np.int64]
    counts: Floats
    freed: float
    total: float

    def on(self, shorter: Floats) -> Floats:
        """The estimate on top of the shorter context's, of all classes."""
        found: Floats = shorter * (self.freed / self.total)
        found[self.classes] += self.counts / self.total
        return found

    def one_on(self, shorter: float, chord_class: int) -> float:
        """The same for a single class."""
        place = int(np.searchsorted(self.classes, chord_class))
        here = place < len(self.classes) and self.classes[place] == chord_class
        return (shorter * self.freed + (float(self.counts[place]) if here else 0.0)) / self.total


@dataclass(frozen=True, slots=True)
class UserCounts:
    """contexts: (before, last), (last,) or () -> what followed. Below the longest, a class counts once for
    each different chord that the context followed."""

    contexts: dict[tuple[int, ...], Followers]

    def known(self, before: int, last: int) -> list[Followers]:
        """The contexts that were met, shortest first."""
        found = []
        for context in ((), (last,), (before, last)):
            if context not in self.contexts:
                break
            found.append(self.contexts[context])
        return found

    def over(self, base: Floats, before: int, last: int) -> tuple[Floats, int]:
        """(108,) the user's word on top of the chord model's, and the support of it (0 .. 2)."""
        known = self.known(before, last)
        found = base.copy()
        for followers in known:
            found = followers.on(found)
        if last != START:
            found[last] = 0.0  # a chord never follows itself
        return found / max(float(found.sum()), 1e-12), max(len(known) - 1, 0)

    def chance_over(self, chance: float, before: int, last: int, chord_class: int) -> tuple[float, int]:
        """`over` for a single class that the chord model gave a chance."""
        known = self.known(before, last)
        found, repeated = chance, 0.0
        for followers in known:
            found = followers.one_on(found, chord_class)
            repeated = followers.one_on(repeated, last)
        return found / max(1.0 - repeated, 1e-12), max(len(known) - 1, 0)


def counts_from(runs: Runs) -> UserCounts:
    """The counts of all orders."""
    triples: dict[tuple[int, ...], dict[int, float]] = {}
    pairs: dict[tuple[int, ...], dict[int, float]] = {}
    singles: dict[int, float] = {}
    for before, last, following, weight in runs.tolist():
        triples.setdefault((before, last), {})[following] = weight
        own = pairs.setdefault((last,), {})
        # Right after the start nothing different can come before, and the plain count is kept.
        own[following] = own.get(following, 0.0) + (weight if last == START else min(weight, 1.0))
    for followers in pairs.values():
        for following, weight in followers.items():
            singles[following] = singles.get(following, 0.0) + min(weight, 1.0)
    if singles:
        pairs[()] = singles
    every = triples | pairs
    return UserCounts({context: _followers(found) for context, found in every.items()})


def _followers(found: dict[int, float]) -> Followers:
    classes = np.array(sorted(found), np.int64)
    counts = np.array([found[int(one)] for one in classes])
    kept = np.maximum(counts - DISCOUNT, 0.0)
    total = float(counts.sum()) + STRENGTH
    return Followers(classes, kept, total - float(kept.sum()), total)


@lru_cache(maxsize=4)
def counts_of(memory: UserMemory) -> UserCounts:
    """The counts of a memory, kept for the next question."""
    return counts_from(unpacked_runs(memory.packed))


def doubt_of(base: Floats) -> int:
    """How unsure the chord model is: the number of `CERTAINTIES` that its entropy lies above."""
    return int(np.searchsorted(CERTAINTIES, entropy_bits(base)))


def bucket_of(doubt: int, support: int) -> int:
    """Which share applies: by how sure the chord model is, and by what the user's runs know."""
    return doubt * SUPPORTS + support


def bent(memory: UserMemory | None, base: Floats, history: Sequence[int]) -> Floats:
    """(108,) the chord model's word after a history, bent towards what the user does; as it was without."""
    if memory is None or not any(memory.shares):
        return base
    before, last = (START, START, *history)[-2:]
    own, support = counts_of(memory).over(base, before, last)
    share = memory.shares[bucket_of(doubt_of(base), support)]
    return (1 - share) * base + share * own if share > 0 else base
