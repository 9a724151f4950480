"""Answers asks about notes that come as JSON lines: one line in, one line out, whatever is wrong with one."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from bridge.model.errors import BadInput, BadNotes, SidemanError
from bridge.model.keys import Key, pitch_class
from bridge.model.timebase import Metre, parse_metre
from generators.analysis.bar_grid import BarGrid
from generators.analysis.key_finding import HeardKey, find_key
from generators.analysis.piece import chords_on_grid, numbered
from generators.analysis.piece_view import chord_view, key_view
from generators.analysis.sounding import Sounding, from_rows

_NOTES_HINT = "Write notes as [[onset_beats, length_beats, pitch], ...], pitches 0 to 127."
_MODES = {"maj": "major", "ionian": "major", "min": "minor", "aeolian": "minor", "m": "minor"}
_FARTHEST_BEATS = 1e6


def answers(lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    """{id, key, chords} for each line that is not blank, {id, error} for a bad one."""
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield _answered(line, number)


def _answered(line: str, number: int) -> dict[str, Any]:
    record: Any = None
    try:
        record = _record(line, number)
        return answer(record)
    except SidemanError as problem:
        said = {"code": problem.code, "message": problem.message, "hint": problem.hint}
    except Exception as problem:  # one line must never keep the others from their answers
        said = {"code": "error", "message": f"{type(problem).__name__}: {problem}", "hint": _NOTES_HINT}
    return {"id": record.get("id") if isinstance(record, Mapping) else None, "error": said}


def _record(line: str, number: int) -> Mapping[str, Any]:
    try:
        record = json.loads(line)
    except ValueError as problem:
        raise BadInput(f"Line {number} is no JSON ({problem}).", "Write one JSON object a line.") from None
    if isinstance(record, list):
        return {"id": None, "notes": record}
    if not isinstance(record, Mapping):
        raise BadInput(f"Line {number} is no JSON object.", "Write one JSON object a line.")
    return record


def answer(record: Mapping[str, Any]) -> dict[str, Any]:
    """{id, key, chords}. A given tonic (and mode) is taken as the key; beat 0 is a bar line unless
    ``pickup_beats`` or ``bars`` say where the first one is. Raises BadInput."""
    heard = _sounding(record.get("notes"))
    metre = _metre(record.get("metre"))
    named = _key(record.get("tonic"), record.get("mode"))
    if not len(heard):
        return {
            "id": record.get("id"),
            "key": key_view(HeardKey(named, 1.0) if named else find_key(heard)),
            "chords": [],
        }
    found = HeardKey(named, 1.0) if named else find_key(heard)
    grid = BarGrid(metre, _first_bar(record), 0.0, 1.0)
    low = min(0.0, float(heard.starts.min()))
    bars = math.ceil((float(heard.ends.max()) - grid.first_bar_beats) / metre.bar_beats - 1e-3)
    high = grid.first_bar_beats + bars * metre.bar_beats
    line = chords_on_grid(heard, grid, low, high, found.key)
    chords = [chord_view(chord) for chord in numbered(line, found.key, low, high)]
    return {"id": record.get("id"), "key": key_view(found), "chords": chords}


def _sounding(listed: Any) -> Sounding:
    """Notes of three or more numbers each, in any order; those of no length sound for a moment."""
    if not isinstance(listed, Sequence) or isinstance(listed, str):
        raise BadNotes("There is no list of notes.", _NOTES_HINT)
    rows = []
    for note in listed:
        numbers = list(note.values()) if isinstance(note, Mapping) else note
        try:
            onset, length, pitch = (float(value) for value in numbers[:3])
        except (TypeError, ValueError):
            raise BadNotes(f"{note!r} is no note.", _NOTES_HINT) from None
        if not (
            math.isfinite(onset) and math.isfinite(length) and abs(onset) + abs(length) < _FARTHEST_BEATS
        ):
            raise BadNotes(f"{note!r} lies nowhere in time.", _NOTES_HINT)
        if length < 0 or not 0 <= pitch <= 127:
            raise BadNotes(f"{note!r} is out of range.", _NOTES_HINT)
        rows.append((onset, onset + max(length, 0.01), round(pitch), 100.0))
    return from_rows(rows)


def _metre(said: Any) -> Metre:
    match said:
        case None:
            return Metre()
        case str():
            return parse_metre(said)
        case [int() | float() as numerator, int() | float() as denominator]:
            return Metre(int(numerator), int(denominator))
    raise BadInput(f"{said!r} is no metre.", 'Write it as in "3/4" or [3, 4].')


def _key(tonic: Any, mode: Any) -> Key | None:
    """The key that was named; a mode without a tonic names none."""
    if tonic is None or tonic == "":
        return None
    number = isinstance(tonic, int | float) or (isinstance(tonic, str) and tonic.lstrip("-").isdigit())
    place = int(tonic) % 12 if number else pitch_class(str(tonic).replace("♭", "b").replace("♯", "#"))
    scale = str(mode or "major").lower()
    return Key(place, _MODES.get(scale, scale), "musician")


def _first_bar(record: Mapping[str, Any]) -> float:
    bars = record.get("bars")
    if isinstance(bars, Sequence) and not isinstance(bars, str) and bars:
        first = bars[1] if len(bars) > 1 and record.get("pickup_beats") else bars[0]
        return float(first[0] if isinstance(first, Sequence) else first)
    return float(record.get("pickup_beats") or 0.0)
