"""What the musician turned down in a session, for generators that should not come with it again."""

from __future__ import annotations

from bridge.model.suggestion import Status
from bridge.review.shelf import Shelf

LATEST = 16
"""Suggestions that are still held against others."""


def turned_down(shelf: Shelf, set_id: str) -> tuple[tuple[str, ...], ...]:
    """The chords (Harte) of the set's latest rejected suggestions, oldest first, each line once."""
    lines = (
        tuple(step["symbol"] for step in suggestion.details.get("chords", ()) if "symbol" in step)
        for suggestion in shelf.list({Status.REJECTED}, set_id, LATEST)
    )
    return tuple(dict.fromkeys(line for line in lines if line))
