"""How a whole line goes: which notes it uses, how it moves, how fast. It tells a tune from an art song."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from generators.harmonise.parting import NoteRows

MANNERS = 6
"""Figures of `manner`."""

_MOST_A_BEAT, _WIDEST = 4.0, 24.0
"""Notes a beat, and semitones, that count as 1."""


def pitch_class_use(rows: NoteRows, tonic: int) -> NDArray[np.float64]:
    """(12,) shares of a line's time by pitch class above the tonic; 0 without notes."""
    classes = np.mod(rows[:, 2].astype(np.int64) - tonic, 12)
    time = np.bincount(classes, weights=rows[:, 1], minlength=12)
    return time / max(float(time.sum()), 1e-9)


def manner(rows: NoteRows) -> NDArray[np.float64]:
    """(MANNERS,) each about 0..1: notes a sounding beat, how alike the lengths are, range, and the shares
    of repeated notes, steps and leaps among its intervals. 0 without notes."""
    if len(rows) < 2:
        return np.zeros(MANNERS)
    moves = np.abs(np.diff(rows[:, 2]))
    lengths = np.round(rows[:, 1] * 12).astype(np.int64)
    commonest = float(np.unique(lengths, return_counts=True)[1].max())
    return np.array(
        [
            min(1.0, len(rows) / max(float(rows[:, 1].sum()), 1e-9) / _MOST_A_BEAT),
            commonest / len(rows),
            min(1.0, float(np.ptp(rows[:, 2])) / _WIDEST),
            float((moves < 0.5).mean()),
            float(((moves > 0.5) & (moves < 2.5)).mean()),
            float((moves > 2.5).mean()),
        ]
    )
