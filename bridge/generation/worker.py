"""One worker process as the daemon sees it: ask, one at a time, or kill."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
from collections import deque

from bridge.generation.spawning import Spawner
from bridge.model.errors import GeneratorFailed, SidemanError
from generators.wire import LENGTH, FromWorker, body_length, read_from_worker

log = logging.getLogger("sideman.generation")

_CHUNK_BYTES = 4096
_LOG_CHUNKS_KEPT = 4
_CRASH_HINT = "Ask again: a fresh worker is up. If it happens with every seed, please report it."


class Worker:
    """A started process. After any error of `ask` but the generator's own, it must be killed."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._said: deque[str] = deque(maxlen=_LOG_CHUNKS_KEPT)
        self._listening = asyncio.create_task(self._listen())

    @classmethod
    async def start(cls, spawn: Spawner) -> Worker:
        """Raises GeneratorFailed when the process cannot be started."""
        try:
            return cls(await spawn())
        except OSError as reason:
            raise GeneratorFailed(
                f"The generators' process does not start: {reason}.",
                "Check that Sideman's Python is still installed, or install Sideman again.",
                "worker_not_started",
            ) from None

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def alive(self) -> bool:
        return self._process.returncode is None

    async def ask(self, outgoing: bytes) -> FromWorker:
        """The reply to a frame. Raises GeneratorFailed when the process dies or answers nonsense."""
        assert self._process.stdin is not None and self._process.stdout is not None
        try:
            self._process.stdin.write(outgoing)
            await self._process.stdin.drain()
            prefix = await self._process.stdout.readexactly(LENGTH.size)
            body = await self._process.stdout.readexactly(body_length(prefix))
            return read_from_worker(body)
        except (asyncio.IncompleteReadError, ConnectionError):
            await self.kill()
            raise GeneratorFailed(
                f"The generators' process ended in the middle of a request{self._last_words()}.",
                _CRASH_HINT,
                "worker_crashed",
            ) from None
        except SidemanError as reason:
            raise GeneratorFailed(
                f"The generators' process answered nonsense: {reason.message}", _CRASH_HINT, "worker_garbled"
            ) from None

    async def kill(self) -> None:
        """Ends the process at once, with all that it started, and waits until it is gone; harmless when it
        already is."""
        assert self._process.stdin is not None and self._process.stdout is not None
        _kill_group(self._process)
        self._process.stdin.close()
        await self._process.wait()
        await self._listening
        with contextlib.suppress(RuntimeError):  # a request in flight reads the rest itself
            while await self._process.stdout.read(_CHUNK_BYTES):
                pass

    async def _listen(self) -> None:
        """Logs what the process writes to standard error, and keeps the end of it."""
        assert self._process.stderr is not None
        while chunk := await self._process.stderr.read(_CHUNK_BYTES):
            text = chunk.decode(errors="replace").rstrip()
            self._said.append(text)
            log.info("worker %d: %s", self.pid, text)

    def _last_words(self) -> str:
        lines = "\n".join(self._said).splitlines()
        return f" ({lines[-1].strip()})" if lines else ""


def _kill_group(process: asyncio.subprocess.Process) -> None:
    """A worker leads a process group of its own where the system has groups (see `spawning`)."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
