"""Sounding a suggestion on a MIDI port, on time, and never leaving a note hanging.

Every event has an absolute moment, worked out from the beat; one timer waits for the next one, so
that lateness never adds up. A ledger holds what sounds: whatever ends the playing (the last note,
`stop`, a port that vanishes, another suggestion), each sounding note gets its note-off, then the
used channels their CC 64 (pedal up) and CC 123 (all notes off).
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections import deque
from collections.abc import Callable, Iterator

from bridge.midi.ports import MidiOut
from bridge.model.errors import NoMidiPort
from bridge.model.notes import Note, Notes

log = logging.getLogger(__name__)

LEAD_S = 0.02
"""The first note sounds so long after `play`, so that it is as much on time as the others."""

TOO_LATE_S = 0.1
"""A note-on that is later than this is left out, with its note-off: late is worse than missing."""

_NOTE_OFF, _NOTE_ON, _CONTROL = 0x80, 0x90, 0xB0
_PEDAL, _ALL_NOTES_OFF = 64, 123

Event = tuple[float, int, int, Note]
"""(beat, 0 for the note's end or 1 for its start, which note, the note)."""


class AuditionPlayer:
    """Plays one run of notes at a time on the asyncio loop that calls it.

    open_port: opened at the first `play`, kept until it fails. channel: 0..15, where notes of
    channel 0 go (others keep theirs). chance: 0..1, decides on notes with a probability below 1.
    """

    def __init__(
        self,
        open_port: Callable[[], MidiOut],
        *,
        channel: int = 0,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._open_port = open_port
        self._channel = channel
        self._chance = chance
        self._port: MidiOut | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._left: deque[Event] = deque()
        self._start_s = 0.0
        self._beat_s = 0.5
        self._first_beat = 0.0
        self._sounding: dict[tuple[int, int], int] = {}
        self._channels: set[int] = set()
        self._finished = asyncio.Event()
        self._finished.set()

    @property
    def playing(self) -> bool:
        return not self._finished.is_set()

    def play(self, notes: Notes, tempo_bpm: float) -> str:
        """Starts with the earliest note, after stopping what sounds; the port's name.

        Muted notes stay silent. Raises NoMidiPort.
        """
        port = self._opened()
        heard = [note for note in notes if not note.muted and self._is_heard(note)]
        self._left = deque(sorted(self._events(heard), key=lambda event: event[:3]))
        self._beat_s = 60 / tempo_bpm
        self._first_beat = min(0.0, *(note.start_beats for note in heard)) if heard else 0.0
        self._start_s = asyncio.get_running_loop().time() + LEAD_S
        self._finished.clear()
        self._wait_for_next()
        return port.name

    def _opened(self) -> MidiOut:
        """The port, with nothing sounding on it. Raises NoMidiPort."""
        self.stop()
        if self._port is None:
            self._port = self._open_port()
            self.stop()  # releases what hung when the port vanished
        if self._port is None:
            raise NoMidiPort("The MIDI port vanished as it was opened.", "Plug the device in again.")
        return self._port

    def stop(self) -> None:
        """Stops and releases every sounding note. Never raises; calling it again does nothing.

        What could not be released because the port had vanished is released when it is back.
        """
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._left.clear()
        self._finished.set()
        for channel, pitch in list(self._sounding):
            self._send(bytes((_NOTE_OFF | channel, pitch, 64)))
        for channel in sorted(self._channels):
            self._send(bytes((_CONTROL | channel, _PEDAL, 0)))
            self._send(bytes((_CONTROL | channel, _ALL_NOTES_OFF, 0)))
        if self._port is not None:
            self._sounding.clear()
            self._channels.clear()

    def close(self) -> None:
        """Stops, and lets go of the port."""
        self.stop()
        if self._port is not None:
            self._port.close()
            self._port = None

    async def finished(self) -> None:
        """Waits until nothing plays any more."""
        await self._finished.wait()

    def _is_heard(self, note: Note) -> bool:
        return note.probability >= 1 or self._chance() < note.probability

    @staticmethod
    def _events(notes: list[Note]) -> Iterator[Event]:
        for index, note in enumerate(notes):
            yield (note.start_beats, 1, index, note)
            yield (note.end_beats, 0, index, note)

    def _due_s(self, beat: float) -> float:
        return self._start_s + (beat - self._first_beat) * self._beat_s

    def _wait_for_next(self) -> None:
        if not self._left:
            self.stop()
            return
        due_s = self._due_s(self._left[0][0])
        self._timer = asyncio.get_running_loop().call_at(due_s, self._play_what_is_due)

    def _play_what_is_due(self) -> None:
        now_s = asyncio.get_running_loop().time()
        while self._left and self._due_s(self._left[0][0]) <= now_s + 1e-6:
            beat, starts, index, note = self._left.popleft()
            if not starts:
                self._release(index, note, note.release_velocity)
            elif now_s - self._due_s(beat) <= TOO_LATE_S:
                self._strike(index, note)
        self._wait_for_next()

    def _where(self, note: Note) -> tuple[int, int]:
        return (note.channel or self._channel, note.pitch)

    def _strike(self, index: int, note: Note) -> None:
        where = self._where(note)
        if where in self._sounding:  # one key sounds once: the older note ends here
            self._release(self._sounding[where], note, 64)
        self._channels.add(where[0])
        if self._send(bytes((_NOTE_ON | where[0], where[1], max(1, round(note.velocity))))):
            self._sounding[where] = index

    def _release(self, index: int, note: Note, velocity: float) -> None:
        where = self._where(note)
        released = bytes((_NOTE_OFF | where[0], where[1], round(velocity)))
        if self._sounding.get(where) == index and self._send(released):
            del self._sounding[where]

    def _send(self, message: bytes) -> bool:
        """Whether it went out; a port that has vanished is let go of, and nothing more is played."""
        if self._port is None:
            return False
        try:
            self._port.send(message)
        except NoMidiPort as problem:
            log.warning("the audition ends: %s", problem)
            self._port.close()
            self._port = None
            self._left.clear()
        return self._port is not None
