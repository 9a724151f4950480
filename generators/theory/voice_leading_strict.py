"""The rules of part writing, counted: how often a step from one voicing to another breaks them.

Consecutive fifths and octaves between any two voices, hidden ones between the outer voices, leading tones
and sevenths that do not resolve, and voices that overlap. Source: Aldwell & Schachter, "Harmony and Voice
Leading", chapters 5 to 9.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from generators.theory.chord import Chord
from generators.theory.degrees import degree_semitones, split_degree

Pitches = NDArray[np.int64]
Counts = NDArray[np.int64]

_PERFECT = (0, 7)


@dataclass(frozen=True, slots=True)
class Duty:
    """A tone that must move: its pitch class, the steps that settle it, and those that do in inner voices."""

    pitch_class: int
    steps: tuple[int, ...]
    inner_steps: tuple[int, ...]


def duties(chord: Chord, after: Chord) -> tuple[Duty, ...]:
    """What the tones of a chord owe the next one. Nothing where the next chord offers no way to settle it."""
    following = after.pitch_classes
    found = []
    leading = _leading_tone(chord, after)
    if leading is not None and (leading + 1) % 12 in following:
        stays = (0,) if leading in following else ()
        falls = (-4,) if (leading - 4) % 12 in following else ()
        found.append(Duty(leading, (1, *stays), (1, *stays, *falls)))
    for degree in chord.degrees:
        if split_degree(degree)[1] != 7:
            continue
        seventh = (chord.root_pitch_class + degree_semitones(degree)) % 12
        if seventh == leading:
            continue
        steps = tuple(step for step in (-1, -2, 0) if (seventh + step) % 12 in following)
        if steps:
            found.append(Duty(seventh, steps, steps))
    return tuple(found)


def _leading_tone(chord: Chord, after: Chord) -> int | None:
    """The tone of a dominant that rises by a half step into the next root, or None."""
    root, goal = chord.root_pitch_class, after.root_pitch_class
    if 4 in chord.intervals and not {8, 11} & chord.intervals and (root + 5) % 12 == goal:
        return (root + 4) % 12
    if {3, 6} <= chord.intervals and (root + 1) % 12 == goal:
        return root
    return None


def parallels(before: Pitches, after: Pitches) -> Counts:
    """(n, m) pairs of voices that move from one perfect fifth or octave to another.

    By contrary motion as well: a fifth that becomes a twelfth is the same fault.
    """
    moved = after[None, :, :] != before[:, None, :]
    count = np.zeros((len(before), len(after)), dtype=np.int64)
    for low, high in combinations(range(before.shape[1]), 2):
        first = (before[:, high] - before[:, low]) % 12
        then = (after[:, high] - after[:, low]) % 12
        same = (first[:, None] == then[None, :]) & np.isin(then, _PERFECT)[None, :]
        count += same & moved[:, :, low] & moved[:, :, high]
    return count


def hidden(before: Pitches, after: Pitches) -> Counts:
    """(n, m) 1 where the outer voices move alike into a fifth or octave and the top leaps."""
    bass = after[None, :, 0] - before[:, None, 0]
    top = after[None, :, -1] - before[:, None, -1]
    perfect = np.isin((after[:, -1] - after[:, 0]) % 12, _PERFECT)[None, :]
    found: Counts = (perfect & (np.sign(bass) * np.sign(top) > 0) & (np.abs(top) > 2)).astype(np.int64)
    return found


def overlaps(before: Pitches, after: Pitches) -> Counts:
    """(n, m) voices that go above where their upper neighbour was, or below where their lower one was."""
    up = after[None, :, :-1] > before[:, None, 1:]
    down = after[None, :, 1:] < before[:, None, :-1]
    return np.asarray(up.sum(axis=2) + down.sum(axis=2), dtype=np.int64)


def unresolved(before: Pitches, after: Pitches, owed: tuple[Duty, ...], bass_is_given: bool) -> Counts:
    """(n, m) tones that do not do what they owe. bass_is_given: the lowest voice follows the chords' basses
    and owes nothing."""
    count = np.zeros((len(before), len(after)), dtype=np.int64)
    voices = before.shape[1]
    for duty in owed:
        for voice in range(1 if bass_is_given else 0, voices):
            has = before[:, voice] % 12 == duty.pitch_class
            outer = voice in (0, voices - 1)
            step = after[None, :, voice] - before[:, None, voice]
            count += has[:, None] & ~np.isin(step, duty.steps if outer else duty.inner_steps)
    return count


def breaks(before: Pitches, after: Pitches, chord: Chord, following: Chord, bass_is_given: bool) -> Counts:
    """(n, m) how many rules each step breaks; 0 where it keeps all. Within one harmony nothing resolves."""
    owed = duties(chord, following) if chord.pitch_classes != following.pitch_classes else ()
    return (
        parallels(before, after)
        + hidden(before, after)
        + overlaps(before, after)
        + unresolved(before, after, owed, bass_is_given)
    )
