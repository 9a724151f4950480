"""Fits the listener's weights for roles and bars and writes their file and card.

    python -m generators.models.training.listening --data DIR --out generators/models/data

DIR holds `lieder/`, `quartets/`, `gmd/` and `billboard/`. A few minutes on one core.
"""

from __future__ import annotations

import argparse
import hashlib
import logging
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from generators.analysis.bar_grid import hypotheses
from generators.analysis.track_features import in_company, track_features
from generators.models.figures import Figure
from generators.models.listening_weights import NOTE_ROLES, ListeningWeights, weights_bytes
from generators.models.training.listening_card import listening_card
from generators.models.training.listening_examples import BarredSong, CastPiece
from generators.models.training.listening_material import grid_material, role_material
from generators.models.training.listening_scores import grid_figures, role_figures

log = logging.getLogger("sideman.training")

Floats = NDArray[np.float64]
FILE, CARD_FILE = "listening.npz", "listening.md"
_RIDGE = 1e-3


def fit_roles(pieces: Iterable[CastPiece]) -> NDArray[np.float32]:
    """Multinomial logistic regression, each role weighing the same."""
    rows, wanted = [], []
    for piece in pieces:
        medians = [float(np.median(part.notes.pitches)) for part in piece.parts]
        for part, role in zip(piece.parts, piece.roles, strict=True):
            if role:
                median = float(np.median(part.notes.pitches)) if role != "drums" else None
                rows.append(in_company(track_features(part.notes), median, medians))
                wanted.append(NOTE_ROLES.index(role))
    table, target = np.array(rows), np.array(wanted)
    balance = 1 / np.maximum(np.bincount(target, minlength=len(NOTE_ROLES)), 1)
    weight = balance[target] / balance[target].sum()
    weights = np.zeros((len(NOTE_ROLES), table.shape[1]))
    chosen = np.eye(len(NOTE_ROLES))[target]
    momentum = np.zeros_like(weights)
    for _ in range(3000):
        shares = _softmax(table @ weights.T)
        slope = ((chosen - shares) * weight[:, None]).T @ table - _RIDGE * weights
        momentum = 0.9 * momentum + slope
        weights = weights + 0.3 * momentum
    return weights.astype(np.float32)


def fit_grid(songs: Iterable[BarredSong]) -> NDArray[np.float32]:
    """Conditional logit: the right metre and first bar line against all others, and against the right
    metre's other phases alone."""
    examples = []
    for song in songs:
        for metre in (None, song.metre):
            choices, table = hypotheses(song.heard, 0.0, metre)
            right = [m == song.metre and abs(p - song.pickup_beats) < 0.26 for m, p in choices]
            if any(right):
                examples.append((table, right.index(True)))
    weights = np.zeros(examples[0][0].shape[1])
    momentum = np.zeros_like(weights)
    for _ in range(400):
        slope = -_RIDGE * weights
        for table, right_one in examples:
            shares = _softmax((table @ weights)[None])[0]
            slope = slope + (table[right_one] - shares @ table) / len(examples)
        momentum = 0.9 * momentum + slope
        weights = weights + 0.3 * momentum
    return weights.astype(np.float32)


def _softmax(odds: Floats) -> Floats:
    grown = np.exp(odds - odds.max(axis=1, keepdims=True))
    shares: Floats = grown / grown.sum(axis=1, keepdims=True)
    return shares


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="generators.models.training.listening", description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    tuning, judged = role_material(chosen.data, chosen.seed)
    log.info("roles: %d pieces", len(tuning))
    songs, judged_songs = grid_material(chosen.data)
    log.info("bars: %d songs", len(songs))
    weights = ListeningWeights(fit_roles(tuning), fit_grid(songs))
    figures: list[Figure] = [*role_figures(judged, weights), *grid_figures(judged_songs, weights)]
    data = weights_bytes(weights)
    chosen.out.mkdir(parents=True, exist_ok=True)
    (chosen.out / FILE).write_bytes(data)
    card = listening_card(figures, hashlib.sha256(data).hexdigest(), len(data), chosen.seed)
    (chosen.out / CARD_FILE).write_text(card, encoding="utf-8")
    for figure in figures:
        log.info(
            "%s %s %s: %.3f (%d)", figure.task, figure.system, figure.measure, figure.value, figure.items
        )


if __name__ == "__main__":
    main()
