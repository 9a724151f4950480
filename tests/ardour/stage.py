"""A stage for tests with a real Ardour: a folder of file pairs, a headless Ardour in front of it, and a
musician whose hands reach into Ardour past Sideman."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from bridge.daws.ardour.headless import HeadlessArdour
from bridge.daws.filepair import FilePairListener
from bridge.daws.streams import ByteStream, MessageStream
from bridge.model.events import Event
from bridge.model.notes import Notes
from bridge.model.reducer import apply_all
from bridge.model.session import Clip, Session, Track
from bridge.osc.chunks import NoteCollector, note_chunks
from bridge.osc.codec import Message
from bridge.osc.session_events import EventReader
from bridge.settings.resources import bundled

WITHIN_S = 20.0
HEARTBEAT_S = 2.0
TOKEN = "test-token"
SET_NAME = "Demo"
MUSICIAN = Path(__file__).with_name("musician.lua")


def hello_fields(message: Message) -> dict[str, Any]:
    names = "major minor role host host_version script_version epoch set_id set_name capabilities token"
    return dict(zip(names.split(), message.args, strict=True))


class Wire:
    """The daemon's end of one connection; it answers hello, pings nothing, mirrors what it hears."""

    def __init__(self, stream: ByteStream) -> None:
        self.messages = MessageStream(stream)
        self.session = Session()
        self.heard: list[Message] = []
        self.hello: dict[str, Any] = {}
        self._events = EventReader()
        self._numbers = itertools.count(1)

    async def receive(self) -> Message:
        message = await asyncio.wait_for(self.messages.receive(), WITHIN_S)
        assert isinstance(message, Message), message
        self.heard.append(message)
        event: Event | None = self._events.event(message)
        if event is not None:
            self.session = apply_all(self.session, [event])
        return message

    async def until(self, address: str, request_id: str | None = None) -> Message:
        """The next message with an address (and a request id, its first argument)."""
        while True:
            message = await self.receive()
            if message.address == address and request_id in (None, message.args[0]):
                return message

    async def answer(self, request_id: str) -> list[Message]:
        """All messages of a request's answer, the last of them /done or /error."""
        found = []
        while True:
            message = await self.receive()
            if message.args and message.args[0] == request_id:
                found.append(message)
                if message.address in ("/done", "/error", "/snapshot/end"):
                    return found

    async def greet(self, heartbeat_s: float = HEARTBEAT_S) -> None:
        hello = await self.until("/hello")
        self.hello = hello_fields(hello)
        self.send(Message("/welcome", (1, 0, "test", "p1", heartbeat_s)))

    async def snapshot(self) -> Session:
        self.session = Session()
        request = self.new_id()
        self.send(Message("/snapshot/get", (request,)))
        await self.answer(request)
        return self.session

    async def notes(self, clip_id: str) -> tuple[int, Notes]:
        """Revision and notes of a clip."""
        request = self.new_id()
        self.send(Message("/notes/get", (request, clip_id)))
        collector: NoteCollector | None = None
        while collector is None or not collector.complete:
            message = await self.receive()
            assert message.address != "/error", message
            if message.address == "/notes" and message.args[0] == request:
                _, _, revision, total, offset, packed = message.args
                collector = collector or NoteCollector(total)
                collector.add(offset, packed)
        return revision, collector.notes()

    def send(self, *messages: Message) -> None:
        self.messages.send(*messages)

    def new_id(self) -> str:
        return f"r{next(self._numbers)}"

    async def change(
        self,
        *changes: Iterable[Message] | Message,
        label: str = "Sideman: test",
        deadline_ms: int = 10_000,
        request_id: str = "",
    ) -> list[Message]:
        """Asks for a transaction; the request id and index of each change are filled in here."""
        request = request_id or self.new_id()
        body = []
        for index, change in enumerate(changes):
            parts = [change] if isinstance(change, Message) else list(change)
            body += [Message(part.address, (request, index, *part.args)) for part in parts]
        begin = Message("/change/begin", (request, label, deadline_ms, len(changes)))
        self.send(begin, *body, Message("/change/apply", (request,)))
        return await self.answer(request)

    def track(self, name: str) -> Track:
        return next(track for track in self.session.tracks.values() if track.name == name)

    def clip(self, name: str) -> Clip:
        return next(clip for clip in self.session.clips.values() if clip.name == name)


