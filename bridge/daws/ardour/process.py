"""A program of Ardour's as a child process, kept apart from the musician's own Ardour settings."""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections import deque
from pathlib import Path

from bridge.model.errors import Unavailable

KEPT_LINES = 40
CHATTER = ("call-slot", "call slot", "Butler drops", "Falling back to Reasonable Synth")
"""Lines that Ardour prints whatever happens."""

TERM_WITHIN_S = 5.0


class ArdourProcess:
    """One run of ``ardour7-lua SCRIPT WORDS``; its last lines are kept for error reports."""

    def __init__(self, program: Path, home: Path) -> None:
        """``home``: a folder for Ardour's settings and caches of this run."""
        self._program, self._home = program, home
        self._process: asyncio.subprocess.Process | None = None
        self._reader: asyncio.Task[None] | None = None
        self._heard = asyncio.Condition()
        self.lines: deque[str] = deque(maxlen=KEPT_LINES)

    async def start(self, script: Path, *words: str) -> None:
        """Raises OSError when the program cannot be run."""
        self._home.mkdir(parents=True, exist_ok=True)
        places = {f"XDG_{kind}_HOME": str(self._home / kind.lower()) for kind in ("CONFIG", "CACHE", "DATA")}
        self._process = await asyncio.create_subprocess_exec(
            self._program,
            str(script),
            *words,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            env={**os.environ, "HOME": str(self._home), **places},
        )
        self._reader = asyncio.create_task(self._read_lines(self._process))

    async def _read_lines(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdout is not None
        async for raw in process.stdout:
            async with self._heard:
                line = raw.decode("utf-8", "replace").rstrip()
                if not any(word in line for word in CHATTER):
                    self.lines.append(line)
                    self._heard.notify_all()
        await process.wait()
        async with self._heard:
            self._heard.notify_all()

    @property
    def pid(self) -> int:
        return self._process.pid if self._process else 0

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.returncode is None

    async def heard(self, text: str, timeout_s: float) -> None:
        """Waits for a line that holds a text. Raises Unavailable when it ends before, or is late."""

        def said() -> bool:
            return not self.running or any(text in line for line in self.lines)

        with contextlib.suppress(TimeoutError):
            async with self._heard:
                await asyncio.wait_for(self._heard.wait_for(said), timeout_s)
        if not any(text in line for line in self.lines):
            state = "is not answering" if self.running else "stopped"
            raise Unavailable(f"Ardour {state}. It said: {self.tail()}", "Try once more.", "ardour_failed")

    async def ended(self, timeout_s: float) -> int:
        """Waits for the end; its exit status. Raises TimeoutError."""
        assert self._process is not None
        status = await asyncio.wait_for(self._process.wait(), timeout_s)
        if self._reader:
            await self._reader
        return status

    async def kill(self) -> None:
        """Ends it at once, as kill -9 does; nothing is saved."""
        if self.running and self._process:
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()
            await self.ended(TERM_WITHIN_S)

    def tail(self) -> str:
        """Its last words on one line."""
        return " | ".join(line for line in list(self.lines)[-4:] if line) or "nothing"
