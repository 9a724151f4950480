"""Given a shell, when someone asks for progressions or other chords, then they are made and explained."""

from __future__ import annotations

import json
from pathlib import Path

from typer.testing import CliRunner

from bridge.cli.app import app

runner = CliRunner()


def test_a_progression_comes_as_json_lines() -> None:
    said = runner.invoke(
        app,
        ["chords", "progression", "--key", "A minor", "--bars", "4", "--mood", "hopeful", "--cadence", "half",
         "--style", "soul", "--count", "2", "--json"],
    )  # fmt: skip
    assert said.exit_code == 0
    rows = [json.loads(line) for line in said.stdout.splitlines()]
    assert len(rows) == 2
    for row in rows:
        assert row["key"] == "A minor" and row["symbols"][-1].startswith("E:")
        assert "half cadence" in row["reason"]
        assert row["parameters"] == {"mood": "hopeful", "cadence": "half", "style": "soul"}


def test_a_progression_is_shown_over_its_bars() -> None:
    said = runner.invoke(
        app, ["chords", "progression", "C:maj", "?", "?", "G7", "--bars", "4", "--count", "1"]
    )
    assert said.exit_code == 0
    names, numerals = [line for line in said.stdout.splitlines() if line.strip().startswith("|")]
    assert names.split("|")[1].strip() == "C" and names.split("|")[4].strip() == "G7"
    assert numerals.split("|")[1].strip() == "I" and numerals.split("|")[4].strip() == "V7"


def test_files_are_written_with_their_records(tmp_path: Path) -> None:
    said = runner.invoke(
        app, ["chords", "progression", "--bars", "4", "--count", "2", "--out", str(tmp_path), "--json"]
    )
    assert said.exit_code == 0
    files = [Path(json.loads(line)["file"]) for line in said.stdout.splitlines()]
    assert all(file.read_bytes()[:4] == b"MThd" and Path(f"{file}.json").exists() for file in files)


def test_an_unknown_mood_is_answered_with_the_list() -> None:
    said = runner.invoke(app, ["chords", "progression", "--mood", "angryish"])
    assert said.exit_code == 2
    assert "hopeful" in said.stderr


def test_a_reharmonisation_names_its_changes() -> None:
    given = [
        "chords",
        "reharmonise",
        "C:maj A:min F:maj G:7",
        "--key",
        "C",
        "--adventure",
        "0.6",
        "--count",
        "3",
    ]
    said = runner.invoke(app, [*given, "--json"])
    assert said.exit_code == 0
    rows = [json.loads(line) for line in said.stdout.splitlines()]
    assert len(rows) == 3 and all(change["why"] for row in rows for change in row["changes"])
    shown = runner.invoke(app, given)
    assert shown.exit_code == 0 and rows[0]["changes"][0]["rule"] in shown.stdout


def test_a_bad_line_is_answered_and_the_rest_goes_on() -> None:
    lines = (
        '{"id": "a", "tonic": "C", "chords": [3]}\n{"id": "b", "tonic": "C", "chords": ["C:maj", "G:7"]}\n'
    )
    said = runner.invoke(app, ["chords", "reharmonise", "--stdin", "--json"], input=lines)
    first, second = map(json.loads, said.stdout.splitlines())
    assert first["id"] == "a" and first["error"]["code"] == "bad_chords"
    assert second["id"] == "b" and second["reharmonisations"]
