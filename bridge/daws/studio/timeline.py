"""A set of scenes laid out on the timeline, one scene after the other, for DAWs without slots."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

from bridge.model.session import Place, Session


def laid_out(session: Session) -> Session:
    """The same music without scenes: each scene begins where the one before ends (as long as its
    longest clip). Clips keep their lengths and are not repeated. Pure."""
    starts: dict[str, float] = {}
    position = 0.0
    for scene in session.scenes_in_order():
        starts[scene.id] = position
        lengths = [clip.length_beats for clip in session.clips.values() if clip.place.scene_id == scene.id]
        position += max(lengths, default=0.0)
    clips = {
        clip.id: replace(clip, place=Place(start_beats=starts[clip.place.scene_id]), loop_length_beats=0.0)
        if clip.place.is_slot
        else clip
        for clip in session.clips.values()
    }
    return replace(session, scenes=MappingProxyType({}), clips=MappingProxyType(clips))
