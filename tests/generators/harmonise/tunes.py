"""Tunes for tests, as asks on JSON lines."""

from __future__ import annotations

from typing import Any

TWINKLE = (60, 60, 67, 67, 69, 69, 67, None, 65, 65, 64, 64, 62, 62, 60, None)
"""Two four-bar halves of a tune that everyone harmonises alike; None holds the note before it."""


def notes_of(pitches: tuple[int | None, ...], start: float = 0.0) -> list[list[float]]:
    """One note a beat."""
    found: list[list[float]] = []
    for place, pitch in enumerate(pitches):
        if pitch is None:
            found[-1][1] += 1.0
        else:
            found.append([start + place, 1.0, pitch])
    return found


def twinkle(**more: Any) -> dict[str, Any]:
    """The tune in C major with a slot each half bar."""
    return {
        "id": "twinkle",
        "notes": notes_of(TWINKLE),
        "metre": "4/4",
        "tonic": "C",
        "mode": "major",
        "slot_starts": [2.0 * slot for slot in range(8)],
        **more,
    }
