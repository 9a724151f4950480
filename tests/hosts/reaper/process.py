"""The strict host as a process: a real Lua, stepped by the test.

    with Reaper("7.60", config) as reaper:
        reaper.start()
        reaper.tick(0.033)                     # runs what the script deferred
        reaper.lua('return musician.track("Bass").name')

Versions: REAPER 6 brought Lua 5.3, REAPER 7 brings 5.4, and the host runs in the one that the real
program would use.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from types import TracebackType
from typing import Any

from bridge.settings.resources import bundled
from tests.interpreters import need

HERE = Path(__file__).parent

OLDEST, NEWEST = "6.24", "7.60"
"""6.24 is the oldest release whose API documentation the facts were gathered from, and has all that
the script needs; 7.60 is the newest."""

VERSIONS = (OLDEST, NEWEST)
FIRST_TICK_S = 100.0


class ScriptFault(AssertionError):
    """The script did what REAPER would not have stood, or raised."""


def lua_of(version: str) -> Path:
    return need("lua5.3" if int(version.split(".")[0]) < 7 else "lua5.4")


class Reaper:
    """One life of the program. ``folder`` is where the script is installed: its configuration is
    written there, and the scripts are those of the working tree."""

    def __init__(self, version: str, folder: Path, *words: str) -> None:
        self.version = version
        self.installed = install(folder)
        self._command = [lua_of(version), HERE / "worker.lua", HERE, version, self.script("Sideman"), *words]
        self.calls: list[int] = []
        """API calls of each tick."""

    def script(self, name: str) -> Path:
        return self.installed / "reaper" / f"{name}.lua"

    def action(self, name: str) -> Path:
        return self.installed / "reaper" / "actions" / f"Sideman - {name}.lua"

    def __enter__(self) -> Reaper:
        self._process = subprocess.Popen(self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.lua(f"host.resource_path = [==[{self.installed.parent.parent}]==]")
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: TracebackType | BaseException | None) -> None:
        assert self._process.stdin and self._process.stdout
        self._process.stdin.close()
        self._process.wait(10)
        self._process.stdout.close()

    def start(self, path: Path | None = None) -> None:
        """Runs the script, or another one (an action)."""
        self._ask("start", str(path or ""))

    def tick(self, time_s: float) -> None:
        """Lets the timer fire at a time, in seconds since the test began."""
        self.calls.append(int(self._ask("tick", repr(FIRST_TICK_S + time_s))))

    def exit(self) -> None:
        """The script is stopped, or REAPER quits."""
        self._ask("exit")

    def lua(self, source: str) -> Any:
        """What a piece of Lua gives that may use `host` and `musician`."""
        return json.loads(self._ask("lua", source))

    def called(self) -> set[str]:
        return set(self.lua("return host.called"))

    def _ask(self, verb: str, body: str = "") -> str:
        assert self._process.stdin and self._process.stdout
        data = body.encode()
        self._process.stdin.write(f"{verb} {len(data)}\n".encode() + data)
        self._process.stdin.flush()
        line = self._process.stdout.readline().decode()
        if not line:
            raise ScriptFault("The host ended.")
        outcome, size = line.split()
        answer = self._process.stdout.read(int(size)).decode()
        if outcome == "error":
            raise ScriptFault(answer)
        return answer


def install(folder: Path) -> Path:
    """The two script folders side by side, as they are put into REAPER's Scripts folder."""
    target = folder / "Scripts" / "Sideman"
    for room in ("lua", "reaper"):
        shutil.copytree(bundled("daw_scripts") / room, target / room, dirs_exist_ok=True)
    return target
