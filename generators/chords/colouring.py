"""Turns classes of the chord model into the chords that are played: basses that walk, and richer tones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from generators.theory.chord import Chord
from generators.theory.degrees import degree_semitones

RICHER = {
    "maj": ("maj", ("9",)),
    "min": ("min7", ()),
    "7": ("9", ()),
    "maj7": ("maj9", ()),
    "min7": ("min9", ()),
}
"""Quality -> (quality, added degrees) with one more colour note."""

_WALK_CHANCE = 0.45
_COLOUR_FROM = 0.5


def walking_bass(chords: Sequence[Chord], kept: int, rng: np.random.Generator) -> list[Chord]:
    """Puts the third in the bass where that makes the bass walk by step in one direction, as in I–V6–vi.

    The first ``kept`` chords and the outer ones stay as they are. Every other chance is taken at random.
    """
    walked = list(chords)
    for place in range(1, len(chords) - 1):
        chord = chords[place]
        third = next((d for d in chord.degrees if d in ("3", "b3")), "")
        if place < kept or not third or chord.bass != "1":
            continue
        bass = (chord.root_pitch_class + degree_semitones(third)) % 12
        step_in = _step(walked[place - 1].bass_pitch_class, bass)
        step_out = _step(bass, chords[place + 1].bass_pitch_class)
        if step_in * step_out > 0 and rng.random() < _WALK_CHANCE:
            walked[place] = chord.over(third)
    return walked


def _step(bass: int, after: int) -> int:
    """Semitones between two basses, 1 or 2 up or down; 0 for anything else."""
    motion = (after - bass + 6) % 12 - 6
    return motion if abs(motion) <= 2 else 0


def richer(
    chords: Sequence[Chord],
    scale: frozenset[int],
    kept: int,
    adventure: float,
    rng: np.random.Generator,
) -> list[Chord]:
    """Adds ninths and sevenths from adventure 0.5 up, to at most half of the chords, within the scale."""
    chance = max(0.0, adventure - _COLOUR_FROM)
    coloured = []
    for place, chord in enumerate(chords):
        wanted = rng.random() < chance
        quality, extra = RICHER.get(chord.quality, (chord.quality, ()))
        fuller = replace(chord, quality=quality, extra=extra)
        fits = wanted and place >= kept and not chord.extra and fuller.pitch_classes <= scale
        coloured.append(fuller if fits else chord)
    return coloured
