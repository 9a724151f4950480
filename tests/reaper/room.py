"""A room with a daemon and a REAPER in it: link, desk and books of the daemon, the file pairs in a real
folder, the script in the strict host, and one virtual clock for both.

    async with Room(tmp_path, "7.60") as room:
        room.reaper.lua('musician.add_item("Keys", 4, 4, "Verse")')
        await room.ticks(10)
        suggestion = room.propose("Bass", 8.0, NOTES)
        await room.desk.accept(suggestion.id)
"""

from __future__ import annotations

import asyncio
import itertools
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from bridge.daemon.runfile import RunFile
from bridge.daws.filepair import FilePairListener
from bridge.daws.link import LinkTimes
from bridge.daws.peer import Peer, PeerState
from bridge.daws.requests import UNFINISHED
from bridge.daws.streams import ByteStream
from bridge.model.errors import SidemanError
from bridge.model.notes import Notes
from bridge.model.session import Clip, Place, Track
from bridge.model.suggestion import Provenance, Suggestion
from bridge.osc.chunks import note_chunks
from bridge.osc.codec import Message
from bridge.review.desk import Desk
from bridge.review.looking import target_for
from generators.api import Candidate
from tests.hosts.reaper.process import Reaper
from tests.house import TOKEN, Daemon
from tests.virtual_loop import run

TICK_S = 1 / 30

DEMO = """
    musician.insert_track(0, "Keys")
    musician.insert_track(1, "Bass")
    musician.insert_track(2, "Vox")
    musician.add_item("Keys", 4, 4, "Verse", {{0, 60, 1, 90}, {1, 64, 0.5, 80, 2}, {2, 67, 2, 127, 15, 2}})
    musician.add_audio("Vox", 0, 8, "take 1")
"""


class Accepted:
    """The folder's streams, as `tests.house.Daemon` takes them."""

    def __init__(self) -> None:
        self.accepted: asyncio.Queue[ByteStream] = asyncio.Queue()
        self.pairs: list[Any] = []


