"""The session as Sideman sees it: a value that mirrors what the DAW holds.

Ids come from the DAW (never indexes) and hold no spaces. Every track and clip carries a
``revision`` that the control script raises whenever the object changed; a change is asked for
with the revision it was computed from, so that the script can refuse what is stale.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from bridge.model.errors import NotFound
from bridge.model.keys import Key
from bridge.model.notes import Notes
from bridge.model.timebase import Metre, TempoMap

SILENCE_DB = -180.0
"""A fader that is all the way down, on the wire and in the model (no infinities)."""


class TrackKind(StrEnum):
    MIDI = "midi"
    AUDIO = "audio"
    GROUP = "group"
    RETURN = "return"
    MASTER = "master"


@dataclass(frozen=True, slots=True)
class Mixer:
    """A track's mixer strip. volume_db: SILENCE_DB..+24; pan: -1 left .. 1 right."""

    volume_db: float = 0.0
    pan: float = 0.0
    muted: bool = False
    soloed: bool = False
    armed: bool = False


@dataclass(frozen=True, slots=True)
class Track:
    id: str
    name: str
    kind: TrackKind = TrackKind.MIDI
    index: int = 0
    revision: int = 0
    color: int = -1  # 0xRRGGBB, -1 for none
    group_id: str = ""
    mixer: Mixer = Mixer()


@dataclass(frozen=True, slots=True)
class Send:
    """What a track gives to a return. level_db: SILENCE_DB..+24."""

    track_id: str
    return_id: str
    level_db: float

    @property
    def id(self) -> str:
        """Ids hold no spaces, so that this is one of a kind."""
        return f"{self.track_id} {self.return_id}"


@dataclass(frozen=True, slots=True)
class Scene:
    id: str
    name: str
    index: int = 0


@dataclass(frozen=True, slots=True)
class Place:
    """Where a clip lies on its track: in a scene's slot, or on the timeline from a beat on.

    Exactly one is meant: ``scene_id`` is empty for the timeline.
    """

    scene_id: str = ""
    start_beats: float = 0.0

    @property
    def is_slot(self) -> bool:
        return bool(self.scene_id)


@dataclass(frozen=True, slots=True)
class Clip:
    """A clip, item or region. ``notes`` is None while only its metadata is known (or for audio)."""

    id: str
    track_id: str
    name: str
    place: Place
    length_beats: float
    revision: int = 0
    color: int = -1
    is_midi: bool = True
    muted: bool = False
    loop_start_beats: float = 0.0
    loop_length_beats: float = 0.0  # 0: does not loop
    note_count: int = 0
    notes: Notes | None = None

    @property
    def end_beats(self) -> float:
        """Where it ends on the timeline (from 0 for a slot)."""
        return self.place.start_beats + self.length_beats


@dataclass(frozen=True, slots=True)
class Transport:
    playing: bool = False
    recording: bool = False
    position_beats: float = 0.0
    tempo_bpm: float = 120.0
    metre: Metre = Metre()
    stamp_s: float = 0.0  # the script's monotonic clock when this was read


@dataclass(frozen=True, slots=True)
class Selection:
    """What the musician has selected; empty where nothing is."""

    track_id: str = ""
    scene_id: str = ""
    clip_id: str = ""
    start_beats: float = 0.0
    end_beats: float = 0.0


