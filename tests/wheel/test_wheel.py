"""The distribution: what is in the wheel, and that a fresh environment runs the main job from it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
pytestmark = [pytest.mark.wheel, pytest.mark.timeout(600)]

MUST_TRAVEL = (
    "bridge/bundled/config/default.yaml",
    "bridge/bundled/config/schema.json",
    "bridge/bundled/config/examples/night_bus/session.yaml",
    "bridge/bundled/daw_scripts/lua/osc.lua",
    "bridge/bundled/daw_scripts/ardour/headless.lua",
    "bridge/bundled/daw_scripts/ableton/Sideman/protocol.py",
    "bridge/bundled/daw_scripts/bitwig/protocol.js",
    "generators/models/data/chords.npz",
    "generators/models/data/chords.md",
)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation"]
    subprocess.run([*command, "-w", folder, ROOT], check=True)
    return next(folder.glob("sideman-*.whl"))


def test_the_top_level_names_are_ours_alone(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0].split("-")[0] for name in names} == {"bridge", "generators", "sideman"}
    missing = [name for name in MUST_TRAVEL if name not in names]
    assert not missing
    assert not [name for name in names if "__pycache__" in name or name.startswith("tests")]
    assert sum(info.file_size for info in zipfile.ZipFile(wheel).infolist()) < 20_000_000


def test_a_fresh_environment_walks_the_tour(wheel: Path, tmp_path: Path) -> None:
    venv.create(tmp_path / "env", with_pip=True)
    bin_ = tmp_path / "env" / "bin"
    subprocess.run([bin_ / "pip", "install", "-q", wheel], check=True)
    own = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")}
    done = subprocess.run(
        [bin_ / "sideman", "demo", "--tour", "--json"], cwd=tmp_path, env=own, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[-1])["equal"] is True
    lists = subprocess.run([bin_ / "sideman", "--version"], capture_output=True, text=True, check=True)
    assert lists.stdout.startswith("sideman ")
