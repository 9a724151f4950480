"""Small pieces with a known key for tests: chorale-like cadences and their transpositions."""

from __future__ import annotations

from typing import Any

import numpy as np

from generators.models.training.keys_labels import MINOR
from generators.models.training.keys_pieces import KeyPiece, Part

_MAJOR = ((48, 64, 67, 72), (53, 65, 69, 72), (55, 62, 67, 71), (48, 64, 67, 72))
_MINOR = ((45, 60, 64, 69), (50, 62, 65, 69), (52, 59, 64, 68), (45, 60, 64, 69))


def cadences(
    tonic: int, minor: bool = False, times: int = 3, author: str = "A", beats: float = 2.0
) -> KeyPiece:
    """Tonic, subdominant, dominant, tonic, some times over, in four parts."""
    chords = (_MINOR if minor else _MAJOR) * times
    up = tonic - 9 if minor else tonic
    parts = tuple(
        Part(role, np.array([[n * beats, beats, chord[voice] + up] for n, chord in enumerate(chords)]))
        for voice, role in enumerate(("bass", "tenor", "alto", "soprano"))
    )
    key = tonic + MINOR * minor
    return KeyPiece(
        f"{author}{key}", "lieder", author, parts, key, bars=tuple(np.arange(0, times * 8.0, 4.0))
    )


def record(**changes: Any) -> dict[str, Any]:
    """A song of 48 beats in C; from ``changes``, other signatures and so on."""
    notes = [[float(s), float(n), int(p), 0] for part in cadences(0, times=6).parts for s, n, p in part.notes]
    base = {
        "id": "x1",
        "composer": "Anon",
        "key_signatures": [[0, 0]],
        "bars": [[4.0 * bar, 4.0] for bar in range(12)],
        "parts": [{"role": "voice", "notes": sorted(notes)}],
    }
    return base | changes
