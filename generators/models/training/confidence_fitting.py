"""Calibrates how sure the chord ear is: a logistic regression on renderings that it was not tuned on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from generators.analysis.chord_confidence import CONFIDENCE_FEATURES, confidence_features
from generators.analysis.chord_evidence import moments, slots
from generators.analysis.chord_reading import best_reading
from generators.analysis.piano_roll import CELLS_A_BEAT, piano_roll
from generators.analysis.sounding import from_rows
from generators.models.chord_ear import KINDS, ChordEar
from generators.models.training.chord_recall import at, names
from generators.models.training.rendering import Rendered
from generators.theory.chord import Chord
from generators.theory.spelling import PLAIN_NAMES

Floats = NDArray[np.float32]


def fit_confidence(ear: ChordEar, pieces: Sequence[Rendered]) -> Floats:
    """Weights and intercept. Of every second piece that has one, the melody alone is read as well, and
    counts as no harmony."""
    rows, right = [], []
    for place, piece in enumerate(pieces):
        melody = tuple(note for note in piece.notes if note[3] == "melody")
        for one, is_harmony in ((piece, True), (replace(piece, notes=melody if place % 2 else ()), False)):
            features, correct = _readings(ear, one)
            rows.append(features)
            right.append(correct & is_harmony)
    table = np.concatenate(rows)
    return _logistic(table.astype(np.float64), np.concatenate(right)).astype(np.float32)


def _readings(ear: ChordEar, piece: Rendered) -> tuple[Floats, NDArray[np.bool_]]:
    """(features, whether the triad in the middle of the reading is right) of each reading of a piece."""
    if not piece.notes:
        return np.zeros((0, CONFIDENCE_FEATURES), np.float32), np.zeros(0, bool)
    line = piece.line
    roll = piano_roll(from_rows(piece.rows), 0.0, line.end_beats)
    found = moments(roll, line.metre)
    evidence = slots(roll, found.cells)
    read = best_reading(found, evidence, line.metre, line.key, ear)
    firsts, ends = np.array(read.bounds[:-1]), np.array(read.bounds[1:])
    labels = np.array(read.labels)
    correct = []
    for first, end, label in zip(firsts, ends, labels, strict=True):
        root, kind = divmod(int(label), len(KINDS))
        beat = float(evidence.cells[first] + evidence.cells[end]) / 2 / CELLS_A_BEAT
        meant = at(piece.spans, beat)
        heard = Chord(PLAIN_NAMES[root], KINDS[kind])
        correct.append(meant is not None and names(meant)[1] == names(heard)[1])
    table = confidence_features(evidence, roll, firsts, ends, labels, line.key, ear)
    return table, np.array(correct)


def _logistic(table: NDArray[np.float64], right: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Newton's method with a light ridge."""
    design = np.column_stack([table, np.ones(len(table))])
    weights = np.zeros(design.shape[1])
    ridge = 1e-2 * np.eye(design.shape[1])
    for _ in range(30):
        chance = 1 / (1 + np.exp(-design @ weights))
        slope = design.T @ (right - chance) - ridge @ weights
        curve = (design * (chance * (1 - chance))[:, None]).T @ design + ridge
        weights = weights + np.linalg.solve(curve, slope)
    return weights
