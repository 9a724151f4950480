"""What can be asked of a DAW: the changes that a transaction is made of, and what each one made.

Each names what it was computed from (a revision, an expected value), so that a change to something
that the musician has touched meanwhile can be refused.
"""

from __future__ import annotations

from dataclasses import dataclass

from bridge.model.notes import Notes
from bridge.model.session import Place, TrackKind


@dataclass(frozen=True, slots=True)
class CreateClip:
    """A new clip in an empty slot or a free span of the timeline."""

    track_id: str
    place: Place
    length_beats: float
    name: str
    notes: Notes
    color: int = -1
    muted: bool = False


@dataclass(frozen=True, slots=True)
class ReplaceClip:
    """Other notes, name and length for a clip that is still at this revision."""

    clip_id: str
    revision: int
    name: str
    length_beats: float
    notes: Notes


@dataclass(frozen=True, slots=True)
class DeleteClip:
    clip_id: str
    revision: int


@dataclass(frozen=True, slots=True)
class MoveControl:
    """A mixer control of a track from the value that is expected to a new one. field: a field of
    `Mixer`; truth values are 0 and 1."""

    track_id: str
    field: str
    expected: float
    value: float


@dataclass(frozen=True, slots=True)
class CreateTrack:
    name: str
    kind: TrackKind


@dataclass(frozen=True, slots=True)
class DeleteTrack:
    """Only a track without clips."""

    track_id: str
    revision: int


Change = CreateClip | ReplaceClip | DeleteClip | MoveControl | CreateTrack | DeleteTrack


@dataclass(frozen=True, slots=True)
class Made:
    """What one change made or touched: its id, and its revision after the change."""

    object_id: str
    revision: int
