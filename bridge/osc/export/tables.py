"""What the control scripts need of the table, as plain values that every language can write down."""

from __future__ import annotations

from dataclasses import MISSING, fields
from typing import Any

from bridge.model.notes import MUTED, RECORD, Note
from bridge.model.session import SILENCE_DB, TrackKind
from bridge.osc.schema import (
    MAX_CHUNK_BYTES,
    MAX_PACKET_BYTES,
    MESSAGES,
    MIXER_FIELDS,
    NOTES_PER_CHUNK,
    PROTOCOL,
    TRIGGER_VERBS,
    Arg,
    Spec,
)

Value = Any
"""None, int, float, str, a list of values, or a dict of values by name."""

NOTE_FIELDS: tuple[Arg, ...] = (
    Arg("start_beats", "d", "from the clip's start; may be negative", "beats"),
    Arg("length_beats", "d", "above 0", "beats", 0),
    Arg("velocity", "f", "Live keeps fractions", "", 1, 127),
    Arg("release_velocity", "f", "", "", 0, 127),
    Arg("probability", "f", "", "", 0, 1),
    Arg("velocity_deviation", "f", "", "", -127, 127),
    Arg("pitch", "B", "60 is middle C", "", 0, 127),
    Arg("channel", "B", "", "", 0, 15),
)
"""The packed note, field by field, with the ranges of `check_note`. A byte of flags (bit 0: muted)
and a zero byte follow: see `bridge.model.notes.RECORD`. Tags: d float64, f float32, B byte."""

_DEFAULTS = {field.name: field.default for field in fields(Note) if field.default is not MISSING}


def arg_row(arg: Arg) -> dict[str, Value]:
    """An argument's name and, where it has them, its range and words."""
    row: dict[str, Value] = {"name": arg.name}
    if arg.low is not None:
        row["low"] = arg.low
    if arg.high is not None:
        row["high"] = arg.high
    if arg.choices:
        row["choices"] = list(arg.choices)
    return row


def note_field_row(field: Arg) -> dict[str, Value]:
    """A field of the packed note: its type, range, and what it is when a note does not say."""
    row = arg_row(field) | {"tag": field.tag}
    return row | ({"default": _DEFAULTS[field.name]} if field.name in _DEFAULTS else {})


def message_row(spec: Spec) -> dict[str, Value]:
    """A message: who says it to whom, its type tags, and a row for each argument."""
    return {
        "sender": spec.sender,
        "receiver": spec.receiver,
        "tags": spec.tags,
        "args": [arg_row(arg) for arg in spec.args],
    }


def tables() -> dict[str, Value]:
    """Every constant of the protocol files, in their order."""
    major, minor = PROTOCOL
    return {
        "MAJOR": major,
        "MINOR": minor,
        "MAX_PACKET_BYTES": MAX_PACKET_BYTES,
        "MAX_CHUNK_BYTES": MAX_CHUNK_BYTES,
        "NOTES_PER_CHUNK": NOTES_PER_CHUNK,
        "NOTE_BYTES": RECORD.size,
        "MUTED": MUTED,
        "SILENCE_DB": SILENCE_DB,
        "TRACK_KINDS": [kind.value for kind in TrackKind],
        "MIXER_FIELDS": list(MIXER_FIELDS),
        "TRIGGER_VERBS": list(TRIGGER_VERBS),
        "NOTE_FIELDS": [note_field_row(field) for field in NOTE_FIELDS],
        "MESSAGES": {address: message_row(spec) for address, spec in MESSAGES.items()},
    }
