"""A daemon's link and a studio session in one process, joined over real TCP on 127.0.0.1."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from bridge.daws.link import Link, LinkTimes
from bridge.daws.peer import Peer, PeerState
from bridge.daws.streams import connect_tcp
from bridge.daws.studio.host import StudioHost
from bridge.daws.studio.session import StudioSession

TOKEN = "bench"


@asynccontextmanager
async def joined(
    session: StudioSession, on_live: Callable[[Peer], None] | None = None
) -> AsyncIterator[Peer]:
    """The peer, once its session is mirrored."""
    live: asyncio.Future[Peer] = asyncio.get_running_loop().create_future()
    numbers = itertools.count()

    def changed(peer: Peer) -> None:
        if peer.state is PeerState.LIVE and not live.done():
            live.set_result(peer)

    async def nothing(command: str, arguments: dict[str, Any]) -> None:
        return None

    link = Link(
        TOKEN,
        new_id=lambda: f"b{next(numbers)}",
        answer=nothing,
        on_peer=changed,
        on_trigger=lambda peer, verb, argument: None,
        times=LinkTimes(request_deadline_s=120),
    )
    port = await link.listen()
    host = asyncio.create_task(StudioHost(session, lambda: connect_tcp(port), TOKEN).run())
    try:
        yield await live
    finally:
        host.cancel()
        await asyncio.gather(host, return_exceptions=True)
        await link.aclose()
