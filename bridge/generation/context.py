"""Which clips of a session matter to a place: those that sound with it, then those right before it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bridge.model.session import Clip, Place, Session
from generators.api import ContextClip

LOOKBACK_BEATS = 64.0
"""How far before a place on the timeline clips are heard."""

DRUM_CHANNEL = 9
"""Channel 10 in musicians' counting: General MIDI drums."""

DRUM_NAMES = re.compile(
    r"\b(?:drums?|drum ?kits?|drum ?racks?|kit|beats?|perc|percussion|kicks?|snares?|claps?|hats?|hi-?hats?|"
    r"cymbals?|toms?|shakers?|[789]0[89]|congas?|bongos?|tambourine|cajon|bd|sd|hh)\b",
    re.IGNORECASE,
)
"""Words in a track's name that say drums."""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A clip with notes, and where it begins on the line of the new clip; loops: it repeats from there on."""

    clip: Clip
    track_name: str
    start_beats: float
    loops: bool


def neighbours(session: Session, track_id: str, place: Place, length_beats: float) -> list[Neighbour]:
    """Nearest first: what sounds together with the place, in track order, then what comes before it.

    The place's own clip, muted clips and tracks, and clips whose notes are not known are left out.
    """
    heard = [
        clip
        for clip in session.clips.values()
        if clip.notes and not clip.muted and clip.track_id in session.tracks
        if not session.tracks[clip.track_id].mixer.muted
    ]
    found = (
        _in_scenes(session, heard, place.scene_id)
        if place.is_slot
        else _on_timeline(session, heard, place, length_beats)
    )
    own = {clip.id for clip in session.clips_at(track_id, place, length_beats)}
    together = [one for one in found if one.clip.id not in own]
    order = {track.id: track.index for track in session.tracks.values()}
    return sorted(
        together,
        key=lambda one: (
            max(0.0, -(one.start_beats + one.clip.length_beats)) if not one.loops else 0.0,
            one.start_beats < 0,
            order[one.clip.track_id],
            one.clip.id,
        ),
    )


def _in_scenes(session: Session, heard: list[Clip], scene_id: str) -> list[Neighbour]:
    """The scene's own clips, and those of the nearest scene above that holds any, as what came before."""
    names = {track.id: track.name for track in session.tracks.values()}
    found = [
        Neighbour(clip, names[clip.track_id], 0.0, True) for clip in heard if clip.place.scene_id == scene_id
    ]
    above: list[Clip] = []
    for scene in session.scenes_in_order():
        if scene.id == scene_id:
            break
        above = [clip for clip in heard if clip.place.scene_id == scene.id] or above
    return found + [Neighbour(clip, names[clip.track_id], -clip.length_beats, False) for clip in above]


def _on_timeline(session: Session, heard: list[Clip], place: Place, length_beats: float) -> list[Neighbour]:
    names = {track.id: track.name for track in session.tracks.values()}
    first, end = place.start_beats - LOOKBACK_BEATS, place.start_beats + length_beats
    return [
        Neighbour(clip, names[clip.track_id], clip.place.start_beats - place.start_beats, False)
        for clip in heard
        if not clip.place.is_slot and clip.place.start_beats < end - 1e-9 and clip.end_beats > first + 1e-9
    ]


def without_drums(context: tuple[ContextClip, ...]) -> tuple[ContextClip, ...]:
    """The clips that hold pitches: no drum tracks by name, and none that plays on the drum channel only."""
    return tuple(
        clip
        for clip in context
        if not DRUM_NAMES.search(clip.track_name) and any(note.channel != DRUM_CHANNEL for note in clip.notes)
    )
