"""A record says the same in a sidecar and in a MIDI text, and another form of it is refused."""

from __future__ import annotations

import json

import msgspec
import pytest

from bridge.model.clip_record import SCHEMA, ClipRecord, from_json, from_texts, midi_text, record_of, to_json
from bridge.model.errors import BadInput
from bridge.model.notes import Note, Notes
from bridge.model.suggestion import Provenance

NOTES = Notes([Note(0, 60, 1), Note(1, 64, 1)])
MADE = Provenance(
    "chords",
    "sideman 0.1.0",
    "m1",
    "ab" * 32,
    ("Songs (CC0)", "Lieder (CC0)"),
    7,
    {"bars": 4},
    {"clips": {"c1": "00ff"}, "key": "C major"},
    {"m1": "ab" * 32, "m2": "cd" * 32},
    {"outcome": "ok", "longest_run": 0},
    "ef" * 32,
)


def record(made: Provenance = MADE) -> ClipRecord:
    return record_of(
        made,
        NOTES,
        title="I–V",
        kind="chords",
        reason="Because.",
        request="aGk=",
        made_at="2026-01-01T00:00:00Z",
    )


def test_it_comes_back_as_it_went() -> None:
    assert from_json(to_json(record())) == record()
    values = json.loads(to_json(record()))
    assert values["schema"] == SCHEMA and next(iter(values)) == "schema"
    assert [use["model_id"] for use in values["models"]] == ["m1", "m2"] and values[
        "notes"
    ] == NOTES.fingerprint


def test_a_midi_text_leaves_the_request_out() -> None:
    found = from_texts(("Made by somebody", midi_text(record())))
    assert found == msgspec.structs.replace(record(), request="")
    assert from_texts(("Made by somebody", "sideman:note pitch=60")) is None


def test_one_model_from_before_several_were_kept_is_named() -> None:
    old = Provenance("chords", "sideman 0.0.9", "m1", "ab" * 32, ("Songs (CC0)",), 7)
    assert [(use.model_id, use.sha256) for use in record(old).models] == [("m1", "ab" * 32)]
    assert record(Provenance("rules")).models == ()


@pytest.mark.parametrize("text", [b"", b"[]", b"\xff\xfe", b'{"schema": "sideman-clip-1"}', b"nonsense"])
def test_what_is_no_record_is_refused(text: bytes) -> None:
    with pytest.raises(BadInput, match="no record"):
        from_json(text)


def test_another_schema_is_named() -> None:
    other = to_json(record()).replace(SCHEMA.encode(), b"sideman-clip-9")
    with pytest.raises(BadInput, match="sideman-clip-9"):
        from_json(other)
