"""Transactions in the daemon's words, for tests that change Live without the desk."""

from __future__ import annotations

from typing import Any

from bridge.daws.requests import ResultCollector
from bridge.model.changes import Made
from bridge.model.notes import Note, Notes
from bridge.osc.chunks import note_chunks
from bridge.osc.codec import Message
from tests.ableton.stage import Stage

RIFF = Notes([Note(0.0, 45, 0.5, 96), Note(0.75, 48, 0.25, 70.5), Note(1.5, 52, 1.0, 88, muted=True)])


def create(
    track_id: str,
    scene_id: str = "",
    start_beats: float = 0.0,
    notes: Notes = RIFF,
    name: str = "Idea",
    length_beats: float = 4.0,
    muted: bool = False,
) -> tuple[Any, ...]:
    where = (track_id, scene_id, start_beats, length_beats)
    return ("/change/clip/create", *where, name, 0x3366FF, int(muted), notes)


def replace(
    clip_id: str, revision: int, notes: Notes = RIFF, name: str = "Other", length_beats: float = 8.0
) -> tuple[Any, ...]:
    return ("/change/clip/replace", clip_id, revision, name, length_beats, notes)


def messages(
    request_id: str, changes: tuple[tuple[Any, ...], ...], deadline_ms: int = 10_000
) -> list[Message]:
    """A change is an address and its arguments; notes at its end stand for their count, and follow."""
    found = [Message("/change/begin", (request_id, "Sideman: test", deadline_ms, len(changes)))]
    for index, (address, *args) in enumerate(changes):
        notes = args.pop() if isinstance(args[-1], Notes) else None
        if notes is not None:
            args.append(len(notes))
        found.append(Message(address, (request_id, index, *args)))
        for offset, packed in note_chunks(notes) if notes else ():
            found.append(Message("/change/notes", (request_id, index, offset, packed)))
    return [*found, Message("/change/apply", (request_id,))]


async def change(
    stage: Stage, *changes: tuple[Any, ...], request_id: str = "", deadline_ms: int = 10_000
) -> list[Made]:
    """Raises what the script answered."""
    first, *rest = messages(request_id or stage.new_id(), changes, deadline_ms)
    found: list[Made] = await stage.peer.ask(first, ResultCollector(), *rest)
    return found
