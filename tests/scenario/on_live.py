"""The scenario's hands on Live: the script in Live's Python, in a strict Live."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from bridge.daws.peer import Peer
from bridge.model.session import Place
from bridge.review.desk import Desk
from tests.ableton.live_host import VERSIONS
from tests.ableton.stage import Stage
from tests.house import LOOP
from tests.scenario.stagehand import FADER, LENGTH_BEATS, TEMPO_BPM, Host, Set, T
from tests.virtual_loop import run

DRUMS, KEYS, VERSE = 0, 1, 0
DB_PER_FADER, DB_AT_ZERO = 40.0, -34.0
"""Live's law above -18 dB."""


class LiveHand:
    set = Set(
        tracks=("Drums", "Keys", "Voice", "Return", "Main"),
        clips=frozenset({("Drums", "Beat A"), ("Drums", "Beat B")}),
        read="Beat A",
        notes=tuple((note.start_beats, note.pitch, note.length_beats) for note in LOOP),
    )

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._musician = stage.live.musician

    @property
    def peer(self) -> Peer:
        return self._stage.peer

    @property
    def desk(self) -> Desk:
        return self._stage.desk

    def place(self) -> tuple[str, Place]:
        return self._stage.track("Keys").id, Place(self._stage.scene(VERSE))

    async def doing(self, work: Awaitable[T]) -> T:
        return await work

    async def there(self) -> frozenset[tuple[str, str]]:
        return frozenset(
            (strip["name"], clip["name"])
            for strip in self._stage.live.look()["tracks"]
            for clip in [*strip["slots"], *strip["timeline"]]
            if clip
        )

    async def fader_db(self) -> float:
        strip = next(strip for strip in self._stage.live.look()["tracks"] if strip["name"] == FADER)
        return strip["volume"] * DB_PER_FADER + DB_AT_ZERO

    async def is_launched(self, clip: str) -> bool:
        return ["Drums", VERSE, 0] in self._stage.live.facts()["fired"]

    async def put_clip(self, name: str) -> None:
        self._musician.record(KEYS, VERSE, LENGTH_BEATS, name, [[0.0, 60, 1.0]])

    async def draw_note(self, clip: str) -> None:
        self._musician.draw(KEYS, VERSE, [15.0, 72, 0.5])

    async def delete_clip(self, clip: str) -> None:
        self._musician.delete_clip(KEYS, VERSE)

    async def rename_known_clip(self, name: str) -> None:
        self._musician.rename_clip(DRUMS, VERSE, name)

    async def move_fader(self, db: float) -> None:
        self._musician.fader(KEYS, (db - DB_AT_ZERO) / DB_PER_FADER)

    @asynccontextmanager
    async def stalled(self, seconds: float) -> AsyncIterator[None]:
        menu = asyncio.create_task(self._stage.stall(seconds))
        await asyncio.sleep(0)
        yield
        await menu

    async def change_set(self) -> None:
        self._stage.live.ask("reopen")
        await self._stage.pass_s(0.1)
        await self._stage.settle()

    async def daemon_goes(self) -> None:
        await self._stage.kill_daemon()
        await self._stage.pass_s(3.0)

    async def daemon_comes(self) -> None:
        await self._stage.start_daemon()
        await self._stage.settle()


@asynccontextmanager
async def on_live(folder: Path, version: str) -> AsyncIterator[LiveHand]:
    async with Stage(folder, version) as stage:
        stage.live.musician.song("tempo", TEMPO_BPM)
        await stage.pass_s(0.1)
        yield LiveHand(stage)


HOSTS = [Host(f"live-{version}", partial(on_live, version=version), run) for version in VERSIONS]
