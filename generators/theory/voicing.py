"""Voicings: which notes play a chord, and how good each choice is by itself.

A voicing has four voices: a bass and three above it. The rules are those of keyboard harmony: the
essential notes are there, the third of a major chord is not doubled, low intervals are wide, and
the upper three lie under one hand.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import combinations, pairwise

from bridge.model.errors import BadInput
from generators.theory.chord import Chord
from generators.theory.degrees import degree_semitones

Voicing = tuple[int, int, int, int]
"""MIDI pitches, ascending from the bass; equal neighbours mean that two voices share a note."""

HAND_SPAN = 14
"""Semitones that the upper three voices may span: a ninth, which most hands reach."""

SMALLEST_RANGE = 11
"""Semitones from the lowest to the highest pitch that a chord needs: every pitch class once."""

KEPT = 28
"""Voicings kept for each chord, the best by themselves; more changes no result that we measured."""

_BASS_HOME = (38, 50)
_UPPER_HOME = (58, 74)
"""Pitches at which a left and a right hand play chords: D2 to D3, and Bb3 to D5."""

_LOW_LIMITS = ((48, 7), (53, 5), (60, 3))
"""(pitch, semitones): below this pitch, a neighbour above must be at least that far away."""


def essential(chord: Chord) -> frozenset[int]:
    """Pitch classes that the ear needs: all but a perfect fifth; in rich chords three above the bass."""
    root = chord.root_pitch_class
    kept = {(root + degree_semitones(d)) % 12 for d in chord.degrees if d != "5"}
    crowded = [d for d in chord.degrees if d not in ("1", "5")]
    if len(crowded) > 3:
        kept = {(root + degree_semitones(d)) % 12 for d in (*crowded[:2], crowded[-1])}
    return frozenset(kept - {chord.bass_pitch_class})


def check_range(low: int, high: int) -> None:
    """Raises BadInput where a chord cannot be played between two pitches."""
    if not 0 <= low <= high <= 127:
        raise BadInput(
            f"A pitch range runs from 0 to 127, lowest first, not {low} to {high}.",
            "Middle C is 60; chords sit well in 36 to 84.",
            "bad_range",
        )
    if high - low < SMALLEST_RANGE:
        raise BadInput(
            f"Chords need at least an octave; {low} to {high} is {high - low + 1} semitones.",
            f"Raise the top to {low + SMALLEST_RANGE} or more, or lower the bottom.",
            "range_too_narrow",
        )


@lru_cache(maxsize=8192)
def voicings(chord: Chord, low: int, high: int) -> tuple[tuple[Voicing, float], ...]:
    """The `KEPT` best voicings between two pitches, each with its cost; never empty. Raises BadInput.

    Where the range leaves no room for a bass below three voices, the chord is played close, in
    the inversion that fits.
    """
    check_range(low, high)
    needed = essential(chord)
    allowed = sorted(p for p in range(low, high + 1) if p % 12 in chord.pitch_classes)
    basses = [p for p in allowed if p % 12 == chord.bass_pitch_class]
    found: list[Voicing] = []
    for bass in basses:
        above = [p for p in allowed if bass + 3 <= p and p <= bass + 36]
        for one, two, three in combinations(above, 3):
            if three - one <= HAND_SPAN and needed <= {one % 12, two % 12, three % 12}:
                found.append((bass, one, two, three))
    if not found:
        found = _close(chord, allowed)
    return tuple(sorted(((v, cost(chord, v)) for v in found), key=lambda pair: (pair[1], pair[0]))[:KEPT])


def _close(chord: Chord, allowed: list[int]) -> list[Voicing]:
    """Every note once where the range puts it, essential ones first; the lowest stands for the bass."""
    wanted = dict.fromkeys([chord.bass_pitch_class, *sorted(essential(chord)), *sorted(chord.pitch_classes)])
    chosen = sorted(next(p for p in allowed if p % 12 == pc) for pc in list(wanted)[:4])
    padded = [chosen[0]] * (4 - len(chosen)) + chosen
    return [(padded[0], padded[1], padded[2], padded[3])]


def cost(chord: Chord, voicing: Voicing) -> float:
    """How far a voicing is from how a pianist would play the chord; 0 is ideal."""
    bass, *upper = voicing
    third = {(chord.root_pitch_class + step) % 12 for step in chord.intervals & {4}}
    doubled_third = sum(p % 12 in third for p in voicing) > 1
    fifth = {(chord.root_pitch_class + step) % 12 for step in chord.intervals & {7}}
    lost_fifth = bool(fifth) and not any(p % 12 in fifth for p in voicing)
    return (
        0.8 * _outside(bass, _BASS_HOME)
        + 0.35 * sum(_outside(p, _UPPER_HOME) for p in upper)
        + 0.15 * abs(sum(upper) / 3 - 65)
        + 4.0 * doubled_third
        + 1.5 * lost_fifth
        + 0.25 * max(0, upper[0] - bass - 19)
        + 3.0 * sum(_crowded(a, b) for a, b in pairwise(voicing))
        + 2.5 * (upper[2] - upper[1] <= 1)
        + 2.0 * any(b - a in (13, 25) for a, b in combinations(voicing, 2))
        + 0.3 * (4 - len({p % 12 for p in voicing}))
    )


def _outside(pitch: int, home: tuple[int, int]) -> int:
    low, high = home
    return max(low - pitch, pitch - high, 0)


def _crowded(lower: int, upper: int) -> bool:
    return any(lower < pitch and 0 < upper - lower < gap for pitch, gap in _LOW_LIMITS)
