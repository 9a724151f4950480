"""The whole road with a real Ardour: listen, suggest, accept, read back, save, open again, undo."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from bridge.daemon.client import DaemonClient, connect_client
from bridge.daemon.root import Daemon
from bridge.daws.ardour.headless import HeadlessArdour
from bridge.settings import load, sources
from tests.ardour.conftest import TRIPLETS
from tests.ardour.stage import SET_NAME
from tests.interpreters import need

pytestmark = [pytest.mark.daw, pytest.mark.timeout(180)]
ROOT = Path(__file__).parents[2]


@asynccontextmanager
async def daemon(home: Path) -> AsyncIterator[tuple[Daemon, DaemonClient]]:
    environ = {**os.environ, "SIDEMAN_HOME": str(home)}
    async with Daemon(load(sources({"controllers.port": 0}, environ))) as running:
        client = await connect_client(running.config.paths.run_file)
        try:
            yield running, client
        finally:
            await client.close()


@asynccontextmanager
async def ardour(running: Daemon, client: DaemonClient, folder: Path) -> AsyncIterator[None]:
    run_file = running.config.paths.run_file
    async with HeadlessArdour(
        folder, SET_NAME, Path(running.run.pairs), run_file, save_on_exit=True
    ) as process:
        await process.connected()
        async with asyncio.timeout(30):
            while not any(daw["state"] == "live" for daw in (await client.ask("status"))["daws"]):
                await asyncio.sleep(0.05)
        yield


async def look(client: DaemonClient) -> dict[str, Any]:
    view: dict[str, Any] = await client.ask("session", notes=True, fresh=True)
    return {track["name"]: track for track in view["tracks"]}


def clips(view: dict[str, Any], track: str) -> dict[str, Any]:
    return {clip["name"]: clip for clip in view[track]["clips"]}


def test_what_was_accepted_is_saved_with_the_set_and_undone_after_it_was_opened_again(
    tmp_path: Path, set_folder: Path
) -> None:
    async def story() -> None:
        async with daemon(tmp_path / "home") as (running, client):
            async with ardour(running, client, set_folder):
                before = await look(client)
                read = clips(before, "Keys")['Verse "A"']["notes"]
                assert [n["pitch"] for n in read] == [note.pitch for note in TRIPLETS]
                for have, want in zip(read, TRIPLETS, strict=True):
                    assert abs(have["start_beats"] - want.start_beats) <= 1e-6
                    assert abs(have["length_beats"] - want.length_beats) <= 1e-6
                rows = await client.ask("suggest", kind="chords", track="Bass", key="A minor", seed=3)
                title = rows[0]["title"]
                committed = await client.ask("desk.accept", which=rows[0]["id"])
                assert committed["status"] == "committed"
                shown = await client.ask("desk.show", which=rows[0]["id"])
                there = clips(await look(client), "Bass")[title]["notes"]
                wanted = sorted((n["start_beats"], n["pitch"]) for n in shown["notes"])
                assert [p for _, p in sorted((n["start_beats"], n["pitch"]) for n in there)] == [
                    p for _, p in wanted
                ]

            async with ardour(running, client, set_folder):  # the set is opened again
                assert title in clips(await look(client), "Bass")
                undone = await client.ask("desk.undo", which=rows[0]["id"])
                assert undone["status"] == "undone"
                after = await look(client)
                assert after == before

            async with ardour(running, client, set_folder):
                assert await look(client) == before

    asyncio.run(story())


def test_the_tour(tmp_path: Path) -> None:
    need("ardour7-lua")
    environ = {**os.environ, "PYTHONPATH": str(ROOT), "SIDEMAN_HOME": str(tmp_path / "home")}
    command = [sys.executable, "-c", "from bridge.cli import main; main()"]
    words = ["demo", "--tour", "--daw", "ardour", "--json"]
    done = subprocess.run([*command, *words], env=environ, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    steps = {step["step"]: step for step in map(json.loads, done.stdout.splitlines())}
    assert steps["accept"]["after"]["clips"] == steps["accept"]["before"]["clips"] + 1
    assert steps["undo"]["after"] == steps["read"]["before"] and steps["end"]["equal"] is True
