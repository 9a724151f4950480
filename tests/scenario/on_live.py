"""The scenario's hands on Live: the script in Live's Python, in a strict Live."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

from bridge.daws.peer import Peer
from bridge.model.session import Place
from bridge.review.desk import Desk
from tests.ableton.live_host import VERSIONS
from tests.ableton.stage import Stage
from tests.house import LOOP
from tests.scenario.note_rules import FIELDS, NoteRules
from tests.scenario.stagehand import FADER, LENGTH_BEATS, TEMPO_BPM, Host, Set, T
from tests.scenario.truth import Lying, Truth, place_name, sounding
from tests.virtual_loop import VirtualLoop, run

VERSE = 0
DRUMS, KEYS = "Drums", "Keys"
DB_PER_FADER, DB_AT_ZERO = 40.0, -34.0
"""Live's law above -18 dB."""


class LiveHand:
    set = Set(
        tracks=("Drums", "Keys", "Voice", "Return", "Main"),
        clips=frozenset({("Drums", "Beat A"), ("Drums", "Beat B")}),
        read="Beat A",
        notes=tuple((note.start_beats, note.pitch, note.length_beats) for note in LOOP),
        rules=NoteRules(keeps=FIELDS[1:], overlaps=False, said="no channels; one note of a pitch at a time"),
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
        scenes = self.peer.session.scenes_in_order()
        return self._stage.track(KEYS).id, Place(next(one.id for one in scenes if one.name == "Verse"))

    async def doing(self, work: Awaitable[T]) -> T:
        return await work

    async def there(self) -> frozenset[tuple[str, str]]:
        return frozenset(
            (strip["name"], clip["name"])
            for strip in self._stage.live.look()["tracks"]
            for clip in [*strip["slots"], *strip["timeline"]]
            if clip
        )

    async def truth(self) -> Truth:
        seen = self._stage.live.look()
        mixers, clips = [], []
        for strip in seen["tracks"]:
            mixers.append((strip["name"], (strip["volume"], strip["pan"], *map(bool, strip["switches"]))))
            for scene, clip in zip(seen["scenes"], strip["slots"], strict=False):
                clips += [self._lying(strip["name"], scene, clip)] if clip else []
            clips += [self._lying(strip["name"], "", clip) for clip in strip["timeline"]]
        return Truth.of(mixers, clips, seen["scenes"])

    @staticmethod
    def _lying(track: str, scene: str, clip: dict[str, Any]) -> Lying:
        notes = sounding(note[:4] for note in clip["notes"])
        return Lying(track, clip["name"], place_name(scene, clip["start"] or 0.0), clip["length"], notes)

    async def pass_s(self, seconds: float) -> None:
        await self._stage.pass_s(seconds)

    async def fader_db(self) -> float:
        strip = next(strip for strip in self._stage.live.look()["tracks"] if strip["name"] == FADER)
        return strip["volume"] * DB_PER_FADER + DB_AT_ZERO

    async def is_launched(self, clip: str) -> bool:
        return [DRUMS, VERSE, 0] in self._stage.live.facts()["fired"]

    async def put_clip(self, name: str) -> None:
        self._musician.record(*self._slot(KEYS), LENGTH_BEATS, name, [[0.0, 60, 1.0]])

    async def draw_note(self, clip: str) -> None:
        self._musician.draw(*self._slot(KEYS), [15.0, 72, 0.5])

    async def delete_clip(self, clip: str) -> None:
        self._musician.delete_clip(*self._slot(KEYS))

    async def rename_known_clip(self, name: str) -> None:
        self._musician.rename_clip(*self._slot(DRUMS), name)

    async def move_fader(self, db: float) -> None:
        self._musician.fader(self._number("tracks", KEYS), (db - DB_AT_ZERO) / DB_PER_FADER)

    async def insert_track(self, name: str) -> None:
        self._musician.insert_track("midi", 0, name)

    async def delete_track(self, name: str) -> None:
        self._musician.delete_track(self._number("tracks", name))

    async def insert_scene(self, name: str) -> None:
        self._musician.insert_scene(0, name)

    def _slot(self, track: str) -> tuple[int, int]:
        return self._number("tracks", track), self._number("scenes", "Verse")

    def _number(self, kind: str, name: str) -> int:
        """Of a track or a scene, which others may have been put before."""
        found = [one if isinstance(one, str) else one["name"] for one in self._stage.live.look()[kind]]
        return found.index(name)

    async def reload_script(self) -> None:
        """As when the control surface is chosen anew: the set stays open."""
        assert self._stage.live.ask("close") == {"listeners": 0, "timers": 0}
        self._stage.live.ask("boot")
        await self._stage.pass_s(0.1)
        await self._stage.settle()

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


HOSTS = [Host(f"live-{version}", partial(on_live, version=version), run, VirtualLoop) for version in VERSIONS]
