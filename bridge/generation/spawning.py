"""Starts worker processes."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable, Collection, Sequence
from pathlib import Path

Spawner = Callable[[], Awaitable[asyncio.subprocess.Process]]
"""Starts a process that speaks `generators.wire` on its standard streams."""

_ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
"""A worker leaves the other cores to the DAW."""


def environment() -> dict[str, str]:
    """The daemon's environment, with one numeric thread, and with a source checkout on the path."""
    source = Path(__file__).resolve().parents[2]
    changed = dict(os.environ) | _ONE_THREAD
    if (source / "pyproject.toml").is_file():
        known = changed.get("PYTHONPATH", "")
        changed["PYTHONPATH"] = f"{source}{os.pathsep}{known}" if known else str(source)
    return changed


def python_worker(
    command: Sequence[str] = ("-m", "generators.worker"), disabled: Collection[str] = ()
) -> Spawner:
    """A spawner of this Python with that command line; disabled: generators to leave out."""
    options = [part for name in sorted(disabled) for part in ("--disable", name)]

    async def spawn() -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            sys.executable,
            *command,
            *options,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env=environment(),
            start_new_session=True,  # Ctrl-C in the daemon's terminal is the daemon's to handle
        )

    return spawn
