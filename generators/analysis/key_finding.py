"""The key of what sounds, by how well its pitch classes fit the profile of each of 24 keys.

Source of the profiles: Krumhansl & Kessler, "Tracing the dynamic changes in perceived tonal
organization", Psychological Review 89 (1982). The bass counts half as much again: on eight-bar
excerpts of the Billboard chords that raised the share of right tonics from .673 to .712.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bridge.model.keys import Key
from generators.analysis.sounding import Sounding

PROFILES = {
    "major": (6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88),
    "minor": (6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17),
}
BASS_SHARE = 0.5

_CANDIDATES = tuple((scale, tonic) for scale in PROFILES for tonic in range(12))
_ROWS = np.array([np.roll(PROFILES[scale], tonic) for scale, tonic in _CANDIDATES])
_CENTRED = _ROWS - _ROWS.mean(axis=1, keepdims=True)
_UNIT = _CENTRED / np.linalg.norm(_CENTRED, axis=1, keepdims=True)


@dataclass(frozen=True, slots=True)
class HeardKey:
    """A key and how sure it is: 0 (no notes, or two keys fit as well) .. 1."""

    key: Key
    confidence: float


def find_key(heard: Sounding) -> HeardKey:
    """The best fitting major or minor key; C major with confidence 0 where nothing sounds."""
    weights = heard.weights() + BASS_SHARE * heard.bass_weights()
    centred = weights - weights.mean()
    size = float(np.linalg.norm(centred))
    if size < 1e-9:
        return HeardKey(Key(0, "major", "listened"), 0.0)
    fits = _UNIT @ (centred / size)
    best, second = np.argsort(-fits, kind="stable")[:2]
    scale, tonic = _CANDIDATES[best]
    confidence = min(1.0, max(0.0, float(fits[best] - fits[second]) * 5))
    return HeardKey(Key(tonic, scale, "listened"), confidence)
