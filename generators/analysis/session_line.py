"""Lays a session's clips on one line of beats: the timeline as it is, scenes one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bridge.model.notes import Notes
from bridge.model.session import Clip, Session

_MOST_TURNS = 64
"""How often a loop is written out at most."""


@dataclass(frozen=True, slots=True)
class PlacedClip:
    """Notes of a track from a beat on. turns: where on the line its beat 0 lies, again for each time it
    loops. low, high: the part of the clip that sounds, in its own beats."""

    clip_id: str
    track_id: str
    turns: tuple[float, ...]
    low: float
    high: float
    notes: Notes

    @property
    def start_beats(self) -> float:
        return self.turns[0] + self.low

    @property
    def end_beats(self) -> float:
        return self.turns[-1] + self.high


def placed_clips(session: Session) -> list[PlacedClip]:
    """The clips whose notes are known, unmuted, of tracks that are not muted.

    The timeline comes first, from its own beat 0; each scene follows, as long as its longest clip, with
    shorter clips looping.
    """
    heard = [
        clip
        for clip in session.clips.values()
        if clip.notes and not clip.muted and clip.track_id in session.tracks
        if not session.tracks[clip.track_id].mixer.muted and clip.length_beats > 0
    ]
    found = [_on_timeline(clip) for clip in heard if not clip.place.is_slot]
    bar = session.transport.metre.bar_beats
    at = max((one.end_beats for one in found), default=0.0)
    at = -(-at // bar) * bar
    for scene in session.scenes_in_order():
        own = [clip for clip in heard if clip.place.scene_id == scene.id]
        length = max((clip.length_beats for clip in own), default=0.0)
        found += [_in_scene(clip, at, length) for clip in own]
        at += -(-length // bar) * bar
    return found


def _on_timeline(clip: Clip) -> PlacedClip:
    starts = tuple(_turns(clip, clip.place.start_beats, clip.length_beats))
    low, high = _window(clip)
    return PlacedClip(clip.id, clip.track_id, starts, low, high, clip.notes or Notes())


def _in_scene(clip: Clip, at: float, length: float) -> PlacedClip:
    low, high = _window(clip)
    return PlacedClip(
        clip.id, clip.track_id, tuple(_turns(clip, at, length)), low, high, clip.notes or Notes()
    )


def _window(clip: Clip) -> tuple[float, float]:
    if clip.loop_length_beats > 0:
        return clip.loop_start_beats, clip.loop_start_beats + clip.loop_length_beats
    return 0.0, clip.length_beats


def _turns(clip: Clip, start: float, length: float) -> Iterator[float]:
    """Where the clip's beat 0 lies each time that it plays within a length."""
    low, high = _window(clip)
    period = high - low
    repeats = max(1, min(_MOST_TURNS, int(-(-(length - 1e-9) // period))))
    for turn in range(repeats):
        yield start - low + turn * period
