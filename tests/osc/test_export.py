"""The generated files say what the table says."""

from __future__ import annotations

import json
import re
import runpy
from pathlib import Path
from typing import Any

import pytest

from bridge.model.errors import BadNotes
from bridge.model.notes import RECORD, Note, check_note
from bridge.osc.codec import Message, decode, encode
from bridge.osc.export.__main__ import main
from bridge.osc.export.files import FILES, ROOT, stale, write
from bridge.osc.export.tables import NOTE_FIELDS, tables
from bridge.osc.schema import GROUPS, MAX_CHUNK_BYTES, MAX_PACKET_BYTES, MESSAGES

PROTOCOL_PY = ROOT / "daw_scripts/ableton/Sideman/protocol.py"


def test_nothing_is_stale(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--check"]) == 0, capsys.readouterr().out


def test_writing_twice_changes_nothing(tmp_path: Path) -> None:
    assert write(tmp_path) == list(FILES)
    assert write(tmp_path) == []
    assert stale(tmp_path) == []


def test_a_stale_file_is_named_with_the_line_that_differs(tmp_path: Path) -> None:
    write(tmp_path)
    changed = tmp_path / "daw_scripts/lua/protocol.lua"
    changed.write_text(changed.read_text("utf-8").replace("MAJOR = 1", "MAJOR = 7"), "utf-8")
    (tmp_path / "daw_scripts/PROTOCOL.md").unlink()
    lua, page = stale(tmp_path)
    assert lua.startswith("daw_scripts/lua/protocol.lua: line 6 is 'protocol.MAJOR = 7")
    assert lua.endswith(r"should be 'protocol.MAJOR = 1\n'")
    assert page.startswith("daw_scripts/PROTOCOL.md: line 1 is '' and should be")


def test_check_ends_with_1_and_says_what_to_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(stale, "__defaults__", (tmp_path,))
    assert main(["--check"]) == 1
    said = capsys.readouterr().out
    assert all(name in said for name in FILES)
    assert "--write" in said


@pytest.mark.parametrize("name", FILES)
def test_every_generated_file_names_the_command(name: str) -> None:
    start = (ROOT / name).read_text("utf-8")[:200]
    assert "python -m bridge.osc.export --write" in start
    assert "do not edit" in start


def test_the_python_tables_are_those_of_the_daemon() -> None:
    found = {name: value for name, value in runpy.run_path(str(PROTOCOL_PY)).items() if name.isupper()}
    assert found == tables()
    assert list(found["MESSAGES"]) == list(MESSAGES)


def test_the_reference_page_has_every_message_and_argument() -> None:
    page = (ROOT / "daw_scripts/PROTOCOL.md").read_text("utf-8")
    sections = dict(re.findall(r"^### `(\S+)`\n(.*?)(?=^##|\Z)", page, re.MULTILINE | re.DOTALL))
    assert list(sections) == list(MESSAGES)
    for address, spec in MESSAGES.items():
        header, *rows = re.findall(r"^\| (\w+) \|", sections[address], re.MULTILINE) or ["argument"]
        assert (header, rows) == ("argument", [arg.name for arg in spec.args])
        assert spec.doc in sections[address]


def test_the_golden_vectors_are_whole_messages() -> None:
    golden: dict[str, Any] = json.loads((ROOT / "tests/osc/golden.json").read_text("utf-8"))
    for vector in golden["messages"]:
        packet = bytes.fromhex("".join(group for group, _ in vector["bytes"]))
        args = (bytes.fromhex(arg["hex"]) if isinstance(arg, dict) else arg for arg in vector["args"])
        message = Message(vector["address"], tuple(args))
        assert encode(message) == packet
        assert repr(decode(packet)) == repr(message)


def test_the_table_is_sound() -> None:
    specs = [spec for _, group in GROUPS for spec in group]
    assert len(specs) == len(MESSAGES), "an address stands twice"
    for spec in specs:
        names = [arg.name for arg in spec.args]
        assert len(set(names)) == len(names), f"{spec.address} names an argument twice"
        assert set(spec.tags) <= set("idsb")
        assert spec.doc.endswith((".", "?"))
        for arg in spec.args:
            assert not arg.choices or arg.tag == "s"
            assert arg.tag in "id" or (arg.low is None and arg.high is None)
    assert MAX_CHUNK_BYTES + 1024 < MAX_PACKET_BYTES


def test_the_note_fields_are_those_of_the_packed_note() -> None:
    tags = "".join(field.tag for field in NOTE_FIELDS)
    assert RECORD.format == f">{tags}BB"
    fields = {field.name: 1.0 for field in NOTE_FIELDS}
    packed = RECORD.pack(0.5, 1.5, 2.5, 3.5, 0.25, 4.5, 60, 7, 1, 0)
    read = dict(zip(fields, RECORD.unpack(packed), strict=False))
    note = Note(0.5, 60, 1.5, 2.5, 7, True, 3.5, 0.25, 4.5)
    assert read == {name: getattr(note, name) for name in fields}


@pytest.mark.parametrize("field", NOTE_FIELDS, ids=lambda field: field.name)
def test_the_ranges_of_the_note_fields_are_those_of_the_model(field: Any) -> None:
    fine: dict[str, Any] = {"start_beats": 0.0, "pitch": 60, "length_beats": 1.0}
    step = 1 if field.tag == "B" else 1e-9
    low, high = field.low, field.high
    lowest = 5e-324 if field.name == "length_beats" else low
    for value in (lowest, high):
        check_note(Note(**fine | ({} if value is None else {field.name: value})))
    beyond = [*([] if low is None else [low - step]), *([] if high is None else [high + step])]
    beyond += [0.0] if field.name == "length_beats" else []
    for value in beyond or [float("inf")]:
        with pytest.raises(BadNotes):
            check_note(Note(**fine | {field.name: value}))
