"""Colour after the triads: sevenths, ninths and suspensions that the melody allows, and basses that walk.

The rules are those of the chord room (`generators.chords.colouring`), without chance: the same ask
gives the same chords.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from bridge.model.keys import Key
from generators.chords.colouring import RICHER
from generators.harmonise.parting import NoteRows
from generators.theory.chord import Chord
from generators.theory.degrees import degree_semitones
from generators.theory.scales import diatonic_pitch_classes

_DOMINANTS_FROM, _SEVENTHS_FROM, _SUSPENSIONS_FROM, _NINTHS_FROM = 0.2, 0.4, 0.6, 0.8
"""Colour from which each kind of tone is added."""

_SEVENTHS = {"maj": ("maj7", "7"), "min": ("min7",), "dim": ("hdim7", "dim7")}
"""Triad -> seventh chords in the order in which they are tried: the first inside the scale is taken."""

_INVERSIONS_FROM = 0.7
"""Complexity from which basses walk."""


def enriched(
    chords: Sequence[Chord],
    spans: Sequence[tuple[float, float]],
    melody: NoteRows,
    key: Key,
    complexity: float,
    colour: float,
) -> tuple[Chord, ...]:
    """The chords with what the knobs ask for; as they were at neutral complexity and no colour.

    spans: (start, end) of each chord in beats. A tone is not added where the melody holds its neighbour
    a half step above or below, unless the melody is on it.
    """
    found = list(chords)
    for place, chord in enumerate(chords):
        after = chords[place + 1] if place + 1 < len(chords) else None
        found[place] = _coloured(chord, after, _held(melody, *spans[place]), key, colour)
    return tuple(walked(found) if complexity >= _INVERSIONS_FROM else found)


def _held(melody: NoteRows, start: float, end: float) -> NDArray[np.float64]:
    """(12,) how long each pitch class sounds in a span, as a share of it."""
    overlap = np.minimum(melody[:, 0] + melody[:, 1], end) - np.maximum(melody[:, 0], start)
    weights = np.bincount(melody[:, 2].astype(np.int64) % 12, weights=np.clip(overlap, 0, None), minlength=12)
    return weights / max(end - start, 1e-9)


def _coloured(chord: Chord, after: Chord | None, held: NDArray[np.float64], key: Key, colour: float) -> Chord:
    dominant = _is_dominant(chord, after, key)
    if dominant and colour >= _SUSPENSIONS_FROM and held[(chord.root_pitch_class + 5) % 12] > 0.4:
        return replace(chord, quality="sus4", extra=("b7",))
    best = chord
    if colour >= (_DOMINANTS_FROM if dominant else _SEVENTHS_FROM):
        best = _with_seventh(chord, dominant, held, key)
    if colour >= _NINTHS_FROM and best != chord:
        quality, extra = RICHER.get(best.quality, (best.quality, ()))
        fuller = replace(best, quality=quality, extra=extra)
        if _fits(fuller, best, held, key):
            best = fuller
    return best


def _is_dominant(chord: Chord, after: Chord | None, key: Key) -> bool:
    """A major triad that falls a fifth, and is the key's own dominant or an applied one: C before F is
    still the tonic of C."""
    if chord.quality != "maj" or after is None:
        return False
    falls = (after.root_pitch_class - chord.root_pitch_class) % 12 == 5
    own = (chord.root_pitch_class - key.tonic) % 12 == 7
    return falls and (own or not chord.pitch_classes <= diatonic_pitch_classes(key))


def _with_seventh(chord: Chord, dominant: bool, held: NDArray[np.float64], key: Key) -> Chord:
    for quality in ("7",) if dominant else _SEVENTHS.get(chord.quality, ()):
        fuller = replace(chord, quality=quality)
        if _fits(fuller, chord, held, key, anywhere=dominant):
            return fuller
    return chord


def _fits(fuller: Chord, plain: Chord, held: NDArray[np.float64], key: Key, anywhere: bool = False) -> bool:
    """Whether the added tones belong to the key and do not rub against what the melody holds."""
    for tone in fuller.pitch_classes - plain.pitch_classes:
        if not anywhere and tone not in diatonic_pitch_classes(key):
            return False
        rub = max(held[(tone + 1) % 12], held[(tone - 1) % 12])
        if rub > 0.25 and held[tone] < rub:
            return False
    return True


def walked(chords: Sequence[Chord]) -> list[Chord]:
    """The third in the bass wherever that makes the bass walk by step in one direction, as in I–V6–vi."""
    found = list(chords)
    for place in range(1, len(found) - 1):
        chord = found[place]
        third = next((degree for degree in chord.degrees if degree in ("3", "b3")), "")
        if not third or chord.bass != "1":
            continue
        bass = (chord.root_pitch_class + degree_semitones(third)) % 12
        step_in = _step(found[place - 1].bass_pitch_class, bass)
        step_out = _step(bass, found[place + 1].bass_pitch_class)
        if step_in * step_out > 0:
            found[place] = chord.over(third)
    return found


def _step(bass: int, after: int) -> int:
    """Semitones between two basses, 1 or 2 up or down; 0 for anything else."""
    motion = (after - bass + 6) % 12 - 6
    return motion if abs(motion) <= 2 else 0
