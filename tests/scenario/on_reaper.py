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
from tests.scenario.note_rules import NoteRules
from tests.scenario.stagehand import FADER, LENGTH_BEATS, TEMPO_BPM, Host, Set, T
from tests.scenario.truth import Lying, Truth, place_name, sounding
from tests.virtual_loop import VirtualLoop, run

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

WHOLE = """
    local midi, tracks, clips = use("midi"), {}, {}
    local function strip(track)
        local row = {track.name}
        for _, key in ipairs({"D_VOL", "D_PAN", "B_MUTE", "I_SOLO", "I_RECARM"}) do
            row[#row + 1] = track.values[key] + 0.0
        end
        tracks[#tracks + 1] = row
    end
    local function notes_of(take)
        local found, waiting = {}, {}
        for _, record in ipairs(take.buffer and midi.records(take.buffer) or {}) do
            local status, pitch, velocity = record.message:byte(1, 3)
            local kind, key = status & 0xF0, (status & 0x0F) * 128 + (pitch or 0)
            waiting[key] = waiting[key] or {}
            if kind == 0x90 and velocity > 0 then
                found[#found + 1] = {record.at / take.ppq, pitch, 0.0, velocity}
                table.insert(waiting[key], found[#found])
            elseif (kind == 0x80 or kind == 0x90) and #waiting[key] > 0 then
                local note = table.remove(waiting[key], 1)
                note[3] = record.at / take.ppq - note[1]
            end
        end
        return found
    end
    for _, track in ipairs(host.front.tracks) do
        strip(track)
        for _, item in ipairs(track.items) do
            local notes = notes_of(item.active)
            clips[#clips + 1] = {track.name, item.active.name, item.start_qn, item.length_qn, notes}
        end
    end
    strip(host.front.master)
    return {tracks, clips}
"""


class ReaperHand:
    set = Set(
        tracks=("Keys", "Bass", "Vox", "Master"),
        clips=frozenset({("Keys", "Verse"), ("Vox", "take 1")}),
        read="Verse",
        notes=((0.0, 60, 1.0), (1.0, 64, 0.5), (2.0, 67, 2.0)),
        lacks={"scenes": "REAPER has a timeline and no scenes"},
        rules=NoteRules(
            ppq=960,
            keeps=("channel", "muted", "release_velocity"),
            overlaps=False,
            outside=False,
            whole_velocities=True,
            said="half a tick of the item's 960 a beat, and no note under a tick; velocities are whole",
        ),
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

    async def truth(self) -> Truth:
        tracks, clips = self._room.reaper.lua(WHOLE)
        lying = [
            Lying(track, name, place_name("", start), length, sounding(notes))
            for track, name, start, length, notes in clips
        ]
        return Truth.of(((name, values) for name, *values in tracks), lying)

    async def pass_s(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
        self._room.check_script()

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

    async def insert_track(self, name: str) -> None:
        self._room.reaper.lua(f'musician.insert_track(0, "{name}")')

    async def delete_track(self, name: str) -> None:
        self._room.reaper.lua(f'musician.delete_track("{name}")')

    async def insert_scene(self, name: str) -> None:
        raise NotImplementedError(self.set.lacks["scenes"])

    async def reload_script(self) -> None:
        """The action is ended and run again."""
        before = self.peer
        self._room.reaper.exit()
        self._room.reaper.start()
        await self._room.until(lambda: before not in self._room.daemon.link.peers.values())
        await self._room.settle()

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


HOSTS = [
    Host(f"reaper-{version}", partial(on_reaper, version=version), run, VirtualLoop) for version in VERSIONS
]
