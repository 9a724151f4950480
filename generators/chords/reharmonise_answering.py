"""Reharmonisations asked for and answered as records."""

from __future__ import annotations

import math
from typing import Any

from bridge.model.errors import BadInput
from bridge.model.keys import Key
from generators.chords.reharmonising import Note, Reharmonisation, Span, reharmonise
from generators.models.chord_model import ChordModel
from generators.models.chord_streams import SILENT, chord_from, read_stream
from generators.theory.chord import NO_CHORD
from generators.theory.lead_sheet import lead_sheet
from generators.theory.roman import roman_numeral

USUAL_BEATS = 4.0
Record = dict[str, Any]
_NOTES_HINT = 'Give notes as [[onset, length, pitch], ...] in beats, as in "notes": [[0, 2, 64]].'


def answer_reharmonise(
    model: ChordModel, asked: Record, adventure: float = 0.5, count: int = 4, loops: bool = True
) -> Record:
    """{key, reharmonisations} of a question {tonic, mode?, chords, notes?, adventure?, count?}.

    chords: Harte symbols of four beats each, or [symbol, beats]. Raises BadInput.
    """
    if "tonic" not in asked:
        raise BadInput("No tonic was given.", 'Add one, as in "tonic": "Ab".', "bad_tonic")
    key = read_stream(asked["tonic"], asked.get("mode"), []).key
    spans = _spans(asked.get("chords", []))
    found = reharmonise(
        spans,
        key,
        _number(asked.get("adventure", adventure), "adventure"),
        model,
        int(_number(asked.get("count", count), "count")),
        _notes(asked.get("notes") or []),
        loops,
    )
    return {"key": str(key), "reharmonisations": [_record(one, key) for one in found]}


def _spans(listed: Any) -> list[Span]:
    if not isinstance(listed, list | tuple):
        raise BadInput(f"{listed!r} is no list of chords.", 'As in "chords": ["C:maj", "G:7"].', "bad_chords")
    spans: list[Span] = []
    for item in listed:
        match item:
            case str(symbol):
                beats = USUAL_BEATS
            case [str(symbol), int() | float() as beats] if math.isfinite(beats) and beats > 0:
                pass
            case _:
                raise BadInput(f"{item!r} is no chord.", "Write it as in C:maj, or with beats.", "bad_chords")
        start = spans[-1].end_beats if spans else 0.0
        spans.append(Span(NO_CHORD if symbol.strip() in SILENT else chord_from(symbol), start, float(beats)))
    return spans


def _notes(listed: Any) -> list[Note]:
    notes = []
    for item in listed if isinstance(listed, list | tuple) else [listed]:
        match item:
            case [int() | float() as onset, int() | float() as length, int() | float() as pitch, *_]:
                notes.append((float(onset), float(length), int(pitch)))
            case _:
                raise BadInput(f"{item!r} is no note.", _NOTES_HINT, "bad_notes")
    return notes


def _number(value: Any, name: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise BadInput(f"{name} {value!r} is no number.", f"Give {name} as a number.", f"bad_{name}")
    return float(value)


def _record(found: Reharmonisation, key: Key) -> Record:
    following = [*(one.chord for one in found.spans[1:]), found.spans[0].chord]
    return {
        "symbols": [str(one.chord) for one in found.spans],
        "chords": [
            {
                "symbol": str(one.chord),
                "name": lead_sheet(one.chord),
                "roman": roman_numeral(one.chord, key, after).text,
                "start_beats": one.start_beats,
                "length_beats": one.length_beats,
            }
            for one, after in zip(found.spans, following, strict=True)
        ],
        "changes": [
            {
                "place": one.place,
                "rule": one.rule.name,
                "old": str(one.old),
                "new": [str(chord) for chord in one.new],
                "why": one.why,
            }
            for one in found.changes
        ],
        "daring": round(found.daring, 3),
        "bits": round(found.bits, 3),
    }
