"""Requests under way: each waits for the messages that answer it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bridge.model.changes import Made
from bridge.model.errors import NoAnswer, SidemanError, error_from_wire
from bridge.model.notes import Notes
from bridge.osc.chunks import NoteCollector
from bridge.osc.codec import Message

UNFINISHED: Any = object()
"""What a collector gives while the answer is not complete."""

Collector = Callable[[Message], Any]


@dataclass(frozen=True, slots=True)
class ClipNotes:
    clip_id: str
    revision: int
    notes: Notes


class ResultCollector:
    """Gathers /change/result until /done: a list of `Made` in the order of the changes."""

    def __init__(self) -> None:
        self._found: dict[int, Made] = {}

    def __call__(self, message: Message) -> Any:
        if message.address == "/change/result":
            _, index, object_id, revision = message.args
            self._found[index] = Made(object_id, revision)
            return UNFINISHED
        return [self._found[index] for index in sorted(self._found)]


class NotesAnswer:
    """Gathers the pieces of /notes; a piece of another revision starts anew (the clip was edited
    while it was being read)."""

    def __init__(self) -> None:
        self._revision = -1
        self._collector = NoteCollector(0)

    def __call__(self, message: Message) -> Any:
        _, clip_id, revision, total, offset, packed = message.args
        if revision != self._revision or total != self._collector.total:
            self._revision, self._collector = revision, NoteCollector(total)
        self._collector.add(offset, packed)
        if not self._collector.complete:
            return UNFINISHED
        return ClipNotes(clip_id, revision, self._collector.notes())


@dataclass(slots=True)
class PendingRequests:
    """Request ids -> the collectors that wait. One a peer."""

    _waiting: dict[str, tuple[asyncio.Future[Any], Collector]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self._waiting)

    async def wait(
        self, request_id: str, collect: Collector, send: Callable[[], None], deadline_s: float
    ) -> Any:
        """Sends, then gives what the collector made of the answer.

        Raises NoAnswer, the error that the peer answered, or what `fail_all` was given.
        """
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._waiting[request_id] = (future, collect)
        try:
            send()
            async with asyncio.timeout(deadline_s):
                return await future
        except TimeoutError:
            raise NoAnswer(
                f"The DAW did not answer within {deadline_s:g} s.", "A menu or a dialog may be open in it."
            ) from None
        finally:
            self._waiting.pop(request_id, None)

    def feed(self, message: Message) -> None:
        """Gives a message to the request that it answers; a late or repeated answer is dropped."""
        future, collect = self._waiting.get(message.args[0], (None, None))
        if future is None or collect is None or future.done():
            return
        if message.address == "/error":
            future.set_exception(error_from_wire(*message.args[1:]))
            return
        try:
            result = collect(message)
        except SidemanError as problem:
            future.set_exception(problem)
        else:
            if result is not UNFINISHED:
                future.set_result(result)

    def fail_all(self, problem: SidemanError) -> None:
        for future, _ in self._waiting.values():
            if not future.done():
                future.set_exception(problem)
