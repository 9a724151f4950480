"""How much of what was written is still there: notes kept, moved, added and removed."""

from __future__ import annotations

from collections.abc import Callable, Hashable

import msgspec

from bridge.model.notes import Note, Notes

SAME_BEATS = 1 / 480
"""Closer than this is the same place: DAWs keep notes on grids of 960 ticks."""

NEAR_BEATS = 1.0
"""A note of the same pitch that starts within a beat of the old one is that one, moved."""


class NoteChanges(msgspec.Struct, frozen=True):
    """written: notes that were put in. Of them kept, moved (in time, pitch or length) and removed; added by
    the musician on top. Velocity does not count."""

    written: int
    kept: int
    moved: int
    removed: int
    added: int

    @property
    def shares(self) -> dict[str, float]:
        """In percent of the notes that were written; added may exceed 100."""
        whole = max(1, self.written)
        return {
            name: round(100 * getattr(self, name) / whole, 1)
            for name in ("kept", "moved", "removed", "added")
        }


def note_changes(written: Notes, now: Notes) -> NoteChanges:
    """Pairs the notes one to one: the same first, then the same pitch nearby, then another pitch at the same
    place."""
    old, new = list(written.sorted()), list(now.sorted())
    kept = _pair(old, new, _same)
    moved = _pair(old, new, _shifted) + _pair(old, new, _repitched)
    return NoteChanges(len(written), kept, moved, len(old), len(new))


def _pair(old: list[Note], new: list[Note], agree: Callable[[Note, Note], bool]) -> int:
    """Takes out of both lists what agrees, the nearest first, and counts it."""
    found = 0
    by_key: dict[Hashable, list[Note]] = {}
    for note in new:
        by_key.setdefault(note.pitch if agree is not _repitched else 0, []).append(note)
    for note in list(old):
        near = by_key.get(note.pitch if agree is not _repitched else 0, [])
        able = [other for other in near if agree(note, other)]
        if able:
            other = min(
                able, key=lambda one: (abs(one.start_beats - note.start_beats), abs(one.pitch - note.pitch))
            )
            near.remove(other)
            new.remove(other)
            old.remove(note)
            found += 1
    return found


def _same(note: Note, other: Note) -> bool:
    return (
        note.pitch == other.pitch
        and note.muted == other.muted
        and abs(note.start_beats - other.start_beats) <= SAME_BEATS
        and abs(note.length_beats - other.length_beats) <= SAME_BEATS
    )


def _shifted(note: Note, other: Note) -> bool:
    return note.pitch == other.pitch and abs(note.start_beats - other.start_beats) < NEAR_BEATS


def _repitched(note: Note, other: Note) -> bool:
    return abs(note.start_beats - other.start_beats) <= SAME_BEATS
