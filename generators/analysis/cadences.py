"""Phrases and cadences: where a line of chords comes to rest, and how.

After the textbook kinds (Caplin, "The Classical Cadence", JAMS 57, 2004, without his formal function):
authentic V–I, plagal IV–I, deceptive V–vi (VI in minor), half on V. A resting place is a chord that lasts
longer than its surroundings, stands before silence or at the end, or closes a group of four bars.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bridge.model.keys import Key
from bridge.model.timebase import Metre
from generators.analysis.chord_reading import HeardChord
from generators.theory.scales import sounds_minor

AUTHENTIC, HALF, PLAGAL, DECEPTIVE = "authentic", "half", "plagal", "deceptive"
PHRASE_BARS = 4
_LONG = 1.9
"""Times the usual length from which a chord is a rest."""


@dataclass(frozen=True, slots=True)
class Cadence:
    """kind: one of the four. start_beats: of its last chord. chords: places of its chords in the line."""

    kind: str
    start_beats: float
    chords: tuple[int, ...]


def cadences(
    line: Sequence[HeardChord], key: Key, metre: Metre, first_bar_beats: float = 0.0
) -> list[Cadence]:
    """Cadences in order. line: chords that sound, in order; silence lies between those that do not touch."""
    if not line:
        return []
    usual = float(np.median([heard.length_beats for heard in line]))
    found = []
    for place, heard in enumerate(line):
        after = line[place + 1] if place + 1 < len(line) else None
        if not _rests(heard, after, usual, metre, first_bar_beats):
            continue
        before = line[place - 1] if place and _touch(line[place - 1], heard) else None
        kind = _kind(before, heard, key)
        if kind:
            found.append(Cadence(kind, heard.start_beats, (place - 1, place) if before else (place,)))
    return found


def _touch(one: HeardChord, other: HeardChord) -> bool:
    return other.start_beats - one.end_beats < 1e-6


def _rests(heard: HeardChord, after: HeardChord | None, usual: float, metre: Metre, first_bar: float) -> bool:
    if after is None or not _touch(heard, after) or heard.length_beats >= _LONG * usual:
        return True
    phrase = PHRASE_BARS * metre.bar_beats
    end = (heard.end_beats - first_bar) / phrase
    starts_bar = abs((heard.start_beats - first_bar) / metre.bar_beats % 1.0) < 1e-6
    return abs(end - round(end)) < 1e-6 and (starts_bar or heard.length_beats >= metre.bar_beats / 2)


def _kind(before: HeardChord | None, heard: HeardChord, key: Key) -> str:
    now = _degree(heard, key)
    last = _degree(before, key) if before else None
    minor = sounds_minor(key)
    dominant = before is not None and last in (7, 11) and _is_dominant(before, key)
    if dominant and now == 0:
        return AUTHENTIC
    if dominant and now == (8 if minor else 9):
        return DECEPTIVE
    if now == 7 and 4 in heard.chord.intervals:
        return HALF
    if now == 0 and last == 5:
        return PLAGAL
    return ""


def _degree(heard: HeardChord, key: Key) -> int:
    return (heard.chord.root_pitch_class - key.tonic) % 12


def _is_dominant(heard: HeardChord, key: Key) -> bool:
    """V with its leading tone, or vii°."""
    if _degree(heard, key) == 7:
        return 4 in heard.chord.intervals
    return 6 in heard.chord.intervals
