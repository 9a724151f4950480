"""Where a new clip would go, when the musician did not say. Pure.

The musician's own words win, then the selection, then the track that looks made for it (by its
name) with room left. A place that holds a clip is never proposed.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from bridge.model.errors import NotFound, PlaceTaken
from bridge.model.session import Clip, Place, Session, Track, TrackKind, lying_at

_CHORD_TRACKS = ("chord", "keys", "piano", "rhodes", "organ", "pad", "guitar", "gtr", "synth", "string")

ROLE_WORDS: dict[str, tuple[str, ...]] = {
    "chords": _CHORD_TRACKS,
    "harmonise": _CHORD_TRACKS,
}
"""Kind of suggestion -> words in track names that invite it, the best first."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What the musician said of the place; empty where nothing. track, scene: id or name.
    start_beats: on the timeline."""

    track: str = ""
    scene: str = ""
    start_beats: float | None = None


def choose_place(session: Session, kind: str, length_beats: float, wish: Wish) -> tuple[Track, Place]:
    """A MIDI track and a free place on it. Raises NotFound, PlaceTaken."""
    tracks = _tracks(session, kind, wish.track)
    if not tracks:
        raise NotFound("This session has no MIDI track.", "Add one in the DAW, then ask again.")
    for track in tracks:
        there = session.clips_on(track.id)
        for place in _places(session, there, wish):
            if not lying_at(there, place, length_beats):
                return track, place
    raise PlaceTaken(
        f"There is no free place for {length_beats:g} beats on {tracks[0].name}.",
        "Name another track or scene, or make an empty slot.",
    )


def _tracks(session: Session, kind: str, wished: str) -> list[Track]:
    midi = [track for track in session.tracks_in_order() if track.kind is TrackKind.MIDI]
    if wished:
        named = [track for track in midi if wished in (track.id, track.name)]
        named = named or [track for track in midi if wished.lower() in track.name.lower()]
        if not named:
            names = ", ".join(track.name for track in midi)
            raise NotFound(f"There is no MIDI track {wished!r}.", f"MIDI tracks here: {names or 'none'}.")
        return named[:1]
    selected = [track for track in midi if track.id == session.selection.track_id]
    words = ROLE_WORDS.get(kind, ())
    inviting = [track for word in words for track in midi if word in track.name.lower()]
    ordered = dict.fromkeys(track.id for track in [*selected, *inviting, *midi])
    return [session.track(track_id) for track_id in ordered]


def _places(session: Session, there: list[Clip], wish: Wish) -> list[Place]:
    if wish.start_beats is not None:
        return [Place(start_beats=wish.start_beats)]
    scenes = session.scenes_in_order()
    if wish.scene:
        named = [scene for scene in scenes if wish.scene in (scene.id, scene.name)]
        if not named:
            names = ", ".join(scene.name for scene in scenes)
            raise NotFound(f"There is no scene {wish.scene!r}.", f"Scenes here: {names or 'none'}.")
        return [Place(named[0].id)]
    if scenes:
        filled = {clip.place.scene_id for clip in session.clips.values()}
        selected = session.selection.scene_id
        ordered = sorted(
            scenes, key=lambda scene: (scene.id != selected, scene.id not in filled, scene.index)
        )
        return [Place(scene.id) for scene in ordered]
    return [Place(start_beats=start) for start in _bar_starts(session, there)]


def _bar_starts(session: Session, there: list[Clip]) -> list[float]:
    """Bar lines from the selection on, else from the start, up to just behind the track's last clip."""
    bar_beats = session.transport.metre.bar_beats
    first = max(0.0, session.selection.start_beats) if session.selection.end_beats > 0 else 0.0
    end = max((clip.end_beats for clip in there), default=0.0)
    first_bar, last_bar = math.floor(first / bar_beats + 1e-9), math.ceil(end / bar_beats - 1e-9)
    return [bar * bar_beats for bar in range(first_bar, max(first_bar, last_bar) + 1)]
