"""How well the chord model predicts songs that nothing of it has seen.

Cross-validation by song: the long-term models of a fold have not seen its songs, nor has the gate, which
learns from what the other folds' models said about songs that were new to them. The mode is told from the
chords before each change, never from those to come.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from generators.models.gate import Floats
from generators.models.training.billboard import Song

EARLY = 16
"""Changes from the start of a song that are also scored alone: little has repeated by then."""


@dataclass(frozen=True, slots=True)
class Score:
    """Over all scored changes: top1, top3 (shares), perplexity, bits (mean -log2 p)."""

    top1: float
    top3: float
    perplexity: float
    bits: float
    changes: int


def score(ranks: Sequence[int], probabilities: Sequence[float]) -> Score:
    """ranks: 0 for the model's first choice; chords that are as likely rank before the right one."""
    found = np.array(ranks)
    bits = float(-np.log2(np.array(probabilities)).mean())
    return Score(float((found < 1).mean()), float((found < 3).mean()), 2**bits, bits, len(ranks))


def split(songs: Sequence[Song], folds: int, seed: int) -> list[list[Song]]:
    """The songs in ``folds`` parts, by song, at random from the seed."""
    order = np.random.default_rng(seed).permutation(len(songs))
    return [[songs[index] for index in order[fold::folds]] for fold in range(folds)]


@dataclass(frozen=True, slots=True)
class Tally:
    """What several systems gave the chord that came, at the same places."""

    rows: dict[str, list[tuple[int, int, float]]] = field(default_factory=lambda: defaultdict(list))

    def add(self, system: str, position: int, found: Floats, target: int) -> None:
        """Counts one prediction; never less than 1e-9, so that one miss is not infinitely bad."""
        rank = int((found >= found[target]).sum()) - 1
        self.rows[system].append((position, rank, max(float(found[target]), 1e-9)))

    def scores(self, positions: Iterable[int] | None = None) -> dict[str, Score]:
        """Per system, over all places or over those at some positions."""
        wanted = None if positions is None else set(positions)
        kept = {
            system: [row for row in rows if wanted is None or row[0] in wanted]
            for system, rows in self.rows.items()
        }
        return {
            system: score([rank for _, rank, _ in rows], [p for *_, p in rows])
            for system, rows in kept.items()
            if rows
        }
