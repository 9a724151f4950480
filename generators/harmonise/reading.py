"""Reads an ask from plain JSON values: liberal in form, strict in sense."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bridge.model.errors import BadInput
from bridge.model.keys import SCALES, Key, parse_key
from bridge.model.timebase import Metre, parse_metre
from generators.harmonise.asked import NEUTRAL, Ask, Wishes, check_wishes, settle_key
from generators.harmonise.bar_grid import bar_grid
from generators.harmonise.parting import NO_NOTES, NoteRows, Parts, in_order, note_rows, parted

_LINE_HINT = (
    'Write {"id": "a", "notes": [[0, 1, 60], ...], "metre": "4/4", "slot_starts": [0, 2, ...]}; '
    "a note is [onset, length, pitch], in beats and MIDI pitch."
)
_MOST_PULSES = 20_000
"""Felt beats from the first note to the last; beyond, it is a slip of the pen and not a piece."""

_SHORTEST_BEATS = 1e-3
_ROLES = ("melody", "bass", "inner")
_SCALE_WORDS = {"maj": "major", "min": "minor", "m": "minor", "ionian": "major", "aeolian": "minor"}


def ask_from_json(record: Mapping[str, Any], wishes: Wishes = NEUTRAL) -> Ask:
    """The ask of one line. Fields of the line win over ``wishes``. Raises BadInput.

    notes: [[onset, length, pitch], ...] in any order; or parts: {"melody": notes, "bass": notes,
    "inner": notes} where it is known what plays what. metre: "4/4" or [4, 4]. bars: beats at which bars
    begin. tonic: a note name or pitch class. mode: a scale. slot_starts: beats, in any order.
    """
    parts = _parts(record)
    metre = _metre(record.get("metre"))
    tonic, scale = _named_key(record)
    key, confidence = settle_key(parts.all, tonic, scale)
    listed = record.get("slot_starts")
    starts = None if listed is None else np.unique(_numbers(listed, "slot_starts"))
    grid = bar_grid(metre, _numbers(record.get("bars") or [], "bars").tolist())
    chosen = _wishes(record, wishes)
    if starts is None and len(parts.all):
        _check_length(parts.all, metre)
    return Ask(parts, grid, key, confidence, starts, chosen)


def given_order(record: Mapping[str, Any], found: list[str]) -> list[str]:
    """The chords of ascending slots in the order in which a line's ``slot_starts`` named them."""
    _, inverse = np.unique(_numbers(record["slot_starts"], "slot_starts"), return_inverse=True)
    return [found[int(at)] for at in inverse.reshape(-1)]


def _check_length(rows: NoteRows, metre: Metre) -> None:
    span = float((rows[:, 0] + rows[:, 1]).max() - rows[:, 0].min())
    if span / metre.pulse_beats > _MOST_PULSES:
        raise BadInput(
            f"Notes over {span:g} beats are too long to harmonise.", "Give a shorter part.", "too_long"
        )


def _parts(record: Mapping[str, Any]) -> Parts:
    named = record.get("parts")
    if not named:
        return parted(_notes(record.get("notes") or []))
    if not isinstance(named, Mapping) or not set(named) <= set(_ROLES):
        raise BadInput(f"parts must name {', '.join(_ROLES)}.", _LINE_HINT, "bad_parts")
    rows = {role: _notes(named.get(role) or []) for role in _ROLES}
    heap = parted(_notes(record.get("notes") or []))
    return Parts(*(in_order(np.concatenate([rows[role], getattr(heap, role)])) for role in _ROLES))


def _notes(listed: Any) -> NoteRows:
    if not isinstance(listed, list | tuple):
        raise BadInput("notes must be a list.", _LINE_HINT, "bad_notes")
    return note_rows(_note(item) for item in listed) if listed else NO_NOTES


def _note(item: Any) -> tuple[float, float, float]:
    if isinstance(item, Mapping):
        item = [item.get(name) for name in ("onset", "length", "pitch")]
    if not isinstance(item, list | tuple) or len(item) < 3:
        raise BadInput(f"{item!r} is no note.", _LINE_HINT, "bad_notes")
    onset, length, pitch = (_number(value, "A note") for value in item[:3])
    if not (0 <= pitch <= 127 and length >= 0 and abs(onset) < 1e7 and length < 1e7):
        raise BadInput(f"{list(item)!r} is no note.", _LINE_HINT, "bad_notes")
    return onset, max(length, _SHORTEST_BEATS), float(round(pitch))


def _number(value: Any, what: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise BadInput(f"{what} holds {value!r}, which is no number.", _LINE_HINT)
    return float(value)


def _numbers(listed: Any, name: str) -> NDArray[np.float64]:
    if not isinstance(listed, list | tuple):
        raise BadInput(f"{name} must be a list of beats.", _LINE_HINT)
    return np.array([_number(value, name) for value in listed], dtype=np.float64)


def _metre(said: Any) -> Metre:
    match said:
        case None | "":
            return Metre()
        case str():
            return parse_metre(said)
        case [int() | float() as numerator, int() | float() as denominator]:
            return Metre(int(numerator), int(denominator))
    raise BadInput(f"{said!r} is no time signature.", 'Write it as in "4/4" or [4, 4].')


def _named_key(record: Mapping[str, Any]) -> tuple[int | None, str]:
    """(tonic, scale), each None or "" where the line does not say."""
    tonic, mode = record.get("tonic"), record.get("mode")
    scale = ""
    if mode is not None and mode != "":
        word = " ".join(str(mode).strip().lower().replace("_", " ").split())
        scale = _SCALE_WORDS.get(word, word)
        if scale not in SCALES:
            raise BadInput(f"There is no scale named {mode!r}.", f"Known scales: {', '.join(SCALES)}.")
    if tonic is None or tonic == "":
        return None, scale
    if isinstance(tonic, str) and not tonic.strip().lstrip("-").isdigit():
        key = _key_in_words(tonic)
        named = len(tonic.split()) > 1 or tonic.strip().endswith("m")
        return key.tonic, scale or (key.scale if named else "")
    number = _number(int(tonic) if isinstance(tonic, str) else tonic, "tonic")
    return round(number) % 12, scale


def _key_in_words(text: str) -> Key:
    words = text.split()
    return parse_key(" ".join([words[0][:1].upper() + words[0][1:], *words[1:]]) if words else "")


def _wishes(record: Mapping[str, Any], wishes: Wishes) -> Wishes:
    chosen = Wishes(
        rhythm=str(record.get("rhythm") or wishes.rhythm),
        complexity=_number(record.get("complexity", wishes.complexity), "complexity"),
        colour=_number(record.get("colour", wishes.colour), "colour"),
        candidates=int(_number(record.get("candidates", wishes.candidates), "candidates")),
        repeats=bool(record.get("repeats", wishes.repeats)),
        style=str(record.get("style") or wishes.style),
    )
    check_wishes(chosen)
    return chosen
