"""The record of a clip that a machine made: one schema for the ledger, MIDI files and sidecars.

It says who or what made the notes, from which data, on whose request, how close they come to existing
music, and what is needed to make them again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import msgspec

from bridge.model.errors import BadInput
from bridge.model.notes import Notes
from bridge.model.suggestion import Provenance, Suggestion

SCHEMA = "sideman-clip-1"
WORD = "sideman:clip"
"""Begins the MIDI text event that carries a record."""


class ModelUse(msgspec.Struct, frozen=True):
    """A model that took part, and the hash of its file."""

    model_id: str
    sha256: str


class ClipRecord(msgspec.Struct, frozen=True, omit_defaults=True):
    """notes: fingerprint of the clip's notes. training: the data lines, with licences and attributions.
    context: what was heard: hashes of the clips, key, tempo, chords. originality: the guard's verdict.
    request: the whole request, packed and in base 64 (MIDI texts leave it out). made_at: ISO 8601, UTC, ""
    where the time is nobody's business (a file that must come out the same every time)."""

    title: str
    kind: str
    reason: str
    generator: str
    software: str
    notes: str
    note_count: int
    seed: int
    models: tuple[ModelUse, ...] = ()
    training: tuple[str, ...] = ()
    parameters: Mapping[str, Any] = {}
    context: Mapping[str, Any] = {}
    originality: Mapping[str, Any] = {}
    request_sha256: str = ""
    request: str = ""
    suggestion: str = ""
    made_at: str = ""
    schema: str = msgspec.field(default=SCHEMA)


def record_of(
    made: Provenance,
    notes: Notes,
    *,
    title: str,
    kind: str,
    reason: str,
    request: str = "",
    suggestion: str = "",
    made_at: str = "",
) -> ClipRecord:
    """The record of a candidate or suggestion; rows from before several models were kept name the one."""
    models = dict(made.models) or ({made.model_id: made.model_sha256} if made.model_id else {})
    values = asdict(made)
    return ClipRecord(
        title=title,
        kind=kind,
        reason=reason,
        generator=made.generator,
        software=made.software,
        notes=notes.fingerprint,
        note_count=len(notes),
        seed=made.seed,
        models=tuple(ModelUse(*pair) for pair in models.items()),
        training=made.training,
        parameters=values["parameters"],
        context=values["context"],
        originality=values["originality"],
        request_sha256=made.request_sha256,
        request=request,
        suggestion=suggestion,
        made_at=made_at,
    )


def record_of_suggestion(suggestion: Suggestion) -> ClipRecord:
    """The record of a suggestion on the desk."""
    return record_of(
        suggestion.provenance,
        suggestion.notes,
        title=suggestion.title,
        kind=suggestion.kind,
        reason=suggestion.reason,
        suggestion=suggestion.id,
        made_at=suggestion.created_at,
    )


def to_json(record: ClipRecord) -> bytes:
    """The record as a JSON object, its schema named first; the same record gives the same bytes."""
    values = msgspec.to_builtins(record)
    text: bytes = msgspec.json.encode({"schema": SCHEMA, **values}, order=None)
    return text


def midi_text(record: ClipRecord) -> str:
    """A text event that carries the record, without the request."""
    return f"{WORD} {to_json(msgspec.structs.replace(record, request='')).decode()}"


def from_json(text: bytes | str) -> ClipRecord:
    """The inverse of `to_json`. Raises BadInput for another schema or what is no record."""
    try:
        record = msgspec.json.decode(text, type=ClipRecord)
    except (msgspec.DecodeError, UnicodeDecodeError) as reason:
        raise BadInput(f"This is no record of a clip: {reason}.", "Is it a .mid.json of Sideman?") from None
    if record.schema != SCHEMA:
        raise BadInput(
            f"This record is in the form {record.schema!r}; known is {SCHEMA!r}.", "Update Sideman."
        )
    return record


def from_texts(texts: tuple[str, ...]) -> ClipRecord | None:
    """The record among a MIDI file's text events; None where there is none."""
    found = [text.removeprefix(WORD).strip() for text in texts if text.startswith(WORD + " ")]
    return from_json(found[0]) if found else None
