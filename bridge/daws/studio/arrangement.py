"""Tracks, scenes and clips, and what can be done to them.

Each operation checks first and changes then, so that a refused one leaves everything as it was;
it raises the revision of what it changed and says so with events of the model. Several operations
that belong together are done on a `draft` and taken over with `adopt`.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

from bridge.model import events as ev
from bridge.model.errors import BadInput, NotFound, PlaceTaken, Refused
from bridge.model.notes import Notes
from bridge.model.session import SILENCE_DB, Clip, Mixer, Place, Scene, Track, TrackKind

TOUCH_BEATS = 1e-9
"""Clips that meet closer than this do not overlap."""

MIXER_RANGES = {"volume_db": (SILENCE_DB, 24.0), "pan": (-1.0, 1.0)}
SWITCHES = ("muted", "soloed", "armed")
ARMABLE = (TrackKind.MIDI, TrackKind.AUDIO)


class Arrangement:
    """What lies in a set. Ids ("track-3") hold no spaces and are never used twice."""

    def __init__(self) -> None:
        self.tracks: dict[str, Track] = {}
        self.scenes: dict[str, Scene] = {}
        self.clips: dict[str, Clip] = {}
        self.next_number = 1
        self.said: list[ev.Event] = []
        self._clips_of: dict[str, dict[str, None]] = {}  # track id -> ids of its clips, in order

    def draft(self) -> Arrangement:
        """A copy to work on; nothing of it shows until it is adopted."""
        copy = Arrangement()
        copy.tracks, copy.scenes, copy.clips = dict(self.tracks), dict(self.scenes), dict(self.clips)
        copy.next_number = self.next_number
        copy._clips_of = {track_id: dict(ids) for track_id, ids in self._clips_of.items()}
        return copy

    def adopt(self, draft: Arrangement) -> None:
        """Takes over a draft of this arrangement and says what happened in it."""
        self.tracks, self.scenes, self.clips = draft.tracks, draft.scenes, draft.clips
        self.next_number, self._clips_of = draft.next_number, draft._clips_of
        for event in draft.said:
            self.say(event)

    def say(self, event: ev.Event) -> None:
        self.said.append(event)

    def new_id(self, kind: str) -> str:
        number, self.next_number = self.next_number, self.next_number + 1
        return f"{kind}-{number}"

    def track(self, track_id: str) -> Track:
        """Raises NotFound."""
        if track_id not in self.tracks:
            raise NotFound(f"There is no track {track_id!r} in the studio.", "It may have been deleted.")
        return self.tracks[track_id]

    def scene(self, scene_id: str) -> Scene:
        """Raises NotFound."""
        if scene_id not in self.scenes:
            raise NotFound(f"There is no scene {scene_id!r} in the studio.", "It may have been deleted.")
        return self.scenes[scene_id]

    def clip(self, clip_id: str) -> Clip:
        """Raises NotFound."""
        if clip_id not in self.clips:
            raise NotFound(f"There is no clip {clip_id!r} in the studio.", "It may have been deleted.")
        return self.clips[clip_id]

    def clips_on(self, track_id: str) -> list[Clip]:
        return [self.clips[clip_id] for clip_id in self._clips_of.get(track_id, ())]

    def occupants(self, track_id: str, place: Place, length_beats: float) -> list[Clip]:
        """The clips that lie in a slot, or that overlap a span of the timeline."""
        end = place.start_beats + length_beats
        return [
            clip
            for clip in self.clips_on(track_id)
            if clip.place.scene_id == place.scene_id
            and (
                place.is_slot
                or (
                    clip.place.start_beats < end - TOUCH_BEATS
                    and place.start_beats < clip.end_beats - TOUCH_BEATS
                )
            )
        ]

    def add_track(
        self, name: str, kind: TrackKind = TrackKind.MIDI, *, color: int = -1, track_id: str = ""
    ) -> Track:
        """A new track after the last one; the master stays at the end. Raises Refused for a second
        master, BadInput for an id that is taken."""
        if kind is TrackKind.MASTER and any(track.kind is kind for track in self.tracks.values()):
            raise Refused("A set has one master.", "Choose another kind of track.", "unsupported")
        track = Track(track_id or self.new_id("track"), name, kind, len(self.tracks), color=color)
        if track.id in self.tracks:
            raise BadInput(f"There are two tracks with the id {track.id!r}.")
        self.tracks[track.id] = track
        self._renumber()
        self.say(ev.TrackSeen(self.tracks[track.id]))
        return self.tracks[track.id]

    def delete_track(self, track_id: str) -> None:
        """Deletes a track and its clips. Raises NotFound, and Refused for the master."""
        if self.track(track_id).kind is TrackKind.MASTER:
            raise Refused("The master cannot be deleted.", "Choose another track.", "unsupported")
        for clip in self.clips_on(track_id):
            self._forget(clip)
        del self.tracks[track_id]
        self.say(ev.TrackGone(track_id))
        self._renumber()

    def change_track(self, track_id: str, **fields: Any) -> Track:
        """Another name, colour or group for a track. Raises NotFound."""
        track = self.track(track_id)
        self.tracks[track_id] = replace(track, **fields, revision=track.revision + 1)
        self.say(ev.TrackSeen(self.tracks[track_id]))
        return self.tracks[track_id]

    def move_mixer(self, track_id: str, **fields: float | bool) -> Mixer:
        """Moves controls of a strip (fields of `Mixer`). Raises NotFound, BadInput, Refused."""
        track = self.track(track_id)
        for name, value in fields.items():
            check_control(track, name, value)
        switched = {name: bool(value) if name in SWITCHES else value for name, value in fields.items()}
        mixer = replace(track.mixer, **switched)  # type: ignore[arg-type]
        self.tracks[track_id] = replace(track, mixer=mixer, revision=track.revision + 1)
        self.say(ev.MixerMoved(track_id, mixer, track.revision + 1))
        return mixer

    def add_scene(self, name: str, *, scene_id: str = "") -> Scene:
        scene = Scene(scene_id or self.new_id("scene"), name, len(self.scenes))
        if scene.id in self.scenes:
            raise BadInput(f"There are two scenes with the id {scene.id!r}.")
        self.scenes[scene.id] = scene
        self.say(ev.SceneSeen(scene))
        return scene

    def rename_scene(self, scene_id: str, name: str) -> Scene:
        """Raises NotFound."""
        self.scenes[scene_id] = replace(self.scene(scene_id), name=name)
        self.say(ev.SceneSeen(self.scenes[scene_id]))
        return self.scenes[scene_id]

    def delete_scene(self, scene_id: str) -> None:
        """Deletes a scene and the clips in its slots. Raises NotFound."""
        self.scene(scene_id)
        for clip in [c for c in self.clips.values() if c.place.scene_id == scene_id]:
            self._forget(clip)
        del self.scenes[scene_id]
        self.say(ev.SceneGone(scene_id))
        for index, scene in enumerate(sorted(self.scenes.values(), key=lambda s: s.index)):
            if scene.index != index:
                self.scenes[scene.id] = replace(scene, index=index)
                self.say(ev.SceneSeen(self.scenes[scene.id]))

    def add_clip(
        self,
        track_id: str,
        place: Place,
        length_beats: float,
        name: str,
        notes: Notes,
        *,
        color: int = -1,
        muted: bool = False,
        looped: bool = True,
        clip_id: str = "",
    ) -> Clip:
        """A new clip in an empty slot or a free span. Raises NotFound, PlaceTaken, BadInput, Refused."""
        self._check_room(self.track(track_id), place, length_beats)
        loop_beats = length_beats if looped and place.is_slot else 0.0
        clip = Clip(
            clip_id or self.new_id("clip"),
            track_id,
            name,
            place,
            length_beats,
            color=color,
            muted=muted,
            loop_length_beats=loop_beats,
            note_count=len(notes),
            notes=notes,
        )
        if clip.id in self.clips:
            raise BadInput(f"There are two clips with the id {clip.id!r}.")
        self.clips[clip.id] = clip
        self._clips_of.setdefault(track_id, {})[clip.id] = None
        self.say(ev.ClipSeen(clip))
        return clip

    def change_clip(self, clip_id: str, **fields: Any) -> Clip:
        """Other notes, name, length, place, colour or mute for a clip.

        Raises NotFound, and PlaceTaken where it would come to lie on another clip.
        """
        clip = self.clip(clip_id)
        changed = replace(clip, **fields, revision=clip.revision + 1)
        if changed.notes is not None:
            changed = replace(changed, note_count=len(changed.notes))
        if clip.loop_length_beats == clip.length_beats:
            changed = replace(changed, loop_length_beats=changed.length_beats)
        if (changed.place, changed.length_beats) != (clip.place, clip.length_beats):
            self._check_room(self.track(clip.track_id), changed.place, changed.length_beats, but=clip_id)
        self.clips[clip_id] = changed
        self.say(ev.ClipSeen(changed))
        return changed

    def delete_clip(self, clip_id: str) -> None:
        """Raises NotFound."""
        self._forget(self.clip(clip_id))
        self.say(ev.ClipGone(clip_id))

    def _forget(self, clip: Clip) -> None:
        del self.clips[clip.id]
        del self._clips_of[clip.track_id][clip.id]

    def _check_room(self, track: Track, place: Place, length_beats: float, but: str = "") -> None:
        if track.kind is not TrackKind.MIDI:
            raise Refused(
                f"{track.name} is {track.kind.value}, it cannot hold notes.",
                "Choose a MIDI track.",
                "unsupported",
            )
        if place.is_slot:
            self.scene(place.scene_id)
        if not (0 < length_beats < math.inf and 0 <= place.start_beats < math.inf):
            raise BadInput(f"A clip of {length_beats:g} beats at beat {place.start_beats:g} cannot be.")
        taken = [clip for clip in self.occupants(track.id, place, length_beats) if clip.id != but]
        if taken:
            raise PlaceTaken(
                f"“{taken[0].name}” already lies there on {track.name}.",
                "Choose an empty slot or a free span.",
            )

    def _renumber(self) -> None:
        """Numbers the tracks anew, a master last; where a track lies is no change of the track
        itself, so revisions stay."""
        order = sorted(self.tracks.values(), key=lambda t: (t.kind is TrackKind.MASTER, t.index))
        for index, track in enumerate(order):
            if track.index != index:
                self.tracks[track.id] = replace(track, index=index)
                self.say(ev.TrackSeen(self.tracks[track.id]))


def check_control(track: Track, name: str, value: float) -> None:
    """Raises BadInput for a value out of range, Refused ("unsupported") for a control it lacks."""
    if name in MIXER_RANGES:
        low, high = MIXER_RANGES[name]
        if not low <= value <= high:
            raise BadInput(f"{name} of {track.name} cannot be {value:g}; it goes from {low:g} to {high:g}.")
        return
    if name not in SWITCHES or value not in (0, 1):
        raise BadInput(f"{track.name} has no control {name!r} with a value {value:g}.")
    if track.kind is TrackKind.MASTER or (name == "armed" and track.kind not in ARMABLE):
        raise Refused(f"{track.name} cannot be {name}.", "Choose another track.", "unsupported")
