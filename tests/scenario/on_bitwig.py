"""The scenario's hands on Bitwig: the script in Node, in a strict Bitwig."""

from __future__ import annotations

import asyncio
import math
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

from bridge.daws.peer import Peer
from bridge.model.session import Place
from bridge.review.desk import Desk
from tests.bitwig.stage import BEAT, LEVELS, SHEET, Stage, on_stage
from tests.scenario.stagehand import FADER, LENGTH_BEATS, TEMPO_BPM, Host, Set, T

DRUMS, VERSE = "Drums 🥁", "Verse"
FREE = ("Keys", VERSE)
DB_PER_DECADE, DB_AT_TOP = 60.0, 6.0206
AWAY_MS = 3_000


class BitwigHand:
    set = Set(
        tracks=(DRUMS, "Keys", "Vox", "Hall", "Master"),
        clips=frozenset({(DRUMS, "Beat A"), (DRUMS, "Beat B")}),
        read="Beat A",
        notes=tuple((note["start"], note["pitch"], note["length"]) for note in BEAT),
    )

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    @property
    def peer(self) -> Peer:
        return self._stage.peer

    @property
    def desk(self) -> Desk:
        return self._stage.desk

    def place(self) -> tuple[str, Place]:
        return self._stage.track("Keys").id, Place(self._stage.scene_id(VERSE))

    async def doing(self, work: Awaitable[T]) -> T:
        return await self._stage.live(work)

    async def there(self) -> frozenset[tuple[str, str]]:
        tracks = (await self._stage.bitwig.song())["tracks"]
        return frozenset((track["name"], clip["name"]) for track in tracks for clip in track["slots"] if clip)

    async def fader_db(self) -> float:
        tracks = (await self._stage.bitwig.song())["tracks"]
        value = next(track["volume"] for track in tracks if track["name"] == FADER)
        return DB_PER_DECADE * math.log10(value) + DB_AT_TOP

    async def is_launched(self, clip: str) -> bool:
        return clip in {name for name, *_ in (await self._stage.bitwig.song())["launches"]}

    async def put_clip(self, name: str) -> None:
        notes = [{"start": 0.0, "pitch": 60}]
        await self._do("put_clip", *FREE, {"name": name, "length": LENGTH_BEATS, "notes": notes})

    async def draw_note(self, clip: str) -> None:
        await self._do("add_note", *FREE, {"start": 15.0, "pitch": 72})

    async def delete_clip(self, clip: str) -> None:
        await self._do("put_clip", *FREE, None)

    async def rename_known_clip(self, name: str) -> None:
        await self._do("change_clip", DRUMS, VERSE, {"name": name})

    async def move_fader(self, db: float) -> None:
        await self._do("change_track", FADER, {"volume": 10 ** ((db - DB_AT_TOP) / DB_PER_DECADE)})

    @asynccontextmanager
    async def stalled(self, seconds: float) -> AsyncIterator[None]:
        yield
        await self._stage.bitwig.ask("stall", ms=seconds * 1_000)

    async def change_set(self) -> None:
        before = self.peer.session.set_id
        await self._stage.bitwig.ask("open", name="Day Bus", sheet=SHEET)
        peers = self._stage.sideman.link.peers
        await self._stage.until(lambda: before not in {peer.session.set_id for peer in peers.values()})
        await self._stage.connected()

    async def daemon_goes(self) -> None:
        await self._stage.listening(False)
        await self._stage.sideman.kill()
        await self._stage.pass_ms(AWAY_MS)

    async def daemon_comes(self) -> None:
        await self._stage.sideman.start()
        await self._stage.listening(True)
        await self._stage.connected()

    async def _do(self, verb: str, *args: Any) -> None:
        await self._stage.bitwig.musician(verb, *args)


@asynccontextmanager
async def on_bitwig(folder: Path, level: int) -> AsyncIterator[BitwigHand]:
    async with on_stage(folder, level) as stage:
        await stage.bitwig.musician("change_transport", {"tempo": TEMPO_BPM})
        await stage.until(lambda: stage.peer.session.transport.tempo_bpm == TEMPO_BPM)
        yield BitwigHand(stage)


HOSTS = [Host(f"bitwig-api{level}", partial(on_bitwig, level=level), asyncio.run) for level in LEVELS]
