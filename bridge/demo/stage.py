"""The stage of a demo: a daemon of its own, and a DAW that plays along."""

from __future__ import annotations

import asyncio
import contextlib
import os
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Literal

from bridge.daemon.client import DaemonClient, connect_client
from bridge.daemon.root import Daemon
from bridge.daws.streams import ByteStream, connect_tcp
from bridge.daws.studio.folder import open_studio
from bridge.daws.studio.host import StudioHost
from bridge.daws.studio.timeline import laid_out
from bridge.model.errors import Unavailable
from bridge.settings import load, sources

Daw = Literal["studio", "ardour"]
CONNECT_WITHIN_S = 60.0


@contextlib.asynccontextmanager
async def stage(
    daw: Daw, folder: Path | None = None, run_file: Path | None = None
) -> AsyncIterator[DaemonClient]:
    """A client of a daemon with that DAW connected. All that it writes is gone afterwards.

    folder: a folder of MIDI files for the studio, instead of the demo set. run_file: where other
    terminals find the daemon; nowhere unless given. Raises Unavailable when the DAW does not come up.
    """
    with tempfile.TemporaryDirectory(prefix="sideman-demo-", ignore_cleanup_errors=True) as scratch:
        home = Path(scratch)
        environ = {**os.environ, "SIDEMAN_HOME": str(home)}
        flags = {} if run_file else {"controllers.enabled": False}
        config = load(sources(flags, environ))
        run_file = run_file or config.paths.run_file
        async with Daemon(config, run_file) as daemon:
            opened = _studio(daemon, folder) if daw == "studio" else _ardour(daemon, home, folder, run_file)
            async with opened:
                client = await connect_client(run_file, "demo")
                try:
                    await _until_live(client, daw)
                    yield client
                finally:
                    await client.close()


@contextlib.asynccontextmanager
async def _studio(daemon: Daemon, folder: Path | None) -> AsyncIterator[None]:
    session = open_studio(folder, asyncio.get_running_loop().time)

    async def dial() -> ByteStream:
        return await connect_tcp(daemon.run.port)

    hosting = asyncio.create_task(StudioHost(session, dial, daemon.run.token).run())
    try:
        yield
    finally:
        hosting.cancel()
        await asyncio.gather(hosting, return_exceptions=True)


@contextlib.asynccontextmanager
async def _ardour(daemon: Daemon, home: Path, folder: Path | None, run_file: Path) -> AsyncIterator[None]:
    from bridge.daws.ardour.headless import HeadlessArdour
    from bridge.daws.ardour.making import make_session

    session = laid_out(open_studio(folder).snapshot())
    place = home / "ardour"
    await make_session(place, "demo", session)
    async with HeadlessArdour(place, "demo", Path(daemon.run.pairs), run_file):
        yield


async def _until_live(client: DaemonClient, daw: Daw) -> None:
    """Waits until the DAW's session is mirrored. Raises Unavailable."""
    try:
        async with asyncio.timeout(CONNECT_WITHIN_S):
            while True:
                status = await client.ask("status")
                if any(peer["state"] == "live" for peer in status["daws"]):
                    return
                await asyncio.sleep(0.05)
    except TimeoutError:
        raise Unavailable(
            f"{daw} did not connect within {CONNECT_WITHIN_S:g} s.",
            "Try it again; see the log if it stays away.",
        ) from None
