"""Answers asks that come as JSON lines: one line in, one line out, whatever is wrong with a line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from bridge.model.errors import BadInput, SidemanError
from generators.harmonise.asked import NEUTRAL, NEUTRAL_COMPLEXITY, Ask, Wishes
from generators.harmonise.enriching import enriched
from generators.harmonise.harmonising import Harmony, harmonise
from generators.harmonise.reading import ask_from_json, given_order
from generators.theory.chord import Chord


def answers(lines: Iterable[str], wishes: Wishes = NEUTRAL) -> Iterator[dict[str, Any]]:
    """An answer for each line that is not blank; a bad line gives {id, error} and the rest goes on."""
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield _answered(line, number, wishes)


def _answered(line: str, number: int, wishes: Wishes) -> dict[str, Any]:
    record: Any = None
    try:
        record = _record(line, number)
        return answer(record, wishes)
    except SidemanError as problem:
        said = {"code": problem.code, "message": problem.message, "hint": problem.hint}
    except Exception as problem:  # one line must never keep the others from their answers
        said = {"code": "error", "message": f"{type(problem).__name__}: {problem}", "hint": ""}
    return {"id": record.get("id") if isinstance(record, Mapping) else None, "error": said}


def _record(line: str, number: int) -> Mapping[str, Any]:
    try:
        record = json.loads(line)
    except ValueError as problem:
        raise BadInput(f"Line {number} is no JSON ({problem}).", "Write one JSON object a line.") from None
    if not isinstance(record, Mapping):
        raise BadInput(f"Line {number} is no JSON object.", "Write one JSON object a line.")
    return record


def answer(record: Mapping[str, Any], wishes: Wishes = NEUTRAL) -> dict[str, Any]:
    """{id, slots, nbest, key}, with slot_starts where the slots were chosen here, and with chords in full
    where colour or complexity ask for more than triads. Raises BadInput."""
    ask = ask_from_json(record, wishes)
    found = harmonise(ask)
    chosen = ask.starts is None
    rows = [_row(ask, one, record, chosen) for one in found.candidates]
    first = rows[0] if rows else {"slots": []}
    return {
        "id": record.get("id"),
        "slots": first["slots"],
        **{name: first[name] for name in ("slot_starts", "chords") if name in first},
        "nbest": rows,
        "key": {
            "tonic": found.key.spell(found.key.tonic),
            "mode": found.key.scale,
            "confidence": round(found.key_confidence, 3),
        },
    }


def full_chords(ask: Ask, found: Harmony) -> tuple[Chord, ...]:
    """The chords of a candidate with the colour and the basses that the ask's wishes bring."""
    spans = list(zip(found.starts, found.ends, strict=True))
    wishes = ask.wishes
    return enriched(found.chords, spans, ask.parts.melody, ask.key, wishes.complexity, wishes.colour)


def _row(ask: Ask, found: Harmony, record: Mapping[str, Any], chosen: bool) -> dict[str, Any]:
    symbols = [str(chord) for chord in found.chords]
    row: dict[str, Any] = {"slots": symbols if chosen else given_order(record, symbols), "score": found.score}
    if chosen:
        row["slot_starts"] = [round(start, 5) for start in found.starts]
    if ask.wishes.colour > 0 or ask.wishes.complexity > NEUTRAL_COMPLEXITY:
        full = [str(chord) for chord in full_chords(ask, found)]
        row["chords"] = full if chosen else given_order(record, full)
    return row
