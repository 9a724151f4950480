"""Given a script that may write no files, when its self-test is done, then the daemon keeps the report."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from bridge.osc.codec import Message
from tests.daemon.conftest import Evening


def test_the_report_of_bitwig_is_kept_and_that_of_a_stranger_is_not(evening: Evening) -> None:
    async def story() -> None:
        async with evening() as stage:
            folder = stage.daemon.config.paths.data / "selftest"
            peer = stage.daemon.sideman.link.peer()
            peer._take(Message("/selftest", ('{"form": 1}',)))
            assert not folder.exists(), "the studio is no DAW that can be installed"
            peer.hello = replace(peer.hello, host="bitwig")
            for report in ('{"form": 1, "older": true}', '{"form": 1, "at": "½"}'):
                peer._take(Message("/selftest", (report,)))
            assert [path.name for path in folder.iterdir()] == ["bitwig.json"]
            assert (folder / "bitwig.json").read_text("utf-8") == '{"form": 1, "at": "½"}'
            (folder / "bitwig.json").unlink()
            folder.rmdir()
            folder.write_text("a file in the folder's place")
            peer._take(Message("/selftest", (report,)))
            assert await stage.client.ask("status"), "a disk that refuses is logged and no more"

    asyncio.run(story())
