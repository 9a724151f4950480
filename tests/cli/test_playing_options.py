"""The words of `sideman suggest` for how chords are played are the generators' own."""

from __future__ import annotations

from typing import Any

import pytest
from typer.testing import CliRunner

from bridge.cli import desk
from bridge.cli.app import app
from bridge.cli.playing import chord_parameters
from generators.chords.arranging import wish_of
from generators.theory.chord_parameters import CHORD_PARAMETERS, VOICINGS


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    heard: list[dict[str, Any]] = []

    def ask(command: str, **arguments: Any) -> list[dict[str, Any]]:
        heard.append({"command": command, **arguments})
        return []

    monkeypatch.setattr(desk, "ask", ask)
    return heard


def test_options_become_parameters_of_the_ask(asked: list[dict[str, Any]]) -> None:
    line = "suggest chords --voicing drop2 --pattern arp --instrument guitar --strict --voices 5 --json"
    result = CliRunner().invoke(app, line.split())
    assert result.exit_code == 0, result.output
    (said,) = asked
    assert said["parameters"] == {
        "voicing": "drop2", "instrument": "guitar", "pattern": "arp", "strict": True, "voices": 5,
    }  # fmt: skip
    wish = wish_of(said["parameters"])
    assert (wish.voicing, wish.instrument, wish.pattern, wish.strict, wish.voices) == (
        "drop2", "guitar", "arp", True, 5,
    )  # fmt: skip


def test_what_is_as_usual_is_not_said(asked: list[dict[str, Any]]) -> None:
    assert CliRunner().invoke(app, ["suggest", "chords", "--json"]).exit_code == 0
    assert asked[0]["parameters"] == {}
    assert set(chord_parameters("drop2", "piano", "arp", True, 4)) == {one.name for one in CHORD_PARAMETERS}


def test_a_wrong_word_is_answered_with_the_right_ones(asked: list[dict[str, Any]]) -> None:
    result = CliRunner().invoke(app, ["suggest", "chords", "--voicing", "sideways"], env={"COLUMNS": "200"})
    assert result.exit_code != 0 and not asked
    assert all(word in result.output for word in VOICINGS)
