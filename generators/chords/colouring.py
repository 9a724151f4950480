"""Turns classes of the chord model into the chords that are played: basses that walk, and richer tones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from bridge.model.keys import Key
from generators.theory.chord import Chord
from generators.theory.degrees import degree_semitones
from generators.theory.scales import diatonic_pitch_classes, sounds_minor

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


def walking_bass(chords: Sequence[Chord], rng: np.random.Generator) -> list[Chord]:
    """Puts the third in the bass where that makes the bass walk by step in one direction, as in I–V6–vi.

    The outer ones stay as they are. Every other chance is taken at random.
    """
    walked = list(chords)
    for place in range(1, len(chords) - 1):
        chord = chords[place]
        third = next((d for d in chord.degrees if d in ("3", "b3")), "")
        if not third or chord.bass != "1":
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
    adventure: float,
    rng: np.random.Generator,
    ninths: float = 0.0,
) -> list[Chord]:
    """Adds ninths and sevenths from adventure 0.5 up, to at most half of the chords, within the scale.

    ninths: the chance that a style gives them at any adventure.
    """
    chance = max(0.0, adventure - _COLOUR_FROM, ninths)
    coloured = []
    lots: dict[Chord, float] = {}  # the same chord is coloured alike wherever it comes back
    for chord in chords:
        wanted = lots.setdefault(chord, float(rng.random())) < chance
        quality, extra = RICHER.get(chord.quality, (chord.quality, ()))
        fuller = replace(chord, quality=quality, extra=extra)
        fits = wanted and not chord.extra and fuller.pitch_classes <= scale
        coloured.append(fuller if fits else chord)
    return coloured


def with_sevenths(
    chords: Sequence[Chord], key: Key, chance: float, blue: bool, rng: np.random.Generator
) -> list[Chord]:
    """Gives triads the seventh that belongs to them, each with a chance. blue: dominant sevenths.

    Within the scale the seventh is the scale's; a major chord from outside gets a minor one where it falls a
    fifth, or by a half step, as dominants do, else a major one; iv of a major key gets its sixth.
    """
    found = []
    lots: dict[Chord, float] = {}
    for place, chord in enumerate(chords):
        wanted = lots.setdefault(chord, float(rng.random())) < chance or (blue and chord.quality == "maj")
        after = chords[(place + 1) % len(chords)]
        quality = _seventh(chord, after, key, blue) if wanted and not chord.extra else chord.quality
        found.append(replace(chord, quality=quality))
    return found


def _seventh(chord: Chord, after: Chord, key: Key, blue: bool) -> str:
    scale = diatonic_pitch_classes(key)
    root, minor = chord.root_pitch_class, sounds_minor(key)
    low, high = (root + 10) % 12 in scale, (root + 11) % 12 in scale
    if chord.quality == "min":
        return "min6" if not minor and root == (key.tonic + 5) % 12 else "min7"
    if chord.quality == "dim":
        return "hdim7" if low else "dim7"
    if chord.quality != "maj":
        return chord.quality
    if minor and root == key.tonic:
        return "maj"
    falls = (root - after.root_pitch_class) % 12 in (7, 1)
    if blue or root == (key.tonic + 7) % 12 or (falls and not (chord.pitch_classes <= scale and high)):
        return "7"
    return "maj7" if high or not low else "7"
