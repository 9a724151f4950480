"""kill -9 on a real daemon process in the middle of a commit; the next one finds out and tells."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bridge.daemon.client import connect_client
from bridge.daemon.runfile import read_run_file
from bridge.daws.streams import ByteStream, connect_tcp
from bridge.daws.studio.faults import Faults
from bridge.daws.studio.folder import open_studio
from bridge.daws.studio.host import StudioHost
from bridge.model.errors import DaemonAbsent
from tests.daemon.conftest import eventually

ROOT = Path(__file__).parents[2]


def start(home: Path) -> subprocess.Popen[str]:
    environ = {**os.environ, "PYTHONPATH": str(ROOT), "SIDEMAN_HOME": str(home)}
    command = [sys.executable, "-c", "from bridge.cli import main; main()", "run", "--json"]
    process = subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None and json.loads(process.stdout.readline())["port"]
    return process


def end(process: subprocess.Popen[str]) -> None:
    """Waits for its end and closes its pipe."""
    process.communicate(timeout=20)


@pytest.mark.parametrize("stall_s", [0.0, 0.5])
def test_a_killed_daemon_leaves_nothing_half_done(home: Path, stall_s: float) -> None:
    """stall_s: 0 kills right after the accept is sent; else the DAW is busy when the kill comes."""

    async def story() -> None:
        run_file = home / "data" / "run.json"
        process = start(home)
        faults = Faults()

        async def dial() -> ByteStream:
            try:
                run = read_run_file(run_file)
            except DaemonAbsent as problem:
                raise ConnectionRefusedError(str(problem)) from None
            host._token = run.token
            return await connect_tcp(run.port)

        session = open_studio(None, asyncio.get_running_loop().time)
        before = session.snapshot().content()
        host = StudioHost(session, dial, "", faults=faults)
        hosting = asyncio.create_task(host.run())
        try:
            await asyncio.wait_for(host.connected.wait(), 20)
            client = await connect_client(run_file)
            await eventually(lambda: _live(client))
            rows = await client.ask("suggest", seed=3)
            if stall_s:
                faults.stall(stall_s)
            accepting = asyncio.create_task(client.ask("desk.accept", which=rows[0]["id"]))
            await asyncio.sleep(0)
            await eventually(lambda: _committing(home) or accepting.done())
            process.send_signal(signal.SIGKILL)
            end(process)
            with contextlib.suppress(DaemonAbsent):  # it may have been quicker than the kill
                await accepting
            await client.close()

            process = start(home)
            client = await connect_client(run_file)
            await eventually(lambda: _live(client))
            await eventually(lambda: _judged(client, rows[0]["id"]))
            view = await client.ask("desk.show", which=rows[0]["id"])
            names = [clip.name for clip in session.clips.values()]
            if view["status"] == "committed":
                assert names.count(view["title"]) == 1
                await client.ask("desk.undo", which=view["id"])
            assert session.snapshot().content() == before
            ledger = await client.ask("ledger", which=rows[0]["id"])
            assert ledger["broken_at"] is None
            assert "commit_started" in [entry["event"] for entry in ledger["entries"]]
            await client.ask("stop")
            await client.close()
        finally:
            hosting.cancel()
            await asyncio.gather(hosting, return_exceptions=True)
            process.kill()
            end(process)

    asyncio.run(story())


async def _live(client: Any) -> bool:
    return any(daw["state"] == "live" for daw in (await client.ask("status"))["daws"])


async def _judged(client: Any, suggestion_id: str) -> bool:
    view = await client.ask("desk.show", which=suggestion_id)
    return view["status"] not in ("committing", "accepted")


def _committing(home: Path) -> bool:
    with sqlite3.connect(home / "data" / "ledger.sqlite") as database:
        found = database.execute("SELECT COUNT(*) FROM ledger WHERE event = 'commit_started'").fetchone()[0]
    database.close()
    return bool(found)
