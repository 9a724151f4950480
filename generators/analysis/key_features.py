"""Rows of key evidence as the key model reads them: shares instead of beats, and five plain numbers."""

from __future__ import annotations

import numpy as np

from generators.analysis.key_evidence import CLOSING, FADES, OPENING, PLACE, PROFILES, SUMS, TABLES
from generators.analysis.key_segments import Floats

PROFILE_NAMES = (*PROFILES, *OPENING, *CLOSING, *FADES)
PROFILE_COUNT, TABLE_COUNT, PLAIN_COUNT = len(PROFILE_NAMES), len(TABLES), len(SUMS)
"""A feature vector is that many blocks of 12, then of 144, then plain numbers: `WIDTH` of a row in all."""

_PROFILES_END, _TABLES_END = PLACE[PROFILE_NAMES[-1]].stop, PLACE[TABLES[-1]].stop


def features(rows: Floats) -> Floats:
    """(n, WIDTH) from (n, WIDTH) rows: each block as square roots of shares that sum to 1.

    The square root keeps tones that are rare but telling, such as a leading tone, from vanishing.
    Plain numbers: notes and beats (logarithmic), voices at a time, and the outer voices' height.
    """
    many = len(rows)
    profiles = rows[:, :_PROFILES_END].reshape(many, -1, 12)
    tables = rows[:, _PROFILES_END:_TABLES_END].reshape(many, -1, 144)
    notes, note_beats, filled, lowest, highest = rows[:, _TABLES_END:].T
    beats = np.maximum(filled, 1e-9)
    plain = [
        np.log1p(notes) / 4 - 1,
        np.log1p(filled) / 3 - 1,
        np.log(np.maximum(note_beats, 1e-9) / beats) * (filled > 0),
        (lowest / beats - 55) / 12 * (filled > 0),
        (highest / beats - 67) / 12 * (filled > 0),
    ]
    return np.concatenate(
        [_shares(profiles).reshape(many, -1), _shares(tables).reshape(many, -1), np.stack(plain, axis=1)],
        axis=1,
    )


def _shares(blocks: Floats) -> Floats:
    sums = blocks.sum(axis=2, keepdims=True)
    shares: Floats = np.sqrt(blocks / np.maximum(sums, 1e-9))
    return shares
