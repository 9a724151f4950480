"""The chord model, fold by fold: what its long-term models say about songs that they do not know.

Networks that were trained are kept in a folder where one is given, so that a long run can go on.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from generators.models.card import ModelCard
from generators.models.chord_model import ChordModel
from generators.models.gap_evidence import FEATURES as GAP_FEATURES
from generators.models.gap_evidence import MODELS as GAP_VOICES
from generators.models.gate import Floats, Gate
from generators.models.recurrent import Recurrent, arrays_of, joined, network_from
from generators.models.session_evidence import FEATURES, MODELS
from generators.models.training.billboard import Song
from generators.models.training.counting import train_kneser_ney
from generators.models.training.gate_examples import Gap, Seen, gap_seen, gaps, long_term_logs, next_seen
from generators.models.training.gate_fitting import FLOOR, GateRecipe, fit_blend, fit_network
from generators.models.training.recurrent_training import Recipe, train_network

Said = Callable[[str], None]
FORWARD, SECOND = Recipe(width=192), Recipe(width=128)
BACKWARD, GATE = Recipe(width=128, backwards=True), GateRecipe()
NEAR, FAR = np.array([0, 1, 2, 3, 4]), np.array([0, 3, 4])
"""The voices that speak about a single missing chord, and about the first of several."""


@dataclass(frozen=True, slots=True)
class Plan:
    """folds: parts of the songs. forward, second, backward, gate: how each is trained; the first two read
    forwards, side by side. keep: where trained networks stay."""

    folds: int = 5
    seed: int = 1
    forward: Recipe = FORWARD
    second: Recipe = SECOND
    backward: Recipe = BACKWARD
    gate: GateRecipe = GATE
    keep: Path | None = None


@dataclass(frozen=True, slots=True)
class Fold:
    """The songs of one part, numbered; what models of the other parts say about them."""

    model: ChordModel
    songs: tuple[tuple[int, Song], ...]
    logs: tuple[Floats, ...]
    gaps: tuple[tuple[Gap, ...], ...]


def untaught(features: int, voices: int) -> Gate:
    """A gate that has learned nothing."""
    return Gate(np.full(voices, 1 / voices), np.zeros((features, 1)), np.zeros(1), np.zeros(1), FLOOR)


def long_term_model(songs: Sequence[Song], plan: Plan, fold: int, said: Said) -> ChordModel:
    """A chord model whose long-term models know these songs and whose gates know nothing."""
    seed = plan.seed + 10 * fold
    first = _network("forward", songs, plan.forward, plan, fold, seed, said)
    second = _network("second", songs, plan.second, plan, fold, seed + 3, said)
    forward = joined([first, second])
    backward = _network("backward", songs, plan.backward, plan, fold, seed + 2, said)
    gap = untaught(len(GAP_FEATURES), GAP_VOICES)
    card = ModelCard("untaught", "", "", ())
    return ChordModel(
        forward, backward, train_kneser_ney(songs), untaught(len(FEATURES), MODELS), gap, gap, card
    )


def _network(
    name: str, songs: Sequence[Song], recipe: Recipe, plan: Plan, fold: int, seed: int, said: Said
) -> Recurrent:
    file = plan.keep / f"{name}{fold}.npz" if plan.keep else None
    if file is not None and file.exists():
        with np.load(file, allow_pickle=False) as arrays:
            return network_from(arrays, name)
    network = train_network(songs, recipe, seed)
    if file is not None:
        file.parent.mkdir(parents=True, exist_ok=True)
        np.savez(file, allow_pickle=False, **arrays_of(network, name))
    said(f"{name} network {fold + 1} trained")
    return network


def folds_of(parts: Sequence[Sequence[Song]], plan: Plan, said: Said) -> list[Fold]:
    """Every part, with models of the others."""
    made, number = [], 0
    for index, part in enumerate(parts):
        rest = [song for other, each in enumerate(parts) if other != index for song in each]
        model = long_term_model(rest, plan, index, said)
        rng = np.random.default_rng((plan.seed, index))
        songs = tuple(enumerate(part, start=number))
        number += len(part)
        logs = tuple(long_term_logs(model, song) for song in part)
        taken = tuple(tuple(gaps(model, song, rng)) for song in part)
        made.append(Fold(model, songs, logs, taken))
        said(f"fold {index + 1} of {len(parts)}: the long-term models have spoken")
    return made


def blends(folds: Sequence[Fold]) -> tuple[Floats, Floats, Floats]:
    """Weights of the blends: (2,) for the next chord, (5,) for a near gap and (5,) for a far one."""
    logs = np.concatenate([each for fold in folds for each in fold.logs])
    streams = [song.changes for fold in folds for _, song in fold.songs]
    targets = np.concatenate([np.array(stream) for stream in streams])
    lasts = np.concatenate([np.array([-1, *stream[:-1]]) for stream in streams])
    onward = fit_blend(logs, targets, lasts)
    near, far = np.zeros(GAP_VOICES), np.zeros(GAP_VOICES)
    every = [gap for fold in folds for song in fold.gaps for gap in song]
    for weights, voices, single in ((near, NEAR, True), (far, FAR, False)):
        chosen = [gap for gap in every if (gap.distance == 1) == single]
        weights[voices] = fit_blend(
            np.stack([gap.logs[voices] for gap in chosen]),
            np.array([gap.target for gap in chosen]),
            np.array([gap.barred[0] if gap.place else -1 for gap in chosen]),
        )
    return onward, near, far


def questions(fold: Fold, weights: tuple[Floats, Floats, Floats]) -> tuple[list[Seen], list[Seen]]:
    """What the gate for the next chord and the gate for gaps are asked in a fold."""
    onward, near, far = weights
    following = [
        seen
        for (number, song), logs in zip(fold.songs, fold.logs, strict=True)
        for seen in next_seen(song, number, logs, onward)
    ]
    missing = [
        gap_seen(gap, number, near if gap.distance == 1 else far)
        for (number, _), taken in zip(fold.songs, fold.gaps, strict=True)
        for gap in taken
    ]
    return following, missing


def with_gates(
    model: ChordModel,
    weights: tuple[Floats, Floats, Floats],
    following: Sequence[Seen],
    missing: Sequence[Seen],
    plan: Plan,
) -> ChordModel:
    """The model with gates that learned from these questions, rounded as they are shipped."""
    onward, near, far = weights
    networks = (fit_network(seen, plan.gate, plan.seed) for seen in (following, missing))
    gate, gap = (
        Gate(blend, *parts, FLOOR).rounded() for blend, parts in zip((onward, near), networks, strict=True)
    )
    return replace(
        model, gate=gate, gap_near=gap, gap_far=replace(gap, blend=far.astype(np.float32).astype(np.float64))
    )
