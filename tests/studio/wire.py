"""A daemon that speaks the wire by hand, so that the studio is tested without the link."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from bridge.daws.streams import MessageStream
from bridge.daws.studio.faults import Faults
from bridge.daws.studio.host import StudioHost
from bridge.daws.studio.session import StudioSession
from bridge.model.notes import Note, Notes
from bridge.model.session import Place, TrackKind
from bridge.osc.chunks import NoteCollector, note_chunks
from bridge.osc.codec import Message
from tests.virtual_loop import Exchange, FaultyPair, MemoryPair

ENDS = ("/done", "/error", "/snapshot/end")
RIFF = Notes([Note(0.0, 45, 0.5, 96), Note(0.75, 48, 0.25, 70), Note(1.5, 52, 1.0, 88)])


def small_session() -> StudioSession:
    """Two MIDI tracks, an audio track and a master; two scenes; a clip in a slot, one on the timeline."""
    session = StudioSession("Nightbus", set_id="set-1", clock=asyncio.get_running_loop().time)
    bass = session.add_track("Bass")
    session.add_track("Keys")
    session.add_track("Voice", TrackKind.AUDIO)
    session.add_track("Master", TrackKind.MASTER)
    verse = session.add_scene("Verse")
    session.add_scene("Chorus")
    session.add_clip(bass.id, Place(verse.id), 4.0, "Riff", RIFF)
    session.add_clip(bass.id, Place(start_beats=8.0), 4.0, "Fill", Notes([Note(0.0, 40, 4.0)]))
    return session


class Daemon:
    """The far end of a studio's connection."""

    def __init__(self, stream: MessageStream, hello: Message) -> None:
        self.stream = stream
        self.hello = hello
        self.heard: list[Message] = []

    def send(self, address: str, *args: Any) -> None:
        self.stream.send(Message(address, args))

    async def next(self) -> Message:
        message = await self.stream.receive()
        assert isinstance(message, Message), message
        self.heard.append(message)
        return message

    async def until(self, *addresses: str) -> list[Message]:
        """The messages up to the first with one of these addresses."""
        found = [await self.next()]
        while found[-1].address not in addresses:
            found.append(await self.next())
        return found

    async def ask(self, address: str, *args: Any) -> list[Message]:
        """Asks, and gives the answers to this request (its id comes first), the end included."""
        self.send(address, *args)
        answers = await self.until(*ENDS)
        return [answer for answer in answers if answer.args[0] == args[0]]

    async def notes(self, clip_id: str) -> tuple[int, Notes]:
        self.send("/notes/get", f"read-{clip_id}", clip_id)
        collector: NoteCollector | None = None
        while collector is None or not collector.complete:
            _, _, revision, total, offset, packed = (await self.until("/notes"))[-1].args
            collector = collector or NoteCollector(total)
            collector.add(offset, packed)
        return revision, collector.notes()

    async def change(self, request_id: str, *changes: Message, deadline_ms: int = 1000) -> list[Message]:
        """A whole transaction; changes without their request id and index."""
        self.begin(request_id, *changes, deadline_ms=deadline_ms)
        return await self.ask("/change/apply", request_id)

    def begin(self, request_id: str, *changes: Message, deadline_ms: int = 1000) -> None:
        self.send("/change/begin", request_id, f"Sideman: {request_id}", deadline_ms, len(changes))
        for index, change in enumerate(changes):
            *plain, last = change.args
            notes = last if isinstance(last, Notes) else None
            self.send(change.address, request_id, index, *plain, len(notes) if notes is not None else last)
            if notes is not None:
                for offset, packed in note_chunks(notes):
                    self.send("/change/notes", request_id, index, offset, packed)


def create_clip(track_id: str, place: Place, notes: Notes = RIFF, length_beats: float = 4.0) -> Message:
    where = (track_id, place.scene_id, place.start_beats, length_beats)
    return Message("/change/clip/create", (*where, "Idea", 0x3366FF, 0, notes))


class Stage:
    """A studio that runs, and the daemon that it dials."""

    def __init__(self, session: StudioSession, exchange: Exchange, host: StudioHost) -> None:
        self.session, self.exchange, self.host = session, exchange, host

    async def welcome(self) -> Daemon:
        """Takes the studio's next call and lets it in."""
        stream = MessageStream(await self.exchange.accepted.get())
        hello = await stream.receive()
        assert isinstance(hello, Message)
        daemon = Daemon(stream, hello)
        daemon.send("/welcome", 1, 0, "0.1.0", "peer-1", 2.0)
        return daemon


@asynccontextmanager
async def on_stage(
    session: StudioSession | None = None, faults: Faults | None = None, pair: type[FaultyPair] = MemoryPair
) -> AsyncIterator[Stage]:
    session = session or small_session()
    exchange = Exchange(pair)
    epochs = iter(f"life-{number}" for number in range(1, 1000))
    host = StudioHost(session, exchange.dial, "secret", faults=faults, new_epoch=lambda: next(epochs))
    running = asyncio.create_task(host.run())
    try:
        yield Stage(session, exchange, host)
    finally:
        if running.done():
            running.result()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