class Room:
    def __init__(self, folder: Path, version: str, *words: str, demo: str = DEMO) -> None:
        self.folder = folder
        self.reaper = Reaper(version, folder, *words)
        self.run_file = folder / "run.json"
        self.pairs = folder / "pairs"
        self.report = folder / "data" / "selftest" / "reaper.json"
        self._demo = demo
        self._numbers = itertools.count(1)
        self.is_stalled = False

    async def __aenter__(self) -> Room:
        config = self.reaper.installed / "reaper" / "sideman.json"
        config.write_text(json.dumps({"run_file": str(self.run_file), "selftest": str(self.report)}))
        self.reaper.__enter__()
        self.reaper.lua(self._demo)
        self.reaper.start()
        self._ticking = asyncio.create_task(self._tick_on())
        await self.start_daemon()
        return self

    async def __aexit__(self, *_: Any) -> None:
        self._ticking.cancel()
        await asyncio.gather(self._ticking, return_exceptions=True)
        await self.stop_daemon()
        self.reaper.__exit__(None)

    async def _tick_on(self) -> None:
        while True:
            await asyncio.sleep(TICK_S)
            if not self.is_stalled:
                self.reaper.tick(asyncio.get_running_loop().time())

    async def start_daemon(self, times: LinkTimes = LinkTimes()) -> None:
        exchange = Accepted()
        self.daemon = Daemon(self.folder, exchange, times, lambda: f"id{next(self._numbers)}")  # type: ignore[arg-type]
        self.listener = FilePairListener(self.pairs, exchange.accepted.put_nowait, watch=False)
        await self.listener.start()
        run = RunFile(1, 0, TOKEN, 0, str(self.pairs), "test")
        self.run_file.write_text(json.dumps({name: getattr(run, name) for name in run.__struct_fields__}))
        await self.settle()

    async def stop_daemon(self) -> None:
        await self.daemon.kill()
        await self.listener.aclose()

    async def settle(self) -> None:
        """Waits until a script is connected and its session is described."""
        while not any(peer.state is PeerState.LIVE for peer in self.daemon.link.peers.values()):
            self.check_script()
            await asyncio.sleep(TICK_S)
        await self.ticks(12)

    async def ticks(self, count: int) -> None:
        await asyncio.sleep(count * TICK_S)
        self.check_script()

    def check_script(self) -> None:
        """Raises what the script did wrong in its ticks."""
        if self._ticking.done():
            self._ticking.result()

    async def until(self, holds: Callable[[], bool], most_ticks: int = 300) -> None:
        for _ in range(most_ticks):
            if holds():
                return
            await self.ticks(1)
        raise AssertionError(f"it did not come true within {most_ticks} ticks")

    @property
    def desk(self) -> Desk:
        return self.daemon.desk

    @property
    def peer(self) -> Peer:
        return self.daemon.link.peer()

    def track(self, name: str) -> Track:
        return next(track for track in self.peer.session.tracks.values() if track.name == name)

    def clip(self, name: str) -> Clip:
        return next(clip for clip in self.peer.session.clips.values() if clip.name == name)

    def names(self) -> set[str]:
        return {clip.name for clip in self.peer.session.clips.values()}

    async def notes(self, name: str) -> Notes:
        return (await self.peer.read_notes(self.clip(name).id)).notes

    def content(self) -> str:
        """All of the project in front that the musician would see or hear."""
        return str(self.reaper.lua("return musician.content()"))

    def last_step(self) -> str:
        return str(self.reaper.lua("return musician.last_step()"))

    def propose(
        self, track: str, start: float, notes: Notes, title: str = "A line", beats: float = 4.0
    ) -> Suggestion:
        target = target_for(self.peer, self.track(track).id, Place("", start), beats)
        candidate = Candidate(title, "It fits.", notes, beats, Provenance("test", seed=1))
        return self.desk.propose(self.peer, target, "bass", [candidate])[0]

    async def change(
        self,
        *changes: list[Message],
        label: str = "Sideman: test",
        request_id: str = "",
        deadline_ms: int = 10_000,
    ) -> list[Message]:
        """Asks for a transaction past the desk; gives its answer, and never raises for a refusal."""
        request = request_id or f"r{next(self._numbers)}"
        body = [
            Message(part.address, (request, index, *part.args))
            for index, parts in enumerate(changes)
            for part in parts
        ]
        begin = Message("/change/begin", (request, label, deadline_ms, len(changes)))
        return await self.ask(begin, *body, Message("/change/apply", (request,)))

    async def ask(self, first: Message, *more: Message) -> list[Message]:
        """All messages that answer a request, the last of them /done or /error."""
        found: list[Message] = []

        def collect(message: Message) -> object:
            found.append(message)
            return found if message.address == "/done" else UNFINISHED

        try:
            await self.peer.ask(first, collect, *more)
        except SidemanError as problem:
            return [Message("/error", (first.args[0], problem.code, problem.message, problem.hint))]
        return found


def create(
    track_id: str, start: float, length: float, notes: Notes, name: str = "Part", **more: int
) -> list[Message]:
    head = (track_id, "", start, length, name, more.get("color", -1), more.get("muted", 0), len(notes))
    return [Message("/change/clip/create", head), *pieces(notes)]


def replace(clip: Clip, notes: Notes, name: str = "", length: float = 0.0) -> list[Message]:
    head = (clip.id, clip.revision, name or clip.name, length or clip.length_beats, len(notes))
    return [Message("/change/clip/replace", head), *pieces(notes)]


def delete(clip: Clip) -> list[Message]:
    return [Message("/change/clip/delete", (clip.id, clip.revision))]


def move(track: Track, field: str, expected: float, value: float) -> list[Message]:
    return [Message("/change/mixer", (track.id, field, float(expected), float(value)))]


def add_track(name: str, kind: str = "midi") -> list[Message]:
    return [Message("/change/track/create", (name, kind))]


def delete_track(track: Track) -> list[Message]:
    return [Message("/change/track/delete", (track.id, track.revision))]


def pieces(notes: Notes) -> list[Message]:
    return [Message("/change/notes", piece) for piece in note_chunks(notes)]


def error_of(answer: list[Message]) -> str:
    assert [message.address for message in answer] == ["/error"], answer
    assert answer[0].args[2]
    return str(answer[0].args[1])


def is_done(answer: list[Message]) -> bool:
    return answer[-1].address == "/done"


def play(
    folder: Path,
    version: str,
    scene: Callable[[Room], Awaitable[None]],
    *words: str,
    demo: str = DEMO,
    limit_s: float = 3600.0,
) -> None:
    """Plays a scene in a room of its own, in virtual time."""

    async def whole() -> None:
        async with Room(folder, version, *words, demo=demo) as room:
            await scene(room)

    run(whole(), limit_s)
