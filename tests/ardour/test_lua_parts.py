"""The DAW-independent parts of the Lua scripts, in both Luas that DAWs carry."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from bridge.settings.resources import bundled
from tests.interpreters import need

pytestmark = pytest.mark.script

PARTS = Path(__file__).parent / "parts"
SCENES = sorted(file.stem for file in PARTS.glob("*_scenes.lua"))


@pytest.mark.parametrize("lua", ["lua5.3", "lua5.4"])
@pytest.mark.parametrize("scenes", SCENES)
def test_parts(lua: str, scenes: str, tmp_path: Path) -> None:
    command = [need(lua), PARTS / "run.lua", bundled("daw_scripts"), PARTS / f"{scenes}.lua", tmp_path]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.strip().endswith("passed")


@pytest.mark.parametrize("lua", ["lua5.3", "lua5.4"])
def test_every_script_is_valid_in_both_luas(lua: str) -> None:
    for file in (
        *bundled("daw_scripts", "lua").glob("*.lua"),
        *bundled("daw_scripts", "ardour").glob("*.lua"),
    ):
        done = subprocess.run(
            [need(lua), "-e", "assert(loadfile(arg[0]))", file], capture_output=True, text=True, timeout=20
        )
        assert "syntax error" not in done.stderr, done.stderr
