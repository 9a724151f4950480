"""Counts n-grams for the Kneser-Ney model.

Source: Chen & Goodman 1998, section 3 (continuation counts, equations 17 and 26 for the discounts).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from generators.models.kneser_ney import ORDER, START, Continuations, KneserNey
from generators.models.training.billboard import Song

Gram = tuple[int, ...]
STARTS = frozenset(START.values())


def plain_counts(songs: Iterable[Song]) -> list[Counter[Gram]]:
    """Per length 1 .. ORDER, how often each run of symbols ends in a chord."""
    counts: list[Counter[Gram]] = [Counter() for _ in range(ORDER)]
    for song in songs:
        stream = (START[song.mode], *song.changes)
        for end in range(2, len(stream) + 1):
            for length in range(1, min(ORDER, end) + 1):
                counts[length - 1][stream[end - length : end]] += 1
    return counts


def continuation_counts(counts: list[Counter[Gram]]) -> list[Counter[Gram]]:
    """The counts that Kneser-Ney uses: below the highest order, the number of different predecessors."""
    adjusted = [Counter[Gram]() for _ in range(ORDER - 1)] + [counts[-1]]
    for length in range(1, ORDER):
        for gram in counts[length]:
            adjusted[length - 1][gram[1:]] += 1
        for gram, count in counts[length - 1].items():
            if gram[0] in STARTS:
                adjusted[length - 1][gram] = count
    return adjusted


def discounts_of(counts: Counter[Gram]) -> NDArray[np.float64]:
    """(D1, D2, D3+) from the counts of counts; where a count of counts is 0, D3+ = D2 = D1 = 0.5."""
    seen = Counter(counts.values())
    ones, twos, threes, fours = (seen[n] for n in (1, 2, 3, 4))
    if not (ones and twos and threes and fours):
        return np.full(3, 0.5)
    share = ones / (ones + 2 * twos)
    found = np.array(
        [1 - 2 * share * twos / ones, 2 - 3 * share * threes / twos, 3 - 4 * share * fours / threes]
    )
    clipped: NDArray[np.float64] = np.clip(found, 0.05, [0.95, 1.9, 2.85])
    return clipped


def continuations(counts: Counter[Gram]) -> dict[Gram, Continuations]:
    """Groups n-grams by their context; sorted, so that the same counts give the same arrays."""
    followers: dict[Gram, list[tuple[int, int]]] = defaultdict(list)
    for gram, count in sorted(counts.items()):
        followers[gram[:-1]].append((gram[-1], count))
    return {
        context: Continuations(np.array([c for c, _ in pairs]), np.array([n for _, n in pairs]))
        for context, pairs in followers.items()
    }


def train_kneser_ney(songs: Iterable[Song]) -> KneserNey:
    """The model of these songs."""
    adjusted = continuation_counts(plain_counts(songs))
    return KneserNey(
        tuple(continuations(counts) for counts in adjusted),
        np.stack([discounts_of(counts) for counts in adjusted]),
    )
