"""Questions to the running daemon, and to a worker of our own where none runs."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bridge.daemon.client import DaemonClient, connect_client
from bridge.daemon.runfile import read_run_file
from bridge.daws.handshake import LastHello
from bridge.generation.pool import WorkerPool
from bridge.model.errors import DaemonAbsent, NoAnswer, SidemanError
from generators.wire import Listing

ANSWER_WITHIN_S = 15.0


@dataclass(frozen=True, slots=True)
class DawAnswer:
    """host: its name at hello. round_trip_ms: from a ping until its pong, as it usually is; None before
    the first. read_ms: how long it took to tell its whole session anew; None when it did not, for the
    reason in ``problem``."""

    host: str
    host_version: str
    set_name: str
    state: str
    tracks: int
    read_ms: float | None = None
    problem: str = ""
    script_version: str = ""
    round_trip_ms: float | None = None


@dataclass(frozen=True, slots=True)
class DaemonAnswer:
    """What the running daemon says of itself. hellos: the last of each DAW since it was started, also of
    those that are not connected. answer_ms: how long it took to."""

    pid: int
    version: str
    udp_port: int
    problems: tuple[str, ...]
    daws: tuple[DawAnswer, ...]
    generators: tuple[dict[str, Any], ...]
    answer_ms: float
    hellos: tuple[LastHello, ...] = ()
    port: int = 0


def ask_daemon(run_file: Path, within_s: float = ANSWER_WITHIN_S) -> DaemonAnswer | SidemanError | None:
    """Its answer; None when none runs; the error when one should run and does not answer."""
    try:
        read_run_file(run_file)
    except DaemonAbsent:
        return None
    try:
        return asyncio.run(_ask(run_file, within_s))
    except SidemanError as problem:
        return problem
    except TimeoutError:
        return NoAnswer(f"Sideman did not answer within {within_s:g} seconds.", "Stop it and start it again.")


def ask_worker() -> Sequence[Listing]:
    """The generators that a worker of our own finds. Raises GeneratorFailed, DeadlinePassed."""

    async def described() -> Sequence[Listing]:
        pool = WorkerPool(workers=1)
        try:
            return await pool.describe()
        finally:
            await pool.aclose()

    return asyncio.run(described())


async def _ask(run_file: Path, within_s: float) -> DaemonAnswer:
    async with asyncio.timeout(within_s):
        client = await connect_client(run_file, "doctor")
    try:
        async with asyncio.timeout(within_s):
            start = time.perf_counter()
            status = await client.ask("status")
            answer_ms = (time.perf_counter() - start) * 1000
            generators = await client.ask("generators")
        daws = [await _daw(client, row, within_s) for row in status["daws"]]
    finally:
        await client.close()
    return DaemonAnswer(
        pid=status["pid"],
        version=status["version"],
        udp_port=status["udp_port"],
        problems=tuple(status["problems"]),
        daws=tuple(daws),
        generators=tuple(generators),
        answer_ms=answer_ms,
        port=status["port"],
        hellos=tuple(LastHello(**row) for row in status.get("hellos", ())),
    )


async def _daw(client: DaemonClient, row: dict[str, Any], within_s: float) -> DawAnswer:
    start, read_ms, problem = time.perf_counter(), None, ""
    try:
        async with asyncio.timeout(within_s):
            await client.ask("session", set=row["set_id"], fresh=True)
        read_ms = (time.perf_counter() - start) * 1000
    except SidemanError as error:
        problem = error.message
    except TimeoutError:
        problem = f"It did not tell its session within {within_s:g} seconds."
    known = {name: row[name] for name in ("host", "host_version", "set_name", "state", "tracks")}
    known |= {name: row[name] for name in ("script_version", "round_trip_ms") if name in row}
    return DawAnswer(**known, read_ms=read_ms, problem=problem)
