"""The scenario's hands on a real Ardour, without a screen."""

from __future__ import annotations

import asyncio
import math
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from pathlib import Path

from bridge.daws.ardour.making import make_session
from bridge.daws.peer import Peer
from bridge.model.session import Place
from bridge.review.desk import Desk
from tests.ardour.conftest import DEMO, TRIPLETS
from tests.ardour.stage import SET_NAME, WITHIN_S, Stage, until_there
from tests.house import TOKEN
from tests.interpreters import need
from tests.scenario.ardour_daemon import ArdourDaemon
from tests.scenario.ardour_lua import CONTENT, COPY, DRAW, FIND, GAIN, START_BEATS, TRACK, WHOLE
from tests.scenario.note_rules import NoteRules
from tests.scenario.stagehand import Host, Set, T
from tests.scenario.truth import Lying, Sounding, Truth, place_name, sounding


class ArdourHand:
    set = Set(
        tracks=("Master", "Keys", "Bass", "Vox 🎤"),
        clips=frozenset({("Keys", 'Verse "A"')}),
        read='Verse "A"',
        notes=tuple((note.start_beats, note.pitch, note.length_beats) for note in TRIPLETS),
        lacks={
            "launch": "cues are out of a script's reach",
            "scenes": "a script sees a timeline and no scenes",
            "delete tracks": "Ardour 7 has no call that deletes a track; Track > Remove is the mouse's alone",
            "edits in a stall": "the musician of the test is in the thread that stands still",
        },
        rules=NoteRules(
            ppq=1920,
            keeps=("channel",),
            refuses=("muted",),
            outside=False,
            whole_velocities=True,
            said="half a tick of 1920 a beat, and no note under a tick; velocities are whole",
        ),
    )

    def __init__(self, stage: Stage, daemon: ArdourDaemon) -> None:
        self._stage, self._daemon = stage, daemon
        self._known = self.set.read

    @property
    def peer(self) -> Peer:
        return self._daemon.life.link.peer()

    @property
    def desk(self) -> Desk:
        return self._daemon.life.desk

    def place(self) -> tuple[str, Place]:
        tracks = self.peer.session.tracks.values()
        return next(track.id for track in tracks if track.name == "Bass"), Place("", START_BEATS)

    async def doing(self, work: Awaitable[T]) -> T:
        return await work

    async def there(self) -> frozenset[tuple[str, str]]:
        lines = (await self._stage.musician(CONTENT)).splitlines()
        return frozenset((track, clip) for track, clip in (line.split("\t") for line in lines))

    async def truth(self) -> Truth:
        tracks: list[tuple[str, list[float]]] = []
        notes: dict[tuple[str, ...], list[Sounding]] = {}
        for kind, track, *rest in map(_fields, (await self._stage.musician(WHOLE)).splitlines()):
            if kind == "track":
                tracks.append((track, [float(value) for value in rest]))
            elif kind == "clip":
                notes[(track, *rest)] = []
            else:
                start, pitch, length, velocity = map(float, rest)
                list(notes.values())[-1].append((start, int(pitch), length, velocity))
        lying = [
            Lying(track, name, place_name("", float(start)), float(length), sounding(found))
            for (track, name, start, length), found in notes.items()
        ]
        return Truth.of(tracks, lying)

    async def pass_s(self, seconds: float) -> None:
        """Ardour's time is that of the room."""
        await asyncio.sleep(seconds)

    async def fader_db(self) -> float:
        return 20 * math.log10(float(await self._stage.musician(f"return {GAIN}:get_value()")))

    async def is_launched(self, clip: str) -> bool:
        raise NotImplementedError(self.set.lacks["launch"])

    async def put_clip(self, name: str) -> None:
        """Unless something lies there by now: Ardour goes on while the musician looks."""
        await self._stage.musician(FIND % ("Keys", self.set.read) + COPY % name)

    async def draw_note(self, clip: str) -> None:
        await self._stage.musician(FIND % ("Bass", clip) + DRAW)

    async def delete_clip(self, clip: str) -> None:
        await self._stage.musician(
            FIND % ("Bass", clip) + "if region then playlist:remove_region(region) end"
        )

    async def rename_known_clip(self, name: str) -> None:
        await self._stage.musician(FIND % ("Keys", self._known) + f"region:set_name([[{name}]])")
        self._known = name

    async def move_fader(self, db: float) -> None:
        move = f"set_value({10 ** (db / 20)!r}, PBD.GroupControlDisposition.NoGroup)"
        await self._stage.musician(f"{GAIN}:{move}")

    async def insert_track(self, name: str) -> None:
        await self._stage.musician(TRACK % name)

    async def delete_track(self, name: str) -> None:
        raise NotImplementedError(self.set.lacks["delete tracks"])

    async def insert_scene(self, name: str) -> None:
        raise NotImplementedError(self.set.lacks["scenes"])

    async def reload_script(self) -> None:
        """Ardour itself ends and comes again: a hook has no shorter life."""
        await self.change_set()

    @asynccontextmanager
    async def stalled(self, seconds: float) -> AsyncIterator[None]:
        menu = self._stage.desk / "menu"
        menu.unlink(missing_ok=True)
        standstill = f'io.open("{menu}", "w"):close() sleep({seconds})'
        task = asyncio.create_task(self._stage.musician(standstill, seconds + WITHIN_S))
        await until_there(menu)
        yield
        await task

    async def change_set(self) -> None:
        await self._stage.ardour.stop()
        await self._stage.ardour.start()
        await self._daemon.settle()

    async def daemon_goes(self) -> None:
        await self._daemon.go()

    async def daemon_comes(self) -> None:
        await self._daemon.come()


def _fields(line: str) -> list[str]:
    return line.split("\t")


@asynccontextmanager
async def on_ardour(folder: Path) -> AsyncIterator[ArdourHand]:
    need("ardour7-lua")
    set_folder = folder / "sets" / SET_NAME
    set_folder.parent.mkdir()
    await make_session(set_folder, SET_NAME, DEMO)
    stage = Stage(folder, set_folder, save_on_exit=True, coverage=None)
    (folder / "token").write_text(TOKEN)
    daemon = ArdourDaemon(stage)
    await daemon.listen()
    try:
        async with stage.ardour:
            await daemon.settle()
            yield ArdourHand(stage, daemon)
    finally:
        await daemon.go()


HOSTS = [Host("ardour", on_ardour, asyncio.run, asyncio.new_event_loop)]
