"""sideman harmonise at the command line: lead sheets for people, JSON lines for programs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bridge.cli.app import app
from bridge.midi.files import load_song, write_clip
from bridge.model.notes import Note, Notes
from tests.generators.harmonise.tunes import TWINKLE, notes_of, twinkle

RUN = CliRunner()


@pytest.fixture
def tune(tmp_path: Path) -> Path:
    notes = Notes([Note(onset, int(pitch), length) for onset, length, pitch in notes_of(TWINKLE)])
    path = tmp_path / "tune.mid"
    path.write_bytes(write_clip(notes, name="Lead"))
    return path


def test_json_lines_in_json_lines_out() -> None:
    lines = f"{json.dumps(twinkle())}\nnonsense\n\n{json.dumps(twinkle(id=2))}\n"
    for arguments in (["--stdin", "--json"], ["-", "--json"]):
        said = RUN.invoke(app, ["harmonise", *arguments], input=lines)
        assert said.exit_code == 0
        rows = [json.loads(line) for line in said.stdout.splitlines()]
        assert [row["id"] for row in rows] == ["twinkle", None, 2]
        assert rows[0]["slots"] == rows[2]["slots"] and len(rows[0]["slots"]) == 8
        assert rows[1]["error"]["code"] == "bad_input"


def test_a_file_becomes_a_lead_sheet(tune: Path) -> None:
    said = RUN.invoke(
        app, ["harmonise", str(tune), "--rhythm", "bar", "--key", "C major", "--candidates", "2"]
    )
    assert said.exit_code == 0
    assert "C major, 4/4" in said.stdout
    assert "| C | " in said.stdout and "2." in said.stdout


def test_a_file_as_json(tune: Path) -> None:
    said = RUN.invoke(app, ["harmonise", str(tune), "--json", "--track", "lead", "--colour", "0.9"])
    answer = json.loads(said.stdout)
    assert len(answer["candidates"]) == 3
    first = answer["candidates"][0]["chords"]
    assert first[0]["start_beats"] == 0 and {"symbol", "name", "roman"} <= set(first[0])


def test_the_chords_can_be_written_to_a_file(tune: Path, tmp_path: Path) -> None:
    out = tmp_path / "chords.mid"
    assert RUN.invoke(app, ["harmonise", str(tune), "--out", str(out)]).exit_code == 0
    notes = load_song(out).tracks[0].notes
    assert len(notes) >= 12
    assert {note.pitch % 12 for note in notes if note.start_beats == 0} == {0, 4, 7}


@pytest.mark.parametrize(
    ("arguments", "exit_code", "code"),
    [
        ([], 2, "bad_input"),
        (["absent.mid"], 2, "bad_input"),
        (["TUNE", "--track", "9"], 4, "not_found"),
        (["TUNE", "--rhythm", "samba"], 2, "bad_input"),
        (["TUNE", "--key", "H major"], 2, "bad_input"),
    ],
)
def test_what_is_wrong_is_said(tune: Path, arguments: list[str], exit_code: int, code: str) -> None:
    named = [str(tune) if one == "TUNE" else one for one in arguments]
    said = RUN.invoke(app, ["harmonise", *named, "--json"])
    assert said.exit_code == exit_code
    assert json.loads(said.stderr)["error"]["code"] == code
