"""What notes can be in a DAW, as its README says: what a clip must not hold, what comes back of a note."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from bridge.model.notes import Note

NEAR_BEATS = 1e-6
USUAL = Note(0.0, 60, 1.0)
FIELDS = ("channel", "muted", "release_velocity", "probability", "velocity_deviation")


@dataclass(frozen=True)
class NoteRules:
    """The plain one keeps all that a note can be.

    ppq: ticks a beat that starts and ends are rounded to, 0 for none. keeps: of `FIELDS`, those that come
    back; the others become usual. refuses: those that must be usual. overlaps: whether two notes of one
    pitch (and channel, where there are channels) may sound at once; nested: whether the
    one that began first may end last, which a MIDI file cannot say. outside: whether notes may begin before
    the clip or behind its end. shown_ppq: the coarser grid on which notes are read back.
    """

    ppq: int = 0
    keeps: tuple[str, ...] = FIELDS
    refuses: tuple[str, ...] = ()
    overlaps: bool = True
    nested: bool = True
    outside: bool = True
    whole_velocities: bool = False
    shown_ppq: int = 0
    said: str = ""

    def fitted(self, notes: Iterable[Note], length_beats: float) -> list[Note]:
        """The notes that the DAW takes, each as it is or with what it refuses made usual."""
        found = [self._taken(note) for note in notes]
        if not self.outside:
            found = [note for note in found if note.start_beats >= 0 and self._begins(note, length_beats)]
        if self.shown_ppq:
            found = [note for note in found if note.start_beats >= 0]
            found = _one_of_each(found, lambda note: (self._voice(note), self.step(note.start_beats)))
        if not self.overlaps:
            found = self._parted(found)
        return found if self.nested else self._in_order(found)

    def back(self, note: Note) -> Note:
        """The note as the DAW keeps it."""
        lost = {name: getattr(USUAL, name) for name in FIELDS if name not in self.keeps}
        velocity = float(max(1, math.floor(note.velocity + 0.5))) if self.whole_velocities else note.velocity
        return replace(note, velocity=velocity, **lost)

    def tick(self, beats: float) -> float:
        """A place as the DAW keeps it, in ticks; in beats where it has none."""
        return math.floor(beats * self.ppq + 0.5) if self.ppq else beats

    def step(self, beats: float) -> int:
        return math.floor(self.tick(beats) * self.shown_ppq / self.ppq + NEAR_BEATS)

    def _begins(self, note: Note, length_beats: float) -> bool:
        return self.tick(note.start_beats) < self.tick(length_beats - NEAR_BEATS)

    def _taken(self, note: Note) -> Note:
        return replace(note, **{name: getattr(USUAL, name) for name in self.refuses})

    def _voice(self, note: Note) -> tuple[int, int]:
        return (note.channel if "channel" in self.keeps else 0, note.pitch)

    def _end(self, note: Note) -> float:
        start, end = self.tick(note.start_beats), self.tick(note.end_beats)
        return max(end, start + 1) if self.ppq else end

    def _in_order(self, notes: list[Note]) -> list[Note]:
        """Without those that end before one of their pitch that began earlier."""
        sounds_until: dict[tuple[int, int], float] = {}
        found = []
        for note in sorted(notes, key=lambda note: note.start_beats):
            voice, end = self._voice(note), self._end(note)
            if end >= sounds_until.get(voice, -math.inf):
                found.append(note)
                sounds_until[voice] = end
        return found

    def _parted(self, notes: list[Note]) -> list[Note]:
        """Without those that begin while another of their pitch sounds."""
        sounds_until: dict[tuple[int, int], float] = {}
        found = []
        for note in sorted(notes, key=lambda note: note.start_beats):
            voice = self._voice(note)
            if self.tick(note.start_beats) >= sounds_until.get(voice, -math.inf):
                found.append(note)
                sounds_until[voice] = self._end(note)
        return found


EVERYTHING = NoteRules(said="everything")


def _one_of_each(notes: Iterable[Note], key: Callable[[Note], object]) -> list[Note]:
    found: dict[object, Note] = {}
    for note in notes:
        found.setdefault(key(note), note)
    return list(found.values())
