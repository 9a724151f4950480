"""What can happen to a session, as the control script reports it. `reducer.apply` folds these in."""

from __future__ import annotations

from dataclasses import dataclass

from bridge.model.keys import Key
from bridge.model.notes import Notes
from bridge.model.session import Clip, Mixer, Scene, Selection, Send, Track, Transport
from bridge.model.timebase import TempoMap


@dataclass(frozen=True, slots=True)
class SetOpened:
    """A set was opened or the script came up; everything known before is void."""

    set_id: str
    name: str
    host: str
    epoch: str


@dataclass(frozen=True, slots=True)
class SetRenamed:
    set_id: str
    name: str


@dataclass(frozen=True, slots=True)
class TrackSeen:
    """A track is new or changed (its mixer comes with it)."""

    track: Track


@dataclass(frozen=True, slots=True)
class TrackGone:
    """A track was deleted, and its clips with it."""

    track_id: str


@dataclass(frozen=True, slots=True)
class MixerMoved:
    track_id: str
    mixer: Mixer
    revision: int


@dataclass(frozen=True, slots=True)
class SendMoved:
    """A track gives so much to a return from now on. Both were seen before."""

    send: Send


@dataclass(frozen=True, slots=True)
class SceneSeen:
    scene: Scene


@dataclass(frozen=True, slots=True)
class SceneGone:
    scene_id: str


@dataclass(frozen=True, slots=True)
class ClipSeen:
    """A clip is new or its metadata changed; its notes are kept if its revision did not change."""

    clip: Clip


@dataclass(frozen=True, slots=True)
class ClipGone:
    clip_id: str


@dataclass(frozen=True, slots=True)
class NotesRead:
    """All notes of a clip, as they were at that revision."""

    clip_id: str
    revision: int
    notes: Notes


@dataclass(frozen=True, slots=True)
class TransportMoved:
    transport: Transport


@dataclass(frozen=True, slots=True)
class TempoMapRead:
    tempo_map: TempoMap


@dataclass(frozen=True, slots=True)
class KeySet:
    """The DAW's own scale setting; None where it has none or it is off."""

    key: Key | None


@dataclass(frozen=True, slots=True)
class SelectionMoved:
    selection: Selection


Event = (
    SetOpened
    | SetRenamed
    | TrackSeen
    | TrackGone
    | MixerMoved
    | SendMoved
    | SceneSeen
    | SceneGone
    | ClipSeen
    | ClipGone
    | NotesRead
    | TransportMoved
    | TempoMapRead
    | KeySet
    | SelectionMoved
)
