"""The scenario's hands on the embedded studio."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from pathlib import Path

from bridge.daws.peer import Peer
from bridge.model.notes import Note, Notes
from bridge.model.session import Clip, Place
from bridge.review.desk import Desk
from tests.house import LOOP, House
from tests.scenario.stagehand import FADER, LENGTH_BEATS, TEMPO_BPM, Host, Set, T
from tests.scenario.truth import Lying, Truth, place_name, sounding
from tests.virtual_loop import VirtualLoop, run


class StudioHand:
    set = Set(
        tracks=("Drums", "Keys"),
        clips=frozenset({("Drums", "Beat A"), ("Drums", "Beat B")}),
        read="Beat A",
        notes=tuple((note.start_beats, note.pitch, note.length_beats) for note in LOOP),
    )

    def __init__(self, house: House) -> None:
        self._house = house
        self._known = self._clip(self.set.read).id

    @property
    def peer(self) -> Peer:
        return self._house.studio_peer

    @property
    def desk(self) -> Desk:
        return self._house.desk

    def place(self) -> tuple[str, Place]:
        return self._house.empty_slot()

    async def doing(self, work: Awaitable[T]) -> T:
        return await work

    async def there(self) -> frozenset[tuple[str, str]]:
        studio = self._house.set
        return frozenset((studio.track(clip.track_id).name, clip.name) for clip in studio.clips.values())

    async def truth(self) -> Truth:
        studio = self._house.set
        tracks = sorted(studio.tracks.values(), key=lambda track: track.index)
        mixers = [(track.name, dataclasses.astuple(track.mixer)) for track in tracks]
        scenes = [scene.name for scene in sorted(studio.scenes.values(), key=lambda scene: scene.index)]
        return Truth.of(mixers, map(self._lying, studio.clips.values()), scenes)

    def _lying(self, clip: Clip) -> Lying:
        studio, place = self._house.set, clip.place
        scene = studio.scene(place.scene_id).name if place.is_slot else ""
        notes = (
            (note.start_beats, note.pitch, note.length_beats, note.velocity) for note in clip.notes or ()
        )
        where = place_name(scene, place.start_beats)
        return Lying(studio.track(clip.track_id).name, clip.name, where, clip.length_beats, sounding(notes))

    async def pass_s(self, seconds: float) -> None:
        await asyncio.sleep(seconds)

    async def fader_db(self) -> float:
        return self._house.set.track(self._fader_id()).mixer.volume_db

    async def is_launched(self, clip: str) -> bool:
        return self._house.set.transport.playing

    async def put_clip(self, name: str) -> None:
        self._house.set.add_clip(*self.place(), LENGTH_BEATS, name, Notes([Note(0.0, 60, 1.0)]))

    async def draw_note(self, clip: str) -> None:
        found = self._clip(clip)
        self._house.set.edit_notes(found.id, Notes([*(found.notes or ()), Note(15.0, 72, 0.5)]))

    async def delete_clip(self, clip: str) -> None:
        self._house.set.delete_clip(self._clip(clip).id)

    async def rename_known_clip(self, name: str) -> None:
        self._house.set.rename_clip(self._known, name)

    async def move_fader(self, db: float) -> None:
        self._house.set.move_mixer(self._fader_id(), volume_db=db)

    async def insert_track(self, name: str) -> None:
        self._house.set.add_track(name)

    async def delete_track(self, name: str) -> None:
        found = next(track for track in self._house.set.tracks.values() if track.name == name)
        self._house.set.delete_track(found.id)

    async def insert_scene(self, name: str) -> None:
        self._house.set.add_scene(name)

    async def reload_script(self) -> None:
        await self.change_set()

    @asynccontextmanager
    async def stalled(self, seconds: float) -> AsyncIterator[None]:
        self._house.faults.stall(seconds)
        yield
        await asyncio.sleep(seconds)

    async def change_set(self) -> None:
        await self._house.host.restart()
        await asyncio.sleep(1.0)
        await self._house.settle()

    async def daemon_goes(self) -> None:
        await self._house.kill()
        await asyncio.sleep(3.0)

    async def daemon_comes(self) -> None:
        await self._house.start()

    def _clip(self, name: str) -> Clip:
        return next(clip for clip in self._house.set.clips.values() if clip.name == name)

    def _fader_id(self) -> str:
        return next(track.id for track in self._house.set.tracks.values() if track.name == FADER)


@asynccontextmanager
async def on_studio(folder: Path) -> AsyncIterator[StudioHand]:
    async with House(folder) as house:
        house.set.set_tempo(TEMPO_BPM)
        await asyncio.sleep(0.1)
        yield StudioHand(house)


HOSTS = [Host("studio", on_studio, run, VirtualLoop)]
