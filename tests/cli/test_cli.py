"""The command line as a musician or a script uses it: real processes, their output and exit codes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bridge.bench.startup import heavy_imports_of_help
from bridge.cli.app import app
from bridge.demo.tour import SEED

ROOT = Path(__file__).parents[2]


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    own = {
        "SIDEMAN_HOME": str(tmp_path / "home"),
        "SIDEMAN_CONTROLLERS__PORT": "0",
        "NO_COLOR": "1",
        "PYTHONPATH": str(ROOT),
        "COLUMNS": "200",
    }
    return {**os.environ, **own}


def sideman(environ: dict[str, str], *words: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from bridge.cli import main; main()", *words]
    return subprocess.run(command, env=environ, input=stdin, capture_output=True, text=True, timeout=60)


@pytest.fixture
def running(environ: dict[str, str]) -> Iterator[dict[str, Any]]:
    """A daemon in its own process; its first line of output."""
    command = [sys.executable, "-c", "from bridge.cli import main; main()", "run", "--json"]
    with subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield {"process": process, **json.loads(process.stdout.readline())}
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            assert process.wait(20) == 0


def test_help_is_light_and_teaches_by_example(environ: dict[str, str]) -> None:
    assert heavy_imports_of_help() == []
    shown = sideman(environ, "--help")
    assert shown.returncode == 0 and "sideman demo" in shown.stdout and "Exit codes" in shown.stdout
    for verb in ("demo", "run", "suggest", "session"):
        assert "Examples:" in sideman(environ, verb, "--help").stdout, verb


def test_every_verb_has_a_help_line() -> None:
    verbs = [
        *app.registered_commands,
        *(c for g in app.registered_groups for c in g.typer_instance.registered_commands),
    ]  # type: ignore[union-attr]
    assert len(verbs) > 15
    assert all(verb.callback is not None and verb.callback.__doc__ for verb in verbs)


def test_the_tour_ends_where_it_began(environ: dict[str, str]) -> None:
    done = sideman(environ, "demo", "--tour", "--json")
    assert done.returncode == 0, done.stderr
    steps = [json.loads(line) for line in done.stdout.splitlines()]
    assert [step["step"] for step in steps] == [
        "read", "suggest", "audition", "accept", "undo", "ledger", "end",
    ]  # fmt: skip
    by_name = {step["step"]: step for step in steps}
    assert by_name["accept"]["suggestion"]["status"] == "committed"
    assert by_name["accept"]["after"]["clips"] == by_name["accept"]["before"]["clips"] + 1
    assert by_name["undo"]["suggestion"]["status"] == "undone"
    assert by_name["undo"]["after"] == by_name["read"]["before"]
    assert by_name["end"]["equal"] is True
    again = sideman(environ, "demo", "--tour", "--json", "--seed", str(SEED))
    first = [json.loads(line) for line in again.stdout.splitlines()][1]
    assert [s["title"] for s in first["suggestions"]] == [
        s["title"] for s in by_name["suggest"]["suggestions"]
    ]


def test_the_demo_is_a_desk_to_play_with(environ: dict[str, str]) -> None:
    lines = "help\nsuggest\nshow 1\naudition 1\naccept 1\nsession\nundo\nnonsense\nledger\nquit\n"
    done = sideman(environ, "demo", stdin=lines)
    assert done.returncode == 0, done.stderr
    for word in (
        "Night Bus",
        "proposed",
        "is committed",
        "is undone",
        "no verb 'nonsense'",
        "audition_started",
    ):
        assert word in done.stdout, word
    assert "\x1b[" not in done.stdout, "NO_COLOR is honoured"


def test_without_a_daemon_every_verb_says_how_to_start_one(environ: dict[str, str]) -> None:
    for words in (("status",), ("session",), ("suggest",), ("desk", "list"), ("desk", "accept", "1")):
        done = sideman(environ, *words, "--json")
        assert done.returncode == 5, words
        error = json.loads(done.stderr)["error"]
        assert error["code"] == "daemon_absent" and "sideman run" in error["hint"]


def test_a_running_daemon_answers_and_stops(environ: dict[str, str], running: dict[str, Any]) -> None:
    status = json.loads(sideman(environ, "status", "--json").stdout)
    assert status["pid"] == running["process"].pid and status["daws"] == []
    assert "No DAW is connected" in sideman(environ, "status").stdout
    assert sideman(environ, "session").returncode == 5
    rows = json.loads(sideman(environ, "generators", "--json").stdout)
    assert any(row["name"] == "chords" and row["state"] == "ready" for row in rows)
    assert sideman(environ, "desk", "list").stdout.startswith("The desk is empty")
    assert json.loads(sideman(environ, "ledger", "list", "--json").stdout)["broken_at"] is None
    second = sideman(environ, "run", "--json")
    assert second.returncode == 3 and "already running" in second.stderr
    assert sideman(environ, "stop").returncode == 0
    assert running["process"].wait(20) == 0


def test_config_shows_checks_and_explains(environ: dict[str, str], tmp_path: Path) -> None:
    shown = json.loads(
        sideman(environ, "config", "show", "--origin", "--json", "--set", "generation.bars=8").stdout
    )
    bars = next(row for row in shown if row["key"] == "generation.bars")
    assert bars["value"] == 8 and "flag" in bars["origin"]
    assert sideman(environ, "config", "check").returncode == 0
    assert sideman(environ, "config", "schema", "--check").returncode == 0
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text("generation:\n  candidats: 4\n")
    told = sideman(environ, "config", "check", str(wrong), "--json")
    assert told.returncode == 2
    error = json.loads(told.stderr)["error"]
    assert "line 2" in error["message"] + error["hint"] and "candidates" in error["message"] + error["hint"]


def test_a_yaml_bomb_is_told_and_the_daemon_does_not_start(environ: dict[str, str], tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    levels = "\n".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 9))
    (home / "config.yaml").write_text(f"a0: &a0 [x]\n{levels}\n")
    done = sideman(environ, "run", "--json")
    assert done.returncode == 2 and json.loads(done.stderr)["error"]["code"] == "bad_config"
