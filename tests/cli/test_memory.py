"""sideman memory without a running daemon."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bridge.cli.app import app
from tests.memory.conftest import HABIT, clip_of


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SIDEMAN_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def said(*words: str, code: int = 0) -> Any:
    result = CliRunner().invoke(app, ["memory", *words, "--json"])
    assert result.exit_code == code, result.output
    return json.loads(result.stdout) if code == 0 else result.stderr


def shown(*words: str) -> str:
    result = CliRunner().invoke(app, ["memory", *words])
    assert result.exit_code == 0, result.output
    return " ".join(result.stdout.split())


def test_learn_look_and_forget(home: Path) -> None:
    assert "Too few pieces" in shown("status")
    files = []
    for turn in range(5):
        files.append(str(home / f"take {turn}.mid"))
        Path(files[-1]).write_bytes(clip_of([*HABIT[turn:], *HABIT[:turn]] * 2))
    assert [item["problem"] for item in said("learn", *files)] == [""] * 5
    status = said("status")
    assert status["used"] and status["pieces"] == {"folder": 0, "file": 5, "suggestion": 0}
    assert "On your 5 held-out pieces:" in shown("status") and "take 3.mid" in shown("list")
    assert [item["name"] for item in said("forget", "take 3.mid")] == ["take 3.mid"]
    assert len(said("list")) == 4
    assert len(said("forget", "--all")) == 4 and said("list") == []


def test_pause_and_resume(home: Path) -> None:
    assert said("pause")["paused"] and "Memory is paused" in shown("status")
    (home / "a.mid").write_bytes(clip_of(HABIT))
    assert "paused" in said("learn", "a.mid", code=2)
    assert not said("resume")["paused"]


def test_wrong_words_are_told(home: Path) -> None:
    assert "Say what to forget" in said("forget", code=2)
    assert "Say what to forget" in said("forget", "1", "--all", code=2)
    assert "nothing is remembered" in said("forget", "song", code=4).lower()


def test_a_broken_file_is_named(home: Path) -> None:
    (home / "broken.mid").write_bytes(b"MThd?")
    assert said("learn", "broken.mid")[0]["problem"]
    assert "Skipped broken.mid" in shown("status")
