"""The request for a clip that goes with a file's tracks, as `brief` gives it for a place in a session."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from bridge.generation.context import LOOKBACK_BEATS, without_drums
from bridge.generation.excerpt import MOST_CLIPS, MOST_NOTES
from bridge.model.errors import BadInput
from bridge.model.notes import Notes
from bridge.model.timebase import Metre
from generators.api import ContextClip, Request

ALONG, AFTER = "along", "after"
PLACES = (ALONG, AFTER)
"""along: the clip sounds together with the file, from its start. after: it goes on where the file ends."""

MOST_BARS = 64
DEFAULT_BARS = 8


def request_from(
    kind: str,
    tracks: Sequence[tuple[str, Notes]],
    metre: Metre,
    *,
    place: str = ALONG,
    bars: int = 0,
    **knobs: Any,
) -> Request:
    """bars: 0 for as many as the file has (along, at most `MOST_BARS`) or `DEFAULT_BARS` (after). knobs:
    further fields of `Request`. Drums are not heard. Raises BadInput for another place."""
    if place not in PLACES:
        raise BadInput(f"There is no place {place!r}.", f"Places: {', '.join(PLACES)}.")
    end = max((notes.end_beats for _, notes in tracks), default=0.0)
    file_bars = max(1, math.ceil(end / metre.bar_beats - 1e-6))
    if not bars:
        bars = min(file_bars, MOST_BARS) if place == ALONG and end else DEFAULT_BARS
    zero = 0.0 if place == ALONG else file_bars * metre.bar_beats
    until = zero + bars * metre.bar_beats
    context = _heard(tracks, zero, until)
    return Request(kind=kind, bars=bars, metre=metre, context=without_drums(context), **knobs)


def _heard(
    tracks: Sequence[tuple[str, Notes]], zero_beats: float, until_beats: float
) -> tuple[ContextClip, ...]:
    found: list[ContextClip] = []
    left = MOST_NOTES
    for number, (name, notes) in enumerate(tracks, 1):
        near = sorted(n for n in notes if zero_beats - LOOKBACK_BEATS <= n.start_beats < until_beats)[:left]
        if near and len(found) < MOST_CLIPS:
            left -= len(near)
            start = min(zero_beats, max(0.0, zero_beats - LOOKBACK_BEATS))
            moved = Notes(replace(note, start_beats=note.start_beats - start) for note in near)
            label = name or f"Track {number}"
            clip = ContextClip(f"track-{number}", label, label, start - zero_beats, moved.end_beats, moved)
            found.append(clip)
    return tuple(found)
