"""A daemon's link and desk before the file pairs of the Ardour stage."""

from __future__ import annotations

import asyncio
import itertools

from bridge.daws.link import LinkTimes
from bridge.daws.peer import PeerState
from tests.ardour.stage import Stage
from tests.house import Daemon
from tests.reaper.room import Accepted

WITHIN_S = 30.0
LOOK_S = 0.02


class ArdourDaemon:
    """``life`` is the daemon of now; each `come` begins another on the same books."""

    life: Daemon

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._numbers = itertools.count(1)
        self._exchange = Accepted()
        self._exchange.accepted = stage._streams

    async def listen(self) -> None:
        await self._stage.listener.start()
        self._begin()

    async def go(self) -> None:
        await self.life.kill()
        await self._stage.listener.aclose()

    async def come(self) -> None:
        await self._stage.restart_daemon()
        self._begin()
        await self.settle()

    async def settle(self) -> None:
        """Waits until a synced script is there and every recovery is done."""
        async with asyncio.timeout(WITHIN_S):
            while not any(peer.state is PeerState.LIVE for peer in self.life.link.peers.values()):
                await asyncio.sleep(LOOK_S)
            await asyncio.gather(*self.life.recovering)

    def _begin(self) -> None:
        ids = self._numbers
        self.life = Daemon(self._stage.folder, self._exchange, LinkTimes(), lambda: f"id{next(ids)}")  # type: ignore[arg-type]