def create_clip(
    track_id: str, start: float, length: float, notes: Notes, name: str = "Part", muted: bool = False
) -> list[Message]:
    head = (track_id, "", start, length, name, -1, int(muted), len(notes))
    return [Message("/change/clip/create", head), *_pieces(notes)]


def replace_clip(clip: Clip, notes: Notes, name: str = "", length: float = 0.0) -> list[Message]:
    head = (clip.id, clip.revision, name or clip.name, length or clip.length_beats, len(notes))
    return [Message("/change/clip/replace", head), *_pieces(notes)]


def delete_clip(clip: Clip) -> Message:
    return Message("/change/clip/delete", (clip.id, clip.revision))


def move_control(track: Track, field: str, expected: float, value: float) -> Message:
    return Message("/change/mixer", (track.id, field, float(expected), float(value)))


def _pieces(notes: Notes) -> list[Message]:
    return [Message("/change/notes", piece) for piece in note_chunks(notes)]


class Stage:
    def __init__(
        self,
        folder: Path,
        set_folder: Path,
        save_on_exit: bool,
        coverage: Path | None,
        scripts: Path | None = None,
    ) -> None:
        self.folder, self.set_folder = folder, set_folder
        self.pairs = folder / "pairs"
        self.desk = folder / "desk"
        self.desk.mkdir(exist_ok=True)
        token = folder / "token"
        token.write_text(TOKEN + "\n")
        root = scripts or bundled("daw_scripts")
        words: tuple[str, ...] = (f"desk={self.desk}", f"root={root}")
        if coverage:
            words += (f"coverage={coverage}",)
        self.ardour = HeadlessArdour(set_folder, SET_NAME, self.pairs, token, save_on_exit, MUSICIAN, words)
        self._streams: asyncio.Queue[ByteStream] = asyncio.Queue()
        self.listener = FilePairListener(self.pairs, self._streams.put_nowait)

    async def caller(self) -> Wire:
        """The next connection that the script makes; it has not been answered yet."""
        return Wire(await asyncio.wait_for(self._streams.get(), WITHIN_S))

    async def connection(self) -> Wire:
        """The next connection that the script makes, greeted."""
        wire = await self.caller()
        await wire.greet()
        return wire

    async def restart_daemon(self) -> None:
        await self.listener.aclose()
        self.listener = FilePairListener(self.pairs, self._streams.put_nowait)
        await self.listener.start()

    async def musician(self, lua: str, within_s: float = WITHIN_S) -> str:
        """Does something in Ardour as the musician would; gives what the Lua text returns."""
        done, wish = self.desk / "done", self.desk / "wish"
        done.unlink(missing_ok=True)
        wish.with_suffix(".new").write_text(lua)
        wish.with_suffix(".new").rename(wish)
        await until_there(done, within_s)
        result = done.read_text()
        assert not result.startswith("error"), result
        return result


async def do_wish(desk: Path, lua: str) -> str:
    """Lets the musician at a desk (desk.lua) do something; gives what the Lua text returns."""
    done, wish = desk / "done", desk / "wish"
    done.unlink(missing_ok=True)
    wish.with_suffix(".new").write_text(lua)
    wish.with_suffix(".new").rename(wish)
    await until_there(done)
    result = done.read_text()
    assert not result.startswith("error"), result
    return result


async def until_there(path: Path, within_s: float = WITHIN_S) -> None:
    """Waits until another process has made a file."""
    end = time.monotonic() + within_s
    while not path.exists():
        assert time.monotonic() < end, f"{path.name} was not made in time"
        await asyncio.sleep(0.005)


@asynccontextmanager
async def on_stage(
    folder: Path,
    set_folder: Path,
    save_on_exit: bool = False,
    coverage: Path | None = None,
    scripts: Path | None = None,
) -> AsyncIterator[Stage]:
    """A daemon's folder with a running Ardour before it; both end with the block. ``scripts``: a
    folder to take the place of ``daw_scripts``."""
    stage = Stage(folder, set_folder, save_on_exit, coverage, scripts)
    await stage.listener.start()
    try:
        async with stage.ardour:
            yield stage
    finally:
        await stage.listener.aclose()
