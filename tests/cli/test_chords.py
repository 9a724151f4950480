"""sideman chords and sideman models, as scripts and people use them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from typer.testing import CliRunner

from bridge.cli.app import app

SONG = {"id": "s1", "tonic": "Ab", "chords": ["Ab:maj", "F:min", "Db:maj", "Eb:7"] * 4}


def asked(words: list[str], *records: Any) -> list[dict[str, Any]]:
    lines = "".join(f"{one if isinstance(one, str) else json.dumps(one)}\n" for one in records)
    found = CliRunner().invoke(app, words, input=lines)
    assert found.exit_code == 0, found.output
    return [json.loads(line) for line in found.stdout.splitlines()]


def test_the_next_chord_comes_with_its_probability() -> None:
    (answer,) = asked(["chords", "next", "--stdin", "--json"], SONG)
    assert answer["id"] == "s1"
    assert len(answer["top"]) == 5
    assert answer["top"][0][0] == "Ab:maj" and answer["top"][0][1] > 0.8
    assert [p for _, p in answer["top"]] == sorted((p for _, p in answer["top"]), reverse=True)


def test_a_walk_answers_every_position_from_what_came_before_it() -> None:
    whole, half = asked(
        ["chords", "next", "-", "--json", "--walk"], SONG, {**SONG, "chords": SONG["chords"][:8]}
    )
    assert len(whole["steps"]) == 16
    assert whole["steps"][:8] == half["steps"]
    assert whole["steps"][15]["top"][0][0] == "Eb:7"
    assert whole["steps"][15]["p_actual"] == pytest.approx(whole["steps"][15]["top"][0][1])
    (after,) = asked(["chords", "next", "--stdin", "--json"], {**SONG, "chords": SONG["chords"][:5]})
    assert after["top"] == whole["steps"][5]["top"]


def test_repeats_and_silence_keep_their_steps_and_count_for_nothing() -> None:
    chords = ["C:maj", "C:maj/3", "N", ["G:7", 2], "&pause", "C:maj"]
    (answer,) = asked(["chords", "next", "--stdin", "--json", "--walk"], {"tonic": 0, "chords": chords})
    assert answer["id"] == 1
    told = [step["p_actual"] is not None for step in answer["steps"]]
    assert told == [True, False, False, True, False, True]
    (plain,) = asked(
        ["chords", "next", "--stdin", "--json", "--walk"], {"tonic": 0, "chords": ["C", "G:7", "C"]}
    )
    assert [answer["steps"][place]["p_actual"] for place in (0, 3, 5)] == pytest.approx(
        [step["p_actual"] for step in plain["steps"]]
    )


def test_a_bad_line_is_answered_with_its_error_and_the_rest_goes_on() -> None:
    answers = asked(
        ["chords", "next", "--stdin", "--json"],
        "{nonsense",
        "",
        {"id": "no tonic", "chords": []},
        {"id": 7, "tonic": "C", "chords": ["C:banana"]},
        [1, 2],
        {"id": "empty", "tonic": "C", "mode": None, "chords": []},
    )
    assert [one["id"] for one in answers] == [1, "no tonic", 7, 5, "empty"]
    codes = [one.get("error", {}).get("code") for one in answers]
    assert codes == ["bad_json", "bad_tonic", "bad_input", "bad_json", None]
    assert len(answers[-1]["top"]) == 5


def test_gaps_are_filled_and_the_rest_is_left_as_it_was_written() -> None:
    chords: list[Any] = [*SONG["chords"]]  # type: ignore[misc]
    chords[5], chords[10], chords[11], chords[0] = None, None, None, "Ab"
    (answer,) = asked(["chords", "fill", "--stdin", "--json"], {**SONG, "chords": chords})
    best, *others = answer["fillings"]
    assert best["filled"] == ["F:min", "Db:maj", "Eb:7"]
    assert best["chords"] == ["Ab", *SONG["chords"][1:]]  # type: ignore[index]
    assert len(others) == 4 and all(one["probability"] <= best["probability"] for one in others)
    (whole,) = asked(["chords", "fill", "--stdin", "--json"], SONG)
    assert whole["fillings"][0]["chords"] == SONG["chords"]


def test_people_get_a_palette_with_reasons() -> None:
    found = CliRunner().invoke(app, ["chords", "next", "--key", "C", "Dm7", "G7"], env={"COLUMNS": "160"})
    assert found.exit_code == 0
    assert "C:maj" in found.stdout and "resolves to I" in found.stdout.replace("Resolves", "resolves")
    filled = CliRunner().invoke(
        app, ["chords", "fill", "--key", "C", "C", "?", "F", "G", "C", "Am", "F", "G"]
    )
    assert "A:min" in filled.stdout
    wrong = CliRunner().invoke(app, ["chords", "next", "--key", "C", "H7"])
    assert wrong.exit_code == 2
    assert CliRunner().invoke(app, ["chords", "next", "--walk"]).exit_code == 2
    assert CliRunner().invoke(app, ["chords", "fill"]).exit_code == 2


def test_models_are_listed_shown_and_reported() -> None:
    listed = asked(["models", "list", "--json"])
    chords = next(one for one in listed if one["name"] == "chords")
    assert chords["sha256_ok"] is True and chords["bytes"] > 10_000
    (shown,) = asked(["models", "show", "chords", "--json"])
    assert shown["training"][0]["licence"] == "CC0" and "## Limits" in shown["card"]
    (figures,) = asked(["models", "report", "chords", "--json"])
    assert "top-1" in figures["figures"]
    for words in (["models", "list"], ["models", "show", "chords"], ["models", "report"]):
        said = CliRunner().invoke(app, words)
        assert said.exit_code == 0 and "chords" in said.stdout
    assert CliRunner().invoke(app, ["models", "show", "kazoo"]).exit_code == 4
    assert CliRunner().invoke(app, ["models", "report", "--data", "/nowhere"]).exit_code == 2
