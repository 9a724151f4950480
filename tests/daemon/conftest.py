"""Every test of the daemon has a home of its own; the musician's files are never touched."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

import pytest

from bridge.daemon.client import DaemonClient, connect_client
from bridge.daemon.root import Daemon
from bridge.daws.streams import ByteStream, connect_tcp
from bridge.daws.studio.folder import open_studio
from bridge.daws.studio.host import StudioHost
from bridge.settings import load, sources

Evening = Callable[..., AbstractAsyncContextManager["Stage"]]


class Stage:
    """A running daemon, a studio that dials it, and a face."""

    def __init__(self, daemon: Daemon, host: StudioHost, client: DaemonClient, notices: list[Any]) -> None:
        self.daemon, self.host, self.client, self.notices = daemon, host, client, notices

    async def live(self) -> None:
        await eventually(lambda: self._is_live())

    async def _is_live(self) -> bool:
        status = await self.client.ask("status")
        return any(daw["state"] == "live" for daw in status["daws"])


async def eventually(holds: Callable[[], Any], within_s: float = 20.0) -> None:
    """Waits for something that other processes or threads bring about."""
    async with asyncio.timeout(within_s):
        while True:
            found = holds()
            if asyncio.iscoroutine(found):
                found = await found
            if found:
                return
            await asyncio.sleep(0.01)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SIDEMAN_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("SIDEMAN_CONTROLLERS__PORT", "0")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "home"


@pytest.fixture
def evening(home: Path) -> Evening:
    @contextlib.asynccontextmanager
    async def started(**flags: Any) -> AsyncIterator[Stage]:
        notices: list[Any] = []
        async with Daemon(load(sources(flags))) as daemon:

            async def dial() -> ByteStream:
                return await connect_tcp(daemon.run.port)

            host = StudioHost(open_studio(None, asyncio.get_running_loop().time), dial, daemon.run.token)
            hosting = asyncio.create_task(host.run())
            client = await connect_client(
                daemon.config.paths.run_file, "test", lambda topic, value: notices.append((topic, value))
            )
            stage = Stage(daemon, host, client, notices)
            try:
                await stage.live()
                yield stage
            finally:
                await client.close()
                hosting.cancel()
                await asyncio.gather(hosting, return_exceptions=True)

    return started
