"""From a trigger to a clip, in the studio session: the ask, the accept and the undo, through the
daemon's commands, its worker process and real sockets."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Iterator
from typing import Any

from bridge.bench import Report, percentile
from bridge.demo.stage import stage


def measure(quick: bool) -> Report:
    return asyncio.run(_measure(10 if quick else 100))


async def _measure(count: int) -> Report:
    spans: dict[str, list[float]] = {}

    async def timed(name: str, work: Awaitable[Any]) -> Any:
        with _span(spans.setdefault(name, [])):
            return await work

    async with stage("studio") as client:
        rows = await client.ask("suggest", seed=1, count=4)  # the worker is warm after this
        for number in range(count):
            await timed("status (reference: a command that does nothing)", client.ask("status"))
            rows = await timed("ask to 4 candidates", client.ask("suggest", seed=number + 1, count=4))
            await timed("accept to clip, read back", client.ask("desk.accept", which=rows[0]["id"]))
            await timed("undo", client.ask("desk.undo", which=rows[0]["id"]))
    table = tuple(
        (name, round(percentile(taken, 0.5), 2), round(percentile(taken, 0.99), 2))
        for name, taken in ((name, sorted(taken)) for name, taken in spans.items())
    )
    return Report("Trigger to clip", ("what", "p50_ms", "p99_ms"), table)


@contextlib.contextmanager
def _span(taken: list[float]) -> Iterator[None]:
    start = time.perf_counter()
    yield
    taken.append((time.perf_counter() - start) * 1000)
