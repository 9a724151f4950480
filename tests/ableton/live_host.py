"""A Live in a process of its own, stepped by the test: see tests/hosts/live/main.py."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from functools import partial
from pathlib import Path
from typing import Any

from tests.interpreters import need

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "daw_scripts" / "ableton" / "Sideman"
PYTHON_OF = {"11.0.0": "python3.7", "11.3.43": "python3.7", "12.0.5": "python3.11", "12.3.6": "python3.11"}
VERSIONS = tuple(PYTHON_OF)
OLDEST, NEWEST = VERSIONS[0], VERSIONS[-1]


class ScriptRaised(AssertionError):
    """Something in the script raised; Live would have written it into its log."""


def install(folder: Path, run_file: Path, source: Path = SCRIPT, **settings: Any) -> Path:
    """Puts the script where Live looks for it, as the installer does; the folder of scripts."""
    target = folder / "Remote Scripts" / "Sideman"
    shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
    told = {"run_file": str(run_file), **settings}
    (target / "sideman.json").write_text(json.dumps(told), encoding="utf-8")
    return target.parent


class Verbs:
    """What the musician does: each attribute is a verb of tests/hosts/live/musician.py."""

    def __init__(self, host: LiveHost) -> None:
        self._host = host

    def __getattr__(self, verb: str) -> Any:
        return partial(self._host.ask, "musician", verb)


class LiveHost:
    """``ask`` sends a command and gives its value. Raises ScriptRaised."""

    def __init__(self, version: str, scripts: Path, python: str = "") -> None:
        self.version = version
        self.musician = Verbs(self)
        self.most_touches = 0
        """The most touches of Live's API in any one tick so far."""
        program = need(python or PYTHON_OF[version])
        command = [program, "-m", "tests.hosts.live.main", version, str(scripts)]
        environ = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONHASHSEED": "1"}
        self._process = subprocess.Popen(
            command, cwd=ROOT, env=environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    def ask(self, verb: str, *args: Any) -> Any:
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(json.dumps([verb, *args]).encode() + b"\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        assert answer, "the host is gone"
        found = json.loads(answer)
        if "errors" in found:
            raise ScriptRaised("\n".join(found["errors"]))
        return found["value"]

    def step(self, ticks: int = 1) -> None:
        self.most_touches = max(self.most_touches, self.ask("step", ticks))

    def look(self) -> dict[str, Any]:
        found: dict[str, Any] = self.musician.look()
        return found

    def facts(self) -> dict[str, Any]:
        found: dict[str, Any] = self.ask("facts")
        return found

    def quit(self) -> None:
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()
        try:
            self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
            raise
