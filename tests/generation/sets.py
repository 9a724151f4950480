"""Sets for tests: tracks and clips in scenes or on the timeline, with few words."""

from __future__ import annotations

from dataclasses import dataclass, field

from bridge.model.keys import Key
from bridge.model.notes import Notes
from bridge.model.session import Clip, Mixer, Place, Scene, Session, Track, Transport
from bridge.model.suggestion import Target
from bridge.model.timebase import Metre, TempoMap


@dataclass
class SetBuilder:
    """tracks by name; scenes "s0", "s1", ..."""

    tracks: dict[str, Track] = field(default_factory=dict)
    clips: dict[str, Clip] = field(default_factory=dict)
    scenes: int = 3

    def track(self, name: str, muted: bool = False) -> SetBuilder:
        self.tracks[name] = Track(name, name, index=len(self.tracks), mixer=Mixer(muted=muted))
        return self

    def clip(
        self, track: str, notes: Notes | None, scene: str = "", start: float = 0.0, **more: object
    ) -> SetBuilder:
        length = more.pop("length_beats", 4.0 if notes is None else notes.end_beats)
        clip_id = f"{track}@{scene or start:}"
        self.clips[clip_id] = Clip(  # type: ignore[arg-type]
            clip_id, track, clip_id, Place(scene, start), length, notes=notes, **more
        )
        return self

    def session(
        self, key: Key | None = None, metre: Metre | None = None, tempo_map: TempoMap | None = None
    ) -> Session:
        scenes = {f"s{index}": Scene(f"s{index}", f"s{index}", index) for index in range(self.scenes)}
        return Session(
            tracks=self.tracks,
            scenes=scenes,
            clips=self.clips,
            transport=Transport(tempo_bpm=96.0, metre=metre or Metre()),
            tempo_map=tempo_map or TempoMap(),
            key=key,
        )


def slot(track: str, scene: str, length_beats: float = 16.0) -> Target:
    return Target(track, Place(scene), length_beats, "")


def span(track: str, start_beats: float, length_beats: float = 16.0) -> Target:
    return Target(track, Place("", start_beats), length_beats, "")
