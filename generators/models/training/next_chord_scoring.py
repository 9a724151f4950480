"""Scores the chord model and its references, fold by fold, on the same changes and the same gaps."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from generators.models.chord_model import ChordModel
from generators.models.gate import Floats, Gate
from generators.models.short_term import NOTHING_HEARD
from generators.models.training.billboard import Song
from generators.models.training.chord_folds import Fold, Plan, with_gates
from generators.models.training.evaluation import Tally
from generators.models.training.gate_examples import Seen
from generators.models.training.pearce import BIASES, entropy_weighted, short_term

Questions = tuple[list[Seen], list[Seen]]

MODEL, NETWORK, NGRAM, REFERENCE = "chord model", "network alone", "4-gram alone", "4-gram + STM"
FORWARD, BOTH_SIDES = "forward model alone", "both sides"


def score_folds(
    folds: Sequence[Fold],
    asked: Sequence[Questions],
    weights: tuple[Floats, Floats, Floats],
    plan: Plan,
    said: Callable[[str], None],
) -> tuple[Tally, Tally]:
    """Next chords and single gaps; the gates of a fold learned from the questions of the others."""
    following, missing = Tally(), Tally()
    for index, fold in enumerate(folds):
        rest = [one for other, one in enumerate(asked) if other != index]
        model = with_gates(
            fold.model,
            weights,
            [seen for one, _ in rest for seen in one],
            [seen for _, one in rest for seen in one],
            plan,
        )
        _score_next(following, fold, asked[index][0], model.gate)
        _score_gaps(missing, fold, asked[index], model)
        said(f"fold {index + 1} of {len(folds)} scored")
    return following, missing


def answer(gate: Gate, seen: Seen) -> Floats:
    """(108,) the model's answer to a question."""
    return seen.blend if seen.evidence is None else gate.mix(seen.evidence, seen.blend)


def _score_next(tally: Tally, fold: Fold, asked: Sequence[Seen], gate: Gate) -> None:
    logs = np.concatenate(fold.logs)
    for seen, (network, ngram) in zip(asked, np.exp(logs), strict=True):
        tally.add(MODEL, seen.position, answer(gate, seen), seen.target)
        tally.add(NETWORK, seen.position, network, seen.target)
        tally.add(NGRAM, seen.position, ngram, seen.target)
    for (_, song), spoken in zip(fold.songs, fold.logs, strict=True):
        _score_reference(tally, song, np.exp(spoken[:, 1]))


def _score_reference(tally: Tally, song: Song, ngram: Floats) -> None:
    memory = NOTHING_HEARD
    for position, target in enumerate(song.changes):
        here = short_term(memory)
        for bias in BIASES:
            mixed = entropy_weighted(ngram[position], here, bias) if position else ngram[0]
            tally.add(f"{REFERENCE}, b={bias:g}", position, mixed, target)
        memory = memory.after(target)


def _score_gaps(tally: Tally, fold: Fold, asked: Questions, model: ChordModel) -> None:
    """The same masked chords for both: the forward model hears the left side only."""
    forward = {(seen.song, seen.position): answer(model.gate, seen) for seen in asked[0]}
    for seen in asked[1]:
        kind = "one chord" if seen.distance == 1 else "first of two to four"
        tally.add(f"{BOTH_SIDES}, {kind}", seen.position, answer(model.gap_near, seen), seen.target)
        tally.add(f"{FORWARD}, {kind}", seen.position, forward[seen.song, seen.position], seen.target)
