"""Given a real daemon with a studio connected, the doctor's questions are answered."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

from bridge.daemon.root import Daemon
from bridge.daemon.runfile import RunFile, write_run_file
from bridge.daws.streams import ByteStream, connect_tcp
from bridge.daws.studio.folder import open_studio
from bridge.daws.studio.host import StudioHost
from bridge.doctor.asking import DaemonAnswer, ask_daemon, ask_worker
from bridge.model.errors import DaemonAbsent
from bridge.settings import load, sources


def test_a_running_daemon_tells_its_daws_and_generators(tmp_path: Path) -> None:
    environ = {"SIDEMAN_HOME": str(tmp_path / "home"), "SIDEMAN_CONTROLLERS__PORT": "0"}

    async def evening() -> DaemonAnswer:
        async with Daemon(load(sources({}, environ, tmp_path))) as daemon:

            async def dial() -> ByteStream:
                return await connect_tcp(daemon.run.port)

            host = StudioHost(open_studio(None, asyncio.get_running_loop().time), dial, daemon.run.token)
            hosting = asyncio.create_task(host.run())
            async with asyncio.timeout(20):
                while not any(peer.state == "live" for peer in daemon.sideman.link.peers.values()):
                    await asyncio.sleep(0)
            answer = await asyncio.to_thread(ask_daemon, daemon.config.paths.run_file)
            hosting.cancel()
            await asyncio.gather(hosting, return_exceptions=True)
            assert isinstance(answer, DaemonAnswer), answer
            return answer

    answer = asyncio.run(evening())
    (daw,) = answer.daws
    assert daw.tracks > 0 and daw.problem == "" and daw.read_ms is not None and daw.read_ms > 0
    assert daw.round_trip_ms is not None and 0 < daw.round_trip_ms < 5000 and daw.script_version
    (hello,) = answer.hellos
    assert (hello.host, hello.set_name, hello.refused) == ("studio", daw.set_name, "")
    assert any(row["state"] == "ready" for row in answer.generators)


def test_no_daemon_and_one_that_does_not_answer(tmp_path: Path) -> None:
    assert ask_daemon(tmp_path / "run.json") is None
    write_run_file(tmp_path / "run.json", RunFile(os.getpid(), 1, "t", 0, "", "1"))
    assert isinstance(ask_daemon(tmp_path / "run.json"), DaemonAbsent)


def test_a_worker_of_our_own_finds_the_generators() -> None:
    assert any(listing.name == "chords" and listing.state == "ready" for listing in ask_worker())
