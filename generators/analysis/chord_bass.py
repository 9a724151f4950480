"""Which note a chord stands on, and where a chord that lasts changes its bass."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from bridge.model.timebase import Metre
from generators.analysis.chord_evidence import Slots, metric_levels
from generators.analysis.chord_segments import Line
from generators.analysis.piano_roll import PianoRoll
from generators.models.chord_ear import KINDS
from generators.theory.chord import Chord
from generators.theory.degrees import CHROMATIC_DEGREES, degree_semitones
from generators.theory.qualities import QUALITIES

_STANDS = 0.5
"""Part of a stretch's bass that a pitch class must be for the chord to stand on it."""

_STANDS_ALONE = 0.8
"""The same for a bass that is no chord tone (a slash chord), and for half bars."""

_MIDDLE_INTERVALS = frozenset({3, 4, 10, 11})
"""Thirds and sevenths: a bass that goes there in mid-bar changes the inversion. One that goes to the fifth
alternates."""


_FAR_ABOVE = 9
"""Semitones above the bass before from which a lowest note is no new bass."""


def over_bass(chord: Chord, evidence: Slots, first: int, end: int) -> Chord:
    """The chord over what sounds lowest from one moment to another: the first bass, if it is a chord tone
    (as in oom-pah or a walking line), else the one that lasts; a foreign one only where it stays."""
    beats = evidence.bass[end] - evidence.bass[first]
    total = float(beats.sum())
    opening = int(evidence.first_pitch[first])
    if total < 1e-6 or opening < 0:
        return chord
    opening %= 12
    degrees = {(chord.root_pitch_class + degree_semitones(d)) % 12: d for d in reversed(chord.degrees)}
    root = chord.root_pitch_class
    if opening in degrees and (
        opening == root or beats[opening] >= 0.25 * total or beats[root] < beats[opening]
    ):
        return chord.over(degrees[opening])
    longest = int(beats.argmax())
    if longest in degrees:
        return chord.over(degrees[longest])
    if beats[longest] >= _STANDS_ALONE * total:
        return chord.over(CHROMATIC_DEGREES[(longest - root) % 12])
    return chord


def split_at_basses(line: Line, evidence: Slots, roll: PianoRoll, metre: Metre) -> Line:
    """The line with chords cut where they go on over another bass: at bar lines, and at the middle of a
    bar where the bass goes to a third or seventh."""
    levels = metric_levels(evidence.cells[:-1], roll, metre)
    deepest = 1 if metre.numerator % 3 else 0
    bounds, labels = [line.bounds[0]], []
    for first, end, label in zip(line.bounds[:-1], line.bounds[1:], line.labels, strict=True):
        places = [index for index in range(first + 1, end) if levels[index] <= deepest]
        edges = [first, *places, end]
        stood = _stands_on(evidence, first, edges[1])
        for place, after in pairwise(edges[1:]):
            now = _stands_on(evidence, place, after)
            if now is not None and stood is not None and _changes(int(levels[place]), now, stood, label):
                bounds.append(place)
                labels.append(label)
                stood = now
        bounds.append(end)
        labels.append(label)
    return Line(bounds, labels)


@dataclass(frozen=True, slots=True)
class _Standing:
    """The pitch that a stretch opens with, and its part of the bass there."""

    pitch: int
    part: float


def _stands_on(evidence: Slots, first: int, end: int) -> _Standing | None:
    """None where the opening bass does not stay."""
    beats = evidence.bass[end] - evidence.bass[first]
    pitch = int(evidence.first_pitch[first])
    part = float(beats[pitch % 12] / max(float(beats.sum()), 1e-6)) if pitch >= 0 else 0.0
    return _Standing(pitch, part) if part >= _STANDS else None


def _changes(level: int, now: _Standing, stood: _Standing, label: int) -> bool:
    """Whether the bass moved for good; what lies far above it is the hand of the same bass."""
    root, kind = divmod(label, len(KINDS))
    intervals = {degree_semitones(degree) % 12 for degree in QUALITIES[KINDS[kind]]}
    steps = {(pitch - root) % 12 for pitch in (now.pitch, stood.pitch)}
    if len(steps) == 1 or (now.pitch - root) % 12 not in intervals or now.pitch > stood.pitch + _FAR_ABOVE:
        return False
    steady = now.part >= _STANDS_ALONE and stood.part >= _STANDS_ALONE
    return steady and (level == 0 or bool(steps & _MIDDLE_INTERVALS))
