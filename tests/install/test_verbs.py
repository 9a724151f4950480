"""Given a home with DAWs, when the musician types install, uninstall or doctor, then they do as told."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import typer
from click.testing import Result
from typer.testing import CliRunner

from bridge.cli import doctor, install

app = typer.Typer()
app.command("install")(install.install)
app.command("uninstall")(install.uninstall)
app.command("doctor")(doctor.doctor)


class Terminal:
    """A terminal of a musician with a home of their own."""

    def __init__(self, root: Path) -> None:
        self.root, self.home = root, root / "home"
        self.environ = {
            "HOME": str(self.home),
            "SIDEMAN_HOME": str(root / "sideman"),
            "SIDEMAN_CONTROLLERS__PORT": "0",
            "XDG_CONFIG_HOME": str(self.home / ".config"),
            "NO_COLOR": "1",
            "COLUMNS": "300",
        }

    def type(self, *words: str) -> Result:
        return CliRunner(env=self.environ).invoke(app, words)

    def json(self, *words: str) -> Any:
        done = self.type(*words, "--json")
        return json.loads(done.stdout or done.stderr)


@pytest.fixture
def terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    monkeypatch.setattr("sys.platform", "linux")
    (tmp_path / "home" / "Bitwig Studio").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    return Terminal(tmp_path)


def test_install_look_and_uninstall(terminal: Terminal) -> None:
    folder = terminal.home / "Bitwig Studio" / "Controller Scripts" / "Sideman"
    planned = terminal.type("install", "bitwig", "--dry-run")
    assert (
        planned.exit_code == 0 and "Would: Put" in planned.stdout and "Nothing was changed" in planned.stdout
    )
    assert not folder.exists()
    done = terminal.type("install", "bitwig")
    assert done.exit_code == 0 and str(folder) in done.stdout
    assert "1. In Bitwig Studio: Settings > Controllers > Add..." in done.stdout
    rows = {row["check"]: row for row in terminal.json("doctor")}
    assert rows["Bitwig Studio: script"]["status"] == "pass"
    gone = terminal.json("uninstall", "bitwig")
    assert gone["done"] and gone["folders"] == [str(folder)] and not folder.exists()
    assert terminal.type("uninstall", "bitwig").exit_code == 4


def test_an_unknown_and_an_absent_daw_leave_with_their_code(terminal: Terminal) -> None:
    for words in (("install", "cubase"), ("install", "reaper"), ("install", "live", "--to", "/no/where")):
        done = terminal.type(*words, "--json")
        assert done.exit_code == 4, done.output
        error = json.loads(done.stderr)["error"]
        assert error["code"] in ("not_found", "daw_not_found", "folder_missing") and error["hint"]


def test_the_doctor_leaves_with_1_when_something_failed(terminal: Terminal) -> None:
    well = terminal.type("doctor")
    assert well.exit_code == 0 and "PASS  settings" in well.stdout and " 0 fail" in well.stdout
    assert "\x1b[" not in well.stdout
    (terminal.root / "sideman").mkdir(exist_ok=True)
    (terminal.root / "sideman" / "config.yaml").write_text("midi:\n  chanel: 1\n")
    ill = terminal.type("doctor")
    assert ill.exit_code == 1 and "FAIL  settings" in ill.stdout and "-> " in ill.stdout


def test_help_teaches_by_example(terminal: Terminal) -> None:
    for verb in ("install", "uninstall", "doctor"):
        assert "Examples:" in terminal.type(verb, "--help").stdout
