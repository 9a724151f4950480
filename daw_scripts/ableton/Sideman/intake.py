"""A transaction that has begun: its changes and their notes, until it is to be applied.

What is wrong with a piece is remembered, and said at apply: a request has one answer.
"""

from .osc import BadMessage, NoteCollector, unpack_notes
from .problem import Problem

OPEN_AT_ONCE = 64
WITH_NOTES = ("/change/clip/create", "/change/clip/replace")


class Intake:
    """born_s: the earliest moment at which its /change/begin can have been sent."""

    def __init__(self, begin, born_s):
        self.request_id, self.label = begin["request_id"], begin["label"]
        self.born_s, self.deadline_s = born_s, begin["deadline_ms"] / 1000.0
        self._count = begin["changes"]
        self._parts, self._notes, self._wrong = {}, {}, None

    def add(self, message):
        try:
            self._add(message)
        except BadMessage as problem:
            self._wrong = self._wrong or Problem(problem.code, str(problem))

    def _add(self, message):
        index, part = message.named["index"], (message.address, message.named)
        if message.address == "/change/notes":
            if index not in self._notes:
                raise BadMessage("Notes came for change %d, which takes none." % index)
            self._notes[index].add(message.named["offset"], message.named["notes"])
        elif index >= self._count:
            raise BadMessage("Change %d came where %d were announced." % (index, self._count))
        elif self._parts.setdefault(index, part) != part:
            raise BadMessage("Change %d came twice, and not the same." % index)
        elif message.address in WITH_NOTES:
            self._notes.setdefault(index, NoteCollector(message.named["note_count"]))

    def check_deadline(self, now_s):
        age_s = now_s - self.born_s
        if age_s > self.deadline_s:
            raise Problem(
                "deadline_passed",
                "“%s” came %.1f s after it was asked for, and nothing was changed." % (self.label, age_s),
                "Live was busy, or a menu was open. Try again.",
            )

    def changes(self):
        """(address, named, notes) in order. Raises Problem, BadMessage, BadNotes."""
        if self._wrong is not None:
            raise self._wrong
        if len(self._parts) != self._count:
            raise BadMessage("%d of %d changes came." % (len(self._parts), self._count))
        found = []
        for index in range(self._count):
            address, named = self._parts[index]
            collector = self._notes.get(index)
            found.append((address, named, unpack_notes(collector.notes()) if collector else []))
        return found
