"""The scenario's hands on Bitwig: the script in Node, in a strict Bitwig."""

from __future__ import annotations

import asyncio
import math
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

from bridge.daws.link import LinkTimes
from bridge.daws.peer import Peer
from bridge.model.session import Place
from bridge.review.desk import Desk
from tests.bitwig.stage import BEAT, LEVELS, SHEET, Stage, on_stage
from tests.scenario.note_rules import FIELDS, NoteRules
from tests.scenario.stagehand import FADER, LENGTH_BEATS, TEMPO_BPM, Host, Set, T
from tests.scenario.truth import Lying, Truth, place_name, sounding

DRUMS, VERSE = "Drums 🥁", "Verse"
FREE = ("Keys", VERSE)
DB_PER_DECADE, DB_AT_TOP = 60.0, 6.0206
AWAY_MS = 3_000
UNHURRIED = LinkTimes(heartbeat_s=0.5, request_deadline_s=120.0)
"""The daemon's clock is real here and Bitwig's is not: a busy machine is no late answer."""

WINDOW = (40, 32)
"""Tracks and scenes: what the musician inserts in the course of all faults stays within."""

MIXER = ("volume", "pan", "mute", "solo", "arm")


class BitwigHand:
    set = Set(
        tracks=(DRUMS, "Keys", "Vox", "Hall", "Master"),
        clips=frozenset({(DRUMS, "Beat A"), (DRUMS, "Beat B")}),
        read="Beat A",
        notes=tuple((note["start"], note["pitch"], note["length"]) for note in BEAT),
        rules=NoteRules(
            keeps=FIELDS[:-1],
            refuses=("velocity_deviation",),
            nested=False,
            ppq=15_360,
            shown_ppq=24,
            said="written on a MIDI file's 15,360 ticks a beat; read on 24 steps, one note of a pitch each",
        ),
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

    async def truth(self) -> Truth:
        song = await self._stage.bitwig.song()
        scenes = [scene["name"] for scene in song["scenes"]]
        mixers, clips = [], []
        for track in song["tracks"]:
            mixers.append((track["name"], [track[field] for field in MIXER]))
            for scene, clip in zip(scenes, track["slots"], strict=True):
                clips += [self._lying(track["name"], scene, clip)] if clip else []
        return Truth.of(mixers, clips, scenes)

    @staticmethod
    def _lying(track: str, scene: str, clip: dict[str, Any]) -> Lying:
        notes = ((n["start"], n["pitch"], n["length"], n["velocity"] * 127) for n in clip["notes"])
        return Lying(track, clip["name"], place_name(scene, 0.0), clip["length"], sounding(notes))

    async def pass_s(self, seconds: float) -> None:
        await self._stage.pass_ms(seconds * 1_000)

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

    async def insert_track(self, name: str) -> None:
        await self._do("add_track", {"id": f"uuid-{name}", "name": name}, 0)

    async def delete_track(self, name: str) -> None:
        await self._do("remove_track", name)

    async def insert_scene(self, name: str) -> None:
        await self._do("add_scene", name, 0)

    async def reload_script(self) -> None:
        before = self.peer
        await self._stage.bitwig.ask("reload", script="Sideman.control.js")
        peers = self._stage.sideman.link.peers
        await self._stage.until(lambda: before not in peers.values())
        await self._stage.connected()

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
    async with on_stage(folder, level, times=UNHURRIED, window=WINDOW) as stage:
        await stage.bitwig.musician("change_transport", {"tempo": TEMPO_BPM})
        await stage.until(lambda: stage.peer.session.transport.tempo_bpm == TEMPO_BPM)
        yield BitwigHand(stage)


HOSTS = [
    Host(f"bitwig-api{level}", partial(on_bitwig, level=level), asyncio.run, asyncio.new_event_loop)
    for level in LEVELS
]
