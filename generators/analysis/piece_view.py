"""What was heard as plain JSON values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bridge.model.keys import Key
from generators.analysis.groove import Groove
from generators.analysis.key_finding import HeardKey
from generators.analysis.piece import HeardPiece, NumberedChord
from generators.analysis.roles import HeardRole


def piece_view(heard: HeardPiece, names: Sequence[str]) -> dict[str, Any]:
    """key, metre, pickup_beats, first_bar_beats, bar_confidence, chords, cadences and tracks."""
    return {
        "key": key_view(heard.key),
        "key_regions": [
            {
                "start_beats": _beats(one.start_beats),
                "length_beats": _beats(one.end_beats - one.start_beats),
                **_named(one.key),
                "confidence": round(one.confidence, 3),
            }
            for one in heard.key_regions
        ],
        "metre": str(heard.grid.metre),
        "pickup_beats": _beats(heard.grid.pickup_beats),
        "first_bar_beats": _beats(heard.grid.first_bar_beats),
        "bar_confidence": round(heard.grid.confidence, 3),
        "chords": [chord_view(chord) for chord in heard.chords],
        "cadences": [{"start_beats": _beats(one.start_beats), "kind": one.kind} for one in heard.cadences],
        "tracks": [
            track_view(name, role, groove)
            for name, role, groove in zip(names, heard.roles, heard.grooves, strict=True)
        ],
    }


def key_view(heard: HeardKey) -> dict[str, Any]:
    """{tonic, mode, confidence, alternatives: the next best, each {tonic, mode, confidence}}."""
    return {
        **_named(heard.key),
        "confidence": round(heard.confidence, 3),
        "alternatives": [
            {**_named(key), "confidence": round(float(confidence), 3)}
            for key, confidence in heard.alternatives
        ],
    }


def _named(key: Key) -> dict[str, str]:
    return {"tonic": key.spell(key.tonic), "mode": key.scale}


def chord_view(chord: NumberedChord) -> dict[str, Any]:
    return {
        "start_beats": _beats(chord.start_beats),
        "length_beats": _beats(chord.length_beats),
        "symbol": str(chord.chord),
        "roman": chord.numeral.text,
        "function": chord.numeral.function,
        "confidence": round(chord.confidence, 3),
    }


def track_view(name: str, role: HeardRole, feel: Groove) -> dict[str, Any]:
    return {
        "name": name,
        "role": role.role,
        "confidence": round(role.confidence, 3),
        "groove": {
            "swing_ratio": round(feel.swing_ratio, 3),
            "swing_unit_beats": feel.swing_unit_beats,
            "push_beats": round(feel.push_beats, 4),
            "looseness_beats": round(feel.looseness_beats, 4),
        },
    }


def _beats(value: float) -> float:
    return round(float(value), 5)
