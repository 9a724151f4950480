"""Cuts the notes that a generator gets to hear: bounded, and loops written out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from bridge.generation.context import LOOKBACK_BEATS, Neighbour
from bridge.model.notes import Note, Notes
from generators.api import ContextClip

MOST_CLIPS = 16
MOST_NOTES = 5000
"""Of the whole context together; what is nearest is kept."""


def excerpts(clips: Iterable[Neighbour], length_beats: float) -> tuple[ContextClip, ...]:
    """At most `MOST_CLIPS` clips and `MOST_NOTES` notes, in the order given; empty clips are left out."""
    found: list[ContextClip] = []
    left = MOST_NOTES
    for one in clips:
        if len(found) == MOST_CLIPS or not left:
            break
        notes = _heard(one, length_beats)[:left]
        if notes:
            left -= len(notes)
            length = length_beats if one.loops else one.clip.length_beats
            found.append(
                ContextClip(one.clip.id, one.clip.name, one.track_name, one.start_beats, length, Notes(notes))
            )
    return tuple(found)


def _heard(one: Neighbour, length_beats: float) -> list[Note]:
    """The notes that lie on the line from `LOOKBACK_BEATS` before the place to its end, the nearest first."""
    notes = _looped(one, length_beats) if one.loops else list(one.clip.notes or ())
    first, end = -LOOKBACK_BEATS - one.start_beats, length_beats - one.start_beats
    within = [note for note in notes if first <= note.start_beats < end]
    home = -one.start_beats
    return sorted(within, key=lambda note: (abs(note.start_beats - home), note))


def _looped(one: Neighbour, length_beats: float) -> list[Note]:
    """A slot's clip as it sounds from beat 0 on: its loop, or else the whole of it, again and again."""
    clip = one.clip
    period = clip.loop_length_beats or clip.length_beats
    start = clip.loop_start_beats if clip.loop_length_beats else 0.0
    if period <= 0:
        return []
    inside = [note for note in clip.notes or () if start <= note.start_beats < start + period]
    times = min(int(length_beats // period) + 1, MOST_NOTES // max(1, len(inside)) + 1)
    return [
        replace(note, start_beats=note.start_beats - start + turn * period)
        for turn in range(times)
        for note in inside
    ]
