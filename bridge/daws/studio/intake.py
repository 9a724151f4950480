"""The messages of one transaction, until it is complete."""

from __future__ import annotations

from bridge.model.changes import Change
from bridge.model.errors import BadMessage, SidemanError
from bridge.model.notes import Notes
from bridge.osc.change_messages import CHANGE_ADDRESSES, WITH_NOTES, read_change
from bridge.osc.chunks import NoteCollector
from bridge.osc.codec import Message

PARTS = CHANGE_ADDRESSES | {"/change/notes"}


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

    def changes(self) -> list[Change]:
        """Raises BadMessage when a piece is wrong or missing, BadNotes for a note out of range."""
        if self._problem is not None:
            raise self._problem
        if len(self._parts) != self._count:
            raise BadMessage(f"{len(self._parts)} of {self._count} changes came.")
        return [self._change(index) for index in range(self._count)]

    def _change(self, index: int) -> Change:
        part = self._parts[index]
        notes = self._notes[index].notes() if index in self._notes else Notes()
        return read_change(part, notes)
