"""Voicings: which notes play a chord, which of its tones matter, and how good a voicing is by itself.

The rules are those of keyboard harmony: the essential notes are there, the third of a major chord is
not doubled, low intervals are wide, and what one hand plays lies under one hand.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations, pairwise

from bridge.model.errors import BadInput
from generators.theory.chord import Chord
from generators.theory.degrees import degree_semitones, split_degree

Voicing = tuple[int, ...]
"""MIDI pitches, ascending from the lowest voice; equal neighbours mean that two voices share a note."""

KEYBOARD = "keyboard"

HAND_SPAN = 14
"""Semitones that one hand may span: a ninth, which most hands reach."""

SMALLEST_RANGE = 11
"""Semitones from the lowest to the highest pitch that a chord needs: every pitch class once."""

_BASS_HOME = (38, 50)
_UPPER_HOME = (58, 74)
"""Pitches at which a left and a right hand play chords: D2 to D3, and Bb3 to D5."""

_LOW_LIMITS = ((48, 7), (53, 5), (60, 3))
"""(pitch, semitones): below this pitch, a neighbour above must be at least that far away."""

_RANK = {3: 0, 7: 1, 4: 2, 2: 2, 6: 3, 13: 4, 11: 5, 9: 6, 1: 8, 5: 9}
"""Degree numbers in the order in which the ear misses them; altered ones count before all but 3 and 7."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How a part lies: between two pitches, in a style of `voicing_styles.STYLES`, in 3 to 6 voices.

    bass_plays: another part plays the chord's bass, so that this one need not. parts: (lowest, highest)
    pitch of every voice, from the bass up, where each has its own singer or player. tuning: pitches of
    open strings, where there are frets. scale: pitch classes that added tones may come from; empty for
    any. strict: part-writing rules are kept. lean: one more tone may be missing, where rules leave no other
    way.
    """

    low: int
    high: int
    style: str = KEYBOARD
    voices: int = 4
    bass_plays: bool = False
    parts: tuple[tuple[int, int], ...] = ()
    tuning: tuple[int, ...] = ()
    scale: frozenset[int] = frozenset()
    strict: bool = False
    lean: bool = False


def essential(chord: Chord) -> frozenset[int]:
    """Pitch classes that the ear needs: all but a perfect fifth; in rich chords three above the bass."""
    root = chord.root_pitch_class
    kept = {(root + degree_semitones(d)) % 12 for d in chord.degrees if d != "5"}
    crowded = [d for d in chord.degrees if d not in ("1", "5")]
    if len(crowded) > 3:
        kept = {(root + degree_semitones(d)) % 12 for d in (*crowded[:2], crowded[-1])}
    return frozenset(kept - {chord.bass_pitch_class})


def by_need(chord: Chord) -> tuple[int, ...]:
    """The pitch classes of the chord itself, those that the ear misses most first: 3, 7, what is altered
    or added, the root, the fifth."""

    def rank(degree: str) -> tuple[int, int]:
        accidental, number = split_degree(degree)
        altered = bool(accidental) and number in (5, 9, 11, 13)
        return (2 if altered else _RANK.get(number, 7), number)

    root = chord.root_pitch_class
    return tuple(dict.fromkeys((root + degree_semitones(d)) % 12 for d in sorted(chord.degrees, key=rank)))


def needed_tones(chord: Chord, count: int) -> frozenset[int]:
    """The essential pitch classes, at most so many: the ones that are missed most."""
    wanted = essential(chord)
    return frozenset([pc for pc in by_need(chord) if pc in wanted][:count])


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


def squeezed(chord: Chord, low: int, high: int, voices: int) -> Voicing:
    """For ranges without room: every note once where the range puts it, essential ones first.

    The lowest stands for the bass, and for the voices that no pitch class is left for.
    """
    allowed = sorted(p for p in range(low, high + 1) if p % 12 in chord.pitch_classes)
    wanted = list(dict.fromkeys([chord.bass_pitch_class, *by_need(chord)]))
    first = [pc for pc in wanted if pc == chord.bass_pitch_class or pc in essential(chord)]
    order = dict.fromkeys([*first, *wanted])
    chosen = sorted(next(p for p in allowed if p % 12 == pc) for pc in list(order)[:voices])
    return (*[chosen[0]] * (voices - len(chosen)), *chosen)


def cost(chord: Chord, voicing: Voicing, has_bass: bool = True) -> float:
    """How far a voicing is from how a pianist would play the chord; 0 is ideal.

    has_bass: the lowest voice is a bass with its own register; else all voices share the upper one.
    """
    upper = voicing[1:] if has_bass else voicing
    bass = 0.0
    if has_bass:
        bass = 0.8 * _outside(voicing[0], _BASS_HOME) + 0.25 * max(0, upper[0] - voicing[0] - 19)
    third = {(chord.root_pitch_class + step) % 12 for step in chord.intervals & {4}}
    doubled_third = sum(p % 12 in third for p in set(voicing)) > 1
    fifth = {(chord.root_pitch_class + step) % 12 for step in chord.intervals & {7}}
    lost_fifth = bool(fifth) and not any(p % 12 in fifth for p in voicing)
    return (
        bass
        + 0.35 * sum(_outside(p, _UPPER_HOME) for p in upper)
        + 0.15 * abs(sum(upper) / len(upper) - 65)
        + 4.0 * doubled_third
        + 1.5 * lost_fifth
        + 3.0 * sum(_crowded(a, b) for a, b in pairwise(voicing))
        + 2.5 * (upper[-1] - upper[-2] <= 1)
        + 2.0 * any(b - a in (13, 25) for a, b in combinations(voicing, 2))
        + 0.3 * (len(voicing) - len({p % 12 for p in voicing}))
    )


def _outside(pitch: int, home: tuple[int, int]) -> int:
    low, high = home
    return max(low - pitch, pitch - high, 0)


def _crowded(lower: int, upper: int) -> bool:
    return any(lower < pitch and 0 < upper - lower < gap for pitch, gap in _LOW_LIMITS)
