"""Long things in pieces: a clip's notes, and the JSON of an answer."""

from __future__ import annotations

from collections.abc import Iterator

from bridge.model.errors import BadMessage
from bridge.model.notes import RECORD, Notes
from bridge.osc.schema import MAX_CHUNK_BYTES, NOTES_PER_CHUNK


def note_chunks(notes: Notes) -> Iterator[tuple[int, bytes]]:
    """(offset in notes, packed notes) of each piece; one empty piece for no notes."""
    step = NOTES_PER_CHUNK * RECORD.size
    for start in range(0, max(len(notes.packed), 1), step):
        yield start // RECORD.size, notes.packed[start : start + step]


class NoteCollector:
    """Puts pieces back together; pieces come in order, a repeated one is ignored."""

    def __init__(self, total: int) -> None:
        self.total = total
        self._packed = bytearray()

    @property
    def count(self) -> int:
        return len(self._packed) // RECORD.size

    @property
    def complete(self) -> bool:
        return self.count == self.total

    def add(self, offset: int, packed: bytes) -> None:
        """Raises BadMessage when a piece is missing, cut, or too long."""
        if offset < self.count:
            return
        if offset > self.count:
            raise BadMessage(f"Notes {self.count} to {offset} of {self.total} are missing.")
        if len(packed) % RECORD.size:
            raise BadMessage(f"{len(packed)} bytes are no whole number of notes ({RECORD.size} bytes each).")
        if offset + len(packed) // RECORD.size > self.total:
            raise BadMessage(f"More notes came than the {self.total} that were announced.")
        self._packed += packed

    def notes(self) -> Notes:
        """Raises BadMessage before the last piece, BadNotes when a note is out of range."""
        if not self.complete:
            raise BadMessage(f"{self.count} of {self.total} notes came.")
        return Notes.from_packed(bytes(self._packed))


def text_chunks(text: str) -> list[str]:
    """A text in pieces of at most `MAX_CHUNK_BYTES` bytes of UTF-8; one empty piece for none."""
    size = MAX_CHUNK_BYTES // 4  # a character has at most four bytes
    return [text[start : start + size] for start in range(0, len(text), size)] or [""]
