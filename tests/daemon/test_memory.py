"""The whole daemon with a folder of the musician's own pieces: learned, used, accepted, and erased."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from tests.daemon.conftest import Evening, eventually
from tests.memory.conftest import HABIT, clip_of


def test_an_evening_with_a_memory(evening: Evening, tmp_path: Path, home: Path) -> None:
    folder = tmp_path / "midi"
    folder.mkdir()
    for turn in range(5):
        (folder / f"{turn}.mid").write_bytes(clip_of([*HABIT[turn:], *HABIT[:turn]] * 2))

    async def story() -> None:
        async with evening(**{"memory.folder": str(folder)}) as stage:
            ask = stage.client.ask

            async def memory(verb: str = "status", *words: str) -> Any:
                return await ask("memory", verb=verb, words=words)

            async def used() -> bool:
                return bool((await memory())["used"])

            async def accepted(count: int) -> bool:
                return bool((await memory())["pieces"]["suggestion"] == count)

            await eventually(used)
            rows = await ask("suggest", kind="chords", seed=3, count=3)
            shown = await ask("desk.show", which=rows[0]["id"])
            assert len(shown["provenance"]["context"]["memory_sha256"]) == 64

            await ask("desk.reject", which=rows[2]["id"])
            again = await ask("suggest", kind="chords", seed=4, count=3)
            shown = await ask("desk.show", which=again[0]["id"])
            assert len(shown["provenance"]["context"]["rejected"]) == 1

            await ask("desk.accept", which=again[0]["id"])
            await eventually(lambda: accepted(1))
            assert [item["held_out"] for item in await memory("list") if item["kind"] == "suggestion"] == [
                False
            ]
            await ask("desk.undo")
            await eventually(lambda: accepted(0))

            requests = stage.daemon.sideman.desk.books.requests
            kept = shown["provenance"]["request_sha256"]
            assert requests.get(kept) is not None
            known = [item["sha256"].encode() for item in await memory("list")]
            assert len(await memory("forget_all")) == 5
            assert kept and requests.get(kept) is None, "a kept request holds the memory's counts"
            assert (await memory())["paused"], "the folder would fill it again at once"
            files = b"".join(path.read_bytes() for path in (home / "data").glob("memory.sqlite*"))
            assert not any(sha256 in files for sha256 in known)

            plain = (await ask("suggest", kind="chords", seed=3))[0]
            shown = await ask("desk.show", which=plain["id"])
            assert "memory_sha256" not in shown["provenance"]["context"]
            await memory("resume")
            await eventually(used)

    asyncio.run(story())


def test_what_was_accepted_last_is_learned_before_the_daemon_ends(
    evening: Evening, caplog: pytest.LogCaptureFixture
) -> None:
    async def story() -> None:
        async with evening() as stage:
            [row] = await stage.client.ask("suggest", kind="chords", seed=3, count=1)
            await stage.client.ask("desk.accept", which=row["id"])
        async with evening() as stage:
            found = await stage.client.ask("memory", verb="status", words=())
            assert found["pieces"]["suggestion"] == 1

    asyncio.run(story())
    assert not [record for record in caplog.records if record.message.startswith("memory:")]
