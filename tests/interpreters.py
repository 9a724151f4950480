"""The real interpreters that the control scripts run in, found on this machine.

`need` gives a program's path. A missing one skips the test with a loud reason, and fails it where
the environment says CI=true: there every interpreter must be installed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NoReturn

import pytest


@dataclass(frozen=True)
class Program:
    """Names it may have, the word that asks for its version, what that must say, how to get it."""

    names: tuple[str, ...]
    version_flag: str
    says: str
    install: str


PROGRAMS = {
    "python3.7": Program(("python3.7",), "--version", "Python 3.7.", "pyenv install 3.7"),
    "python3.11": Program(("python3.11",), "--version", "Python 3.11.", "pyenv install 3.11"),
    "lua5.3": Program(("lua5.3", "lua53", "lua"), "-v", "Lua 5.3.", "apt install lua5.3"),
    "lua5.4": Program(("lua5.4", "lua54", "lua"), "-v", "Lua 5.4.", "apt install lua5.4"),
    "node": Program(("node", "nodejs"), "--version", "v", "apt install nodejs"),
}


@lru_cache
def find(name: str) -> Path | None:
    """The program, on PATH first, then among pyenv's versions; None where it is not."""
    return next((path for path in _candidates(name) if _answers(path, PROGRAMS[name])), None)


def missing(name: str) -> NoReturn:
    """Ends the test: skipped, or failed in CI."""
    reason = f"{name.upper()} IS MISSING, so nothing was tested in it. Try: {PROGRAMS[name].install}"
    if os.environ.get("CI") == "true":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


def need(name: str) -> Path:
    """The program, or the end of the test."""
    return find(name) or missing(name)


def _candidates(name: str) -> Iterator[Path]:
    if name == "python{}.{}".format(*sys.version_info):
        yield Path(sys.executable)
    for each in PROGRAMS[name].names:
        found = shutil.which(each)
        if found:
            yield Path(found)
    if name.startswith("python"):
        versions = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
        yield from sorted(versions.glob(f"{name.removeprefix('python')}*/bin/python"), reverse=True)


def _answers(path: Path, program: Program) -> bool:
    """Whether it runs and is of the right version: a pyenv shim is on PATH for versions that are off."""
    try:
        asked = subprocess.run([path, program.version_flag], capture_output=True, text=True, timeout=20)
    except OSError:
        return False
    return asked.returncode == 0 and (asked.stdout + asked.stderr).startswith(program.says)
