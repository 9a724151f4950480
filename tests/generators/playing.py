"""Clips for tests: chords as a keyboard player holds them, and single lines."""

from __future__ import annotations

from collections.abc import Sequence

from bridge.model.notes import Note, Notes
from generators.api import ContextClip
from generators.theory.chord import parse_chord


def block_chords(symbols: str, beats: float = 4.0) -> Notes:
    """Harte symbols apart by spaces: the bass at C2..B2 and every tone in the octave from C4 on."""
    notes = []
    for place, symbol in enumerate(symbols.split()):
        chord = parse_chord(symbol)
        pitches = {36 + chord.bass_pitch_class} | {60 + pc for pc in chord.pitch_classes}
        notes += [Note(place * beats, pitch, beats) for pitch in sorted(pitches)]
    return Notes(notes)


def line(pitches: Sequence[int], beats: float = 1.0) -> Notes:
    """One note after the other."""
    return Notes([Note(place * beats, pitch, beats) for place, pitch in enumerate(pitches)])


def clip(
    notes: Notes, start_beats: float = 0.0, track_name: str = "Keys", clip_id: str = "c1"
) -> ContextClip:
    return ContextClip(clip_id, "clip", track_name, start_beats, notes.end_beats, notes)


def clip_before(notes: Notes, track_name: str = "Keys") -> ContextClip:
    """A clip that ends where the new one begins."""
    return clip(notes, -notes.end_beats, track_name)
