"""The messages of one transaction, until it is complete."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bridge.daws.studio import transaction as tx
from bridge.model.errors import BadMessage, SidemanError
from bridge.model.notes import Notes
from bridge.model.session import Place, TrackKind
from bridge.osc.chunks import NoteCollector
from bridge.osc.codec import Message


def _create_clip(args: tuple[Any, ...], notes: Notes) -> tx.Change:
    track_id, scene_id, start, length, name, color, muted, _ = args
    return tx.CreateClip(track_id, Place(scene_id, start), length, name, color, bool(muted), notes)


def _replace_clip(args: tuple[Any, ...], notes: Notes) -> tx.Change:
    clip_id, revision, name, length, _ = args
    return tx.ReplaceClip(clip_id, revision, name, length, notes)


_CHANGE_OF: dict[str, Callable[[tuple[Any, ...], Notes], tx.Change]] = {
    "/change/clip/create": _create_clip,
    "/change/clip/replace": _replace_clip,
    "/change/clip/delete": lambda args, notes: tx.DeleteClip(*args),
    "/change/mixer": lambda args, notes: tx.MoveControl(*args),
    "/change/track/create": lambda args, notes: tx.CreateTrack(args[0], TrackKind(args[1])),
    "/change/track/delete": lambda args, notes: tx.DeleteTrack(*args),
}
WITH_NOTES = frozenset({"/change/clip/create", "/change/clip/replace"})
PARTS = frozenset({*_CHANGE_OF, "/change/notes"})


class Intake:
    """A transaction that has begun. What is wrong with a piece is remembered and said at apply.

    born_s: the earliest moment at which its /change/begin can have been sent; deadline_s: after
    how many seconds from then it must not be made any more.
    """

    def __init__(self, begin: Message, born_s: float) -> None:
        self.request_id, self.label, deadline_ms, self._count = begin.args
        self.born_s = born_s
        self.deadline_s = deadline_ms / 1000
        self._parts: dict[int, Message] = {}
        self._notes: dict[int, NoteCollector] = {}
        self._problem: SidemanError | None = None

    def add(self, part: Message) -> None:
        """Takes a change or a piece of its notes; a repeated one is ignored."""
        index = part.args[1]
        try:
            if part.address == "/change/notes":
                self._collector(index).add(*part.args[2:])
            elif index >= self._count:
                raise BadMessage(f"Change {index} came where {self._count} were announced.")
            elif self._parts.setdefault(index, part) != part:
                raise BadMessage(f"Change {index} came twice, and not the same.")
            elif part.address in WITH_NOTES:
                self._notes.setdefault(index, NoteCollector(part.args[-1]))
        except SidemanError as problem:
            self._problem = self._problem or problem

    def _collector(self, index: int) -> NoteCollector:
        if index not in self._notes:
            raise BadMessage(f"Notes came for change {index}, which takes none.")
        return self._notes[index]

    def changes(self) -> list[tx.Change]:
        """Raises BadMessage when a piece is wrong or missing, BadNotes for a note out of range."""
        if self._problem is not None:
            raise self._problem
        if len(self._parts) != self._count:
            raise BadMessage(f"{len(self._parts)} of {self._count} changes came.")
        return [self._change(index) for index in range(self._count)]

    def _change(self, index: int) -> tx.Change:
        part = self._parts[index]
        notes = self._notes[index].notes() if index in self._notes else Notes()
        return _CHANGE_OF[part.address](part.args[2:], notes)
