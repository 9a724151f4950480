"""Notes: what a musician plays, in beats.

A beat is a quarter note, whatever the metre; positions are float64 and never rounded.
`Notes` keeps a clip's notes packed (36 bytes a note instead of some 300 as objects), because a
large session holds millions of them. The packed record is also the wire form, so that a clip
read from a DAW is stored as it came.
"""

from __future__ import annotations

import hashlib
import math
import struct
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, overload

from bridge.model.errors import BadNotes

RECORD = struct.Struct(">ddffffBBBB")
"""One packed note, big-endian: start_beats, length_beats (float64); velocity, release_velocity,
probability, velocity_deviation (float32, the precision that DAWs keep); pitch, channel, flags
(bit 0: muted), a zero byte."""

MUTED = 1


@dataclass(frozen=True, slots=True, order=True)
class Note:
    """One note.

    start_beats: from the clip's start, may be negative (a pickup). length_beats: > 0.
    pitch: 0..127 (60 is middle C). velocity: 1..127; Live keeps fractions. channel: 0..15.
    release_velocity: 0..127. probability: 0..1. velocity_deviation: -127..127.
    """

    start_beats: float
    pitch: int
    length_beats: float
    velocity: float = 100.0
    channel: int = 0
    muted: bool = False
    release_velocity: float = 64.0
    probability: float = 1.0
    velocity_deviation: float = 0.0

    @property
    def end_beats(self) -> float:
        return self.start_beats + self.length_beats


def check_note(note: Note) -> None:
    """Raises BadNotes where a field is out of the range that `Note` documents."""
    if not math.isfinite(note.start_beats):
        raise BadNotes(f"A note starts at {note.start_beats} beats, which is no position.")
    if not (math.isfinite(note.length_beats) and note.length_beats > 0):
        raise BadNotes(
            f"A note at beat {note.start_beats:g} has length {note.length_beats}; it must be above 0."
        )
    ranges = (
        ("pitch", note.pitch, 0, 127),
        ("velocity", note.velocity, 1, 127),
        ("channel", note.channel, 0, 15),
        ("release velocity", note.release_velocity, 0, 127),
        ("probability", note.probability, 0, 1),
        ("velocity deviation", note.velocity_deviation, -127, 127),
    )
    for name, value, low, high in ranges:
        if not low <= value <= high:
            raise BadNotes(
                f"A note at beat {note.start_beats:g} has {name} {value}; it must be {low} to {high}."
            )


def _pack(note: Note) -> bytes:
    """The record of a note; adding 0.0 turns a negative zero into the zero that it equals.
    Raises BadNotes where pitch or channel is no whole number."""
    try:
        return RECORD.pack(
            note.start_beats + 0.0,
            note.length_beats,
            note.velocity,
            note.release_velocity + 0.0,
            note.probability + 0.0,
            note.velocity_deviation + 0.0,
            note.pitch,
            note.channel,
            MUTED if note.muted else 0,
            0,
        )
    except struct.error:
        raise BadNotes(
            f"A note at beat {note.start_beats:g} has pitch {note.pitch} and channel {note.channel}; "
            "both must be whole numbers."
        ) from None


def _unpack(fields: tuple[Any, ...]) -> Note:
    start, length, velocity, release, probability, deviation, pitch, channel, flags, _ = fields
    return Note(start, pitch, length, velocity, channel, bool(flags & MUTED), release, probability, deviation)


class Notes(Sequence[Note]):
    """An immutable run of notes, packed. Equal when every note is equal and in the same order.

    Velocities and probabilities are kept in single precision, the rest exactly.
    """

    __slots__ = ("_fingerprint", "packed")

    packed: bytes
    _fingerprint: str

    def __init__(self, notes: Iterable[Note] = ()) -> None:
        checked = []
        for note in notes:
            check_note(note)
            checked.append(_pack(note))
        self.packed = b"".join(checked)

    @classmethod
    def from_packed(cls, packed: bytes) -> Notes:
        """Notes from their packed form. Raises BadNotes when it is cut or holds a bad note."""
        if len(packed) % RECORD.size:
            raise BadNotes(f"{len(packed)} bytes are no whole number of notes ({RECORD.size} bytes each).")
        return cls(map(_unpack, RECORD.iter_unpack(packed)))

    def __len__(self) -> int:
        return len(self.packed) // RECORD.size

    def __iter__(self) -> Iterator[Note]:
        return map(_unpack, RECORD.iter_unpack(self.packed))

    @overload
    def __getitem__(self, index: int) -> Note: ...
    @overload
    def __getitem__(self, index: slice) -> Notes: ...
    def __getitem__(self, index: int | slice) -> Note | Notes:
        if isinstance(index, slice):
            return Notes(list(self)[index])
        position = range(len(self))[index]
        return _unpack(RECORD.unpack_from(self.packed, position * RECORD.size))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Notes) and self.packed == other.packed

    def __hash__(self) -> int:
        return hash(self.packed)

    def __repr__(self) -> str:
        return f"Notes({len(self)} notes, {self.fingerprint})"

    def sorted(self) -> Notes:
        """In the order of start, pitch, length, then the rest."""
        return Notes(sorted(self))

    @property
    def fingerprint(self) -> str:
        """16 hexadecimal digits that change when any note does; the order of notes does not matter."""
        try:
            return self._fingerprint
        except AttributeError:
            self._fingerprint = hashlib.blake2b(self.sorted().packed, digest_size=8).hexdigest()
            return self._fingerprint

    @property
    def end_beats(self) -> float:
        """Where the last note ends; 0 for none."""
        return max((note.end_beats for note in self), default=0.0)


def differences(wanted: Notes, found: Notes, tolerance_beats: float = 1e-6) -> list[str]:
    """What differs between two runs of notes, one sentence each; empty when they agree.

    Order does not matter. Positions and lengths may differ by ``tolerance_beats``. Channels,
    release velocity and probability count as well: a DAW that cannot keep them says so in its
    capabilities, and the caller compares what it can keep (see `Notes` of the reduced notes).
    """
    spare = sorted(found, key=_by_pitch)
    starts = [_by_pitch(note) for note in spare]
    lost: list[Note] = []
    for want in sorted(wanted, key=_by_pitch):
        index = bisect_left(starts, (want.pitch, want.start_beats - tolerance_beats))
        while index < len(spare) and starts[index] <= (want.pitch, want.start_beats + tolerance_beats):
            if not _changes(want, spare[index], tolerance_beats):
                del spare[index], starts[index]
                break
            index += 1
        else:
            lost.append(want)
    said = []
    if len(wanted) != len(found):
        said.append(f"{len(wanted)} notes were written and {len(found)} read back.")
    lost.sort()
    spare.sort()
    for want, have in zip(lost, spare, strict=False):
        said += [f"{_name(want)}: {change}." for change in _changes(want, have, tolerance_beats)]
    said += [f"{_name(note)} is missing." for note in lost[len(spare) :]]
    said += [f"{_name(note)} was not written by us." for note in spare[len(lost) :]]
    return said


def _by_pitch(note: Note) -> tuple[int, float]:
    return (note.pitch, note.start_beats)


def _name(note: Note) -> str:
    return f"Note {note.pitch} at beat {note.start_beats:g}"


def _changes(want: Note, have: Note, tolerance_beats: float) -> list[str]:
    found = []
    for name in Note.__slots__:
        a, b = getattr(want, name), getattr(have, name)
        slack = tolerance_beats if name in ("start_beats", "length_beats") else 1e-6
        if abs(a - b) > slack:
            found.append(f"{name} {a:g} became {b:g}")
    return found
