"""How well the chord model predicts songs that nothing of it has seen.

Nested cross-validation by song: for each outer fold, the long-term model is trained on the other
folds, and the gate on inner folds of those, so that neither knows the songs it is scored on. The
mode is told from the chords before each change, never from those to come.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from generators.models.gate import mix
from generators.models.kneser_ney import Distribution, KneserNey
from generators.models.mode import mode_of
from generators.models.short_term import matches
from generators.models.training.billboard import Song
from generators.models.training.counting import train_kneser_ney
from generators.models.training.gate_fitting import Examples, Floats, examples, fit_gate, joined

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


def out_of_fold(parts: Sequence[Sequence[Song]]) -> Examples:
    """Gate examples of every part, each from a long-term model of the other parts."""
    return joined(
        examples(train_kneser_ney([s for j, part in enumerate(parts) if j != i for s in part]), parts[i])
        for i in range(len(parts))
    )


Predictor = Callable[[Sequence[int], str], Distribution]


def predictions(predict: Predictor, songs: Sequence[Song]) -> list[tuple[int, int, float]]:
    """(position, rank, probability) of every change."""
    rows = []
    for song in songs:
        for position, target in enumerate(song.changes):
            history = song.changes[:position]
            found = predict(history, mode_of(history))
            rows.append((position, int((found >= found[target]).sum()) - 1, float(found[target])))
    return rows


def mixed(model: KneserNey, gate: Floats) -> Predictor:
    """The whole chord model as a predictor."""

    def predict(history: Sequence[int], mode: str) -> Distribution:
        return mix(gate, len(history), matches(history), model.distribution(history, mode))

    return predict


def cross_validate(
    songs: Sequence[Song], folds: int, seed: int, said: Callable[[str], None]
) -> dict[str, Score]:
    """Scores of the n-gram alone and of the whole model, over all changes and over the first `EARLY`."""
    parts = split(songs, folds, seed)
    rows: dict[str, list[tuple[int, int, float]]] = {"4-gram": [], "4-gram + session": []}
    for index, held_out in enumerate(parts):
        rest = parts[:index] + parts[index + 1 :]
        model = train_kneser_ney([song for part in rest for song in part])
        rows["4-gram"] += predictions(model.distribution, held_out)
        gate = fit_gate(out_of_fold(rest))
        rows["4-gram + session"] += predictions(mixed(model, gate), held_out)
        said(f"fold {index + 1} of {folds} scored")
    scores = {}
    for name, found in rows.items():
        scores[name] = score([rank for _, rank, _ in found], [p for *_, p in found])
        early = [(rank, p) for position, rank, p in found if position < EARLY]
        scores[f"{name}, first {EARLY}"] = score([rank for rank, _ in early], [p for _, p in early])
    return scores
