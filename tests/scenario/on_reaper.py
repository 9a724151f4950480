"""The scenario's hands on REAPER: the script in REAPER's Lua, in a strict REAPER."""

from __future__ import annotations

import asyncio
import math
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from bridge.daws.peer import Peer
from bridge.model.session import Place
from bridge.review.desk import Desk
from tests.hosts.reaper.process import VERSIONS
from tests.reaper.room import DEMO, Room
from tests.scenario.stagehand import FADER, LENGTH_BEATS, TEMPO_BPM, Host, Set, T
from tests.virtual_loop import run

START_BEATS = 8.0
TEMPO = (
    f"musician.tempo({{{{qn = 0.0, bpm = {TEMPO_BPM}, numerator = 4, denominator = 4, is_ramp = false}}}})"
)
CONTENT = """
    local lines = {}
    for _, track in ipairs(host.front.tracks) do
        for _, item in ipairs(track.items) do
            lines[#lines + 1] = track.name .. "|" .. item.active.name
        end
    end
    return lines
"""


class ReaperHand:
    set = Set(
        tracks=("Keys", "Bass", "Vox", "Master"),
        clips=frozenset({("Keys", "Verse"), ("Vox", "take 1")}),
        read="Verse",
        notes=((0.0, 60, 1.0), (1.0, 64, 0.5), (2.0, 67, 2.0)),
    )

    def __init__(self, room: Room) -> None:
        self._room = room
        self._known = self.set.read

    @property
    def peer(self) -> Peer:
        return self._room.peer

    @property
    def desk(self) -> Desk:
        return self._room.desk

    def place(self) -> tuple[str, Place]:
        return self._room.track("Bass").id, Place("", START_BEATS)

    async def doing(self, work: Awaitable[T]) -> T:
        return await work

    async def there(self) -> frozenset[tuple[str, str]]:
        lines = self._room.reaper.lua(CONTENT)
        return frozenset((track, clip) for track, clip in (line.split("|") for line in lines))

    async def fader_db(self) -> float:
        return 20 * math.log10(self._room.reaper.lua(f'return musician.track("{FADER}").values.D_VOL'))

    async def is_launched(self, clip: str) -> bool:
        return bool(self._room.reaper.lua("return host.front.play_state") == 1)

    async def put_clip(self, name: str) -> None:
        place = f"{START_BEATS}, {LENGTH_BEATS}"
        self._room.reaper.lua(f'musician.add_item("Bass", {place}, "{name}", {{{{0, 60, 1}}}})')

    async def draw_note(self, clip: str) -> None:
        notes = f"musician.events({{{{15, 72, 0.5}}}}, {LENGTH_BEATS}, 960)"
        self._room.reaper.lua(f'musician.set_events("{clip}", {notes})')

    async def delete_clip(self, clip: str) -> None:
        self._room.reaper.lua(f'musician.delete_item("{clip}")')

    async def rename_known_clip(self, name: str) -> None:
        self._room.reaper.lua(f'musician.item("{self._known}").active.name = "{name}"')
        self._known = name

    async def move_fader(self, db: float) -> None:
        self._room.reaper.lua(f'musician.set("{FADER}", "D_VOL", {10 ** (db / 20)!r})')

    @asynccontextmanager
    async def stalled(self, seconds: float) -> AsyncIterator[None]:
        self._room.is_stalled = True
        yield
        await asyncio.sleep(seconds)
        self._room.is_stalled = False

    async def change_set(self) -> None:
        before = self.peer.session.set_id
        self._room.reaper.lua('musician.open_tab("/home/m/Night Bus.rpp")' + DEMO)
        peers = self._room.daemon.link.peers
        await self._room.until(lambda: before not in {peer.session.set_id for peer in peers.values()})
        await self._room.settle()

    async def daemon_goes(self) -> None:
        await self._room.stop_daemon()
        await self._room.ticks(90)

    async def daemon_comes(self) -> None:
        await self._room.start_daemon()


@asynccontextmanager
async def on_reaper(folder: Path, version: str) -> AsyncIterator[ReaperHand]:
    async with Room(folder, version, demo=DEMO + TEMPO) as room:
        yield ReaperHand(room)


HOSTS = [Host(f"reaper-{version}", partial(on_reaper, version=version), run) for version in VERSIONS]
