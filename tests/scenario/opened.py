"""A host that stays open while a test plays one coroutine after another on it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.scenario.stagehand import Host, Stagehand

Play = Callable[[Coroutine[Any, Any, None]], None]


@contextmanager
def opened(host: Host, folder: Path) -> Iterator[tuple[Stagehand, Play]]:
    """The hand, and what plays a coroutine to its end; between two of them the host's time stands still."""
    with asyncio.Runner(loop_factory=host.loop) as runner:
        stage = host.open(folder)
        hand = runner.run(stage.__aenter__())
        try:
            yield hand, runner.run
        finally:
            runner.run(_leave(stage))


async def _leave(stage: Any) -> None:
    await stage.__aexit__(None, None, None)