@dataclass(frozen=True, slots=True)
class Session:
    """A whole session. ``epoch`` names one life of the control script: after a restart it differs
    and no revision or clip id of before may be used without a new snapshot."""

    set_id: str = ""
    name: str = ""
    host: str = ""
    epoch: str = ""
    tracks: Mapping[str, Track] = field(default_factory=lambda: MappingProxyType({}))
    scenes: Mapping[str, Scene] = field(default_factory=lambda: MappingProxyType({}))
    clips: Mapping[str, Clip] = field(default_factory=lambda: MappingProxyType({}))
    sends: Mapping[str, Send] = field(default_factory=lambda: MappingProxyType({}))
    transport: Transport = Transport()
    tempo_map: TempoMap = TempoMap()
    key: Key | None = None
    selection: Selection = Selection()

    def track(self, track_id: str) -> Track:
        """Raises NotFound."""
        try:
            return self.tracks[track_id]
        except KeyError:
            raise NotFound(f"There is no track {track_id!r} in {self.name or 'this session'}.") from None

    def clip(self, clip_id: str) -> Clip:
        """Raises NotFound."""
        try:
            return self.clips[clip_id]
        except KeyError:
            raise NotFound(f"There is no clip {clip_id!r} in {self.name or 'this session'}.") from None

    def tracks_in_order(self) -> list[Track]:
        return sorted(self.tracks.values(), key=lambda track: track.index)

    def sends_of(self, track_id: str) -> list[Send]:
        """What a track gives to the returns, in their order."""
        found = [send for send in self.sends.values() if send.track_id == track_id]
        return sorted(found, key=lambda send: self.tracks[send.return_id].index)

    def scenes_in_order(self) -> list[Scene]:
        return sorted(self.scenes.values(), key=lambda scene: scene.index)

    def clips_on(self, track_id: str) -> list[Clip]:
        """A track's clips, slots by scene first, then the timeline by start."""
        order = {scene.id: scene.index for scene in self.scenes.values()}
        found = [clip for clip in self.clips.values() if clip.track_id == track_id]
        return sorted(
            found,
            key=lambda clip: (
                not clip.place.is_slot,
                order.get(clip.place.scene_id, -1),
                clip.place.start_beats,
                clip.id,
            ),
        )

    def clips_at(self, track_id: str, place: Place, length_beats: float) -> list[Clip]:
        """The clips that take up a slot, or that overlap a span of the timeline."""
        return lying_at(self.clips_on(track_id), place, length_beats)

    def content(self) -> dict[str, object]:
        """What a musician would call "the session": everything but ids, revisions, the playing
        position and the selection. A clip whose track is not known (yet) is left out.

        Two sessions with equal content sound and look the same; used to compare before and after.
        """
        scene_of = {scene.id: (scene.index, scene.name) for scene in self.scenes.values()}
        group_of = {track.id: track.index for track in self.tracks.values()}
        clips_of: dict[str, list[tuple[object, ...]]] = {track_id: [] for track_id in self.tracks}
        for clip in self.clips.values():
            notes = clip.notes.fingerprint if clip.notes is not None else str(clip.note_count)
            place = (scene_of.get(clip.place.scene_id, (-1, "")), clip.place.start_beats)
            loop = (clip.loop_start_beats, clip.loop_length_beats)
            looks = (clip.name, clip.color, clip.is_midi, clip.muted)
            if clip.track_id in clips_of:
                clips_of[clip.track_id].append((place, clip.length_beats, loop, looks, notes))
        return {
            "name": self.name,
            "tempo_bpm": self.transport.tempo_bpm,
            "metre": str(self.transport.metre),
            "tempo_steps": self.tempo_map.steps,
            "key": str(self.key) if self.key else None,
            "scenes": [scene.name for scene in self.scenes_in_order()],
            "sends": sorted(
                (self.tracks[send.track_id].index, self.tracks[send.return_id].index, send.level_db)
                for send in self.sends.values()
            ),
            "tracks": [
                (
                    track.name,
                    track.kind.value,
                    track.color,
                    group_of.get(track.group_id),
                    track.mixer,
                    sorted(clips_of[track.id]),
                )
                for track in self.tracks_in_order()
            ],
        }


def lying_at(clips: Iterable[Clip], place: Place, length_beats: float) -> list[Clip]:
    """Those clips of one track that take up a slot, or that overlap a span of the timeline."""
    start, end = place.start_beats + 1e-9, place.start_beats + length_beats - 1e-9
    return [
        clip
        for clip in clips
        if clip.place.scene_id == place.scene_id
        and (place.is_slot or (clip.place.start_beats < end and start < clip.end_beats))
    ]


def place_fingerprint(session: Session, track_id: str, place: Place, length_beats: float) -> str:
    """16 hexadecimal digits over everything that lies at a place; changes when the musician puts,
    moves, renames or edits a clip there, or when the track is gone. While a clip's notes have not
    been read, its revision stands for them."""
    digest = hashlib.blake2b(digest_size=8)
    digest.update(repr((track_id in session.tracks, track_id, place)).encode())
    for clip in session.clips_at(track_id, place, length_beats):
        notes = clip.notes.fingerprint if clip.notes is not None else f"revision {clip.revision}"
        loop = (clip.loop_start_beats, clip.loop_length_beats)
        seen = (clip.id, clip.name, clip.place, clip.length_beats, loop, clip.muted, notes)
        digest.update(repr(seen).encode())
    return digest.hexdigest()
