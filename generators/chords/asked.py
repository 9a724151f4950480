"""What the musician asked for, checked: knobs within their ranges, and the chords that were named."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from bridge.model.errors import BadInput
from generators.api import Request
from generators.chords.harmonic_rhythm import Slot
from generators.theory.chord import Chord, parse_chord
from generators.theory.voicing import check_range

MOST_BARS = 64
_CHORDS_HINT = (
    'Give "chords" as a list, as in ["C:maj", null, "A:min"] or [["C:maj", 2], [null, 2]] with beats.'
)
_LIMITS: tuple[tuple[str, float, float, str], ...] = (
    ("count", 1, 32, "Ask for 1 to 32 candidates."),
    ("bars", 1, MOST_BARS, f"Ask for 1 to {MOST_BARS} bars; longer parts are better made of several clips."),
    ("adventure", 0, 1, "0 is plain, 1 is daring."),
    ("density", 0, 1, "0 is sparse, 1 is busy."),
    ("tempo_bpm", 1, 1000, "The tempo is in quarter notes a minute."),
)
"""(field, lowest, highest, hint)."""


def check_request(request: Request) -> None:
    """Raises BadInput where a field is out of range."""
    for name, lowest, highest, hint in _LIMITS:
        value = getattr(request, name)
        if not (math.isfinite(value) and lowest <= value <= highest):
            said = f"{name.removesuffix('_bpm')} {value:g} is out of range ({lowest:g} to {highest:g})."
            raise BadInput(said.capitalize(), hint, f"bad_{name}")
    check_range(request.low_pitch, request.high_pitch)


def named_chords(request: Request) -> tuple[tuple[Chord | None, ...], tuple[Slot, ...]]:
    """The chords that every candidate keeps, one a bar unless beats are given; None for a gap to fill.

    What lies beyond the end of the clip is cut. Raises BadInput.
    """
    listed: Any = request.parameters.get("chords", [])
    if isinstance(listed, str) or not isinstance(listed, Sequence):
        raise BadInput(f"{listed!r} is no list of chords.", _CHORDS_HINT, "bad_chords")
    chords: list[Chord | None] = []
    slots: list[Slot] = []
    position, end = 0.0, request.bars * request.metre.bar_beats
    for item in listed:
        chord, length = _named(item, request.metre.bar_beats)
        if position < end - 1e-9:
            chords.append(chord)
            slots.append(Slot(position, min(length, end - position)))
        position += length
    return tuple(chords), tuple(slots)


def _named(item: Any, bar_beats: float) -> tuple[Chord | None, float]:
    symbol, length = (item, bar_beats) if item is None or isinstance(item, str) else _pair(item)
    if symbol is None:
        return None, length
    chord = parse_chord(symbol)
    if chord.is_none:
        raise BadInput("A chord clip cannot start from no chord (N).", _CHORDS_HINT, "bad_chords")
    return chord, length


def _pair(item: Any) -> tuple[str | None, float]:
    match item:
        case [str() | None as symbol, int() | float() as beats] if math.isfinite(beats) and beats >= 0.25:
            return symbol, float(beats)
    raise BadInput(f"{item!r} is no chord with a length.", _CHORDS_HINT, "bad_chords")
