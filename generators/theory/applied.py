"""Applied (secondary) dominants: chords that are the V or vii° of a degree other than the tonic."""

from __future__ import annotations

from dataclasses import dataclass

from bridge.model.keys import Key
from generators.theory.chord import Chord
from generators.theory.scales import diatonic_pitch_classes, lender_of, sounds_minor

TARGETS_MAJOR = {2: "ii", 4: "iii", 5: "IV", 7: "V", 9: "vi"}
TARGETS_MINOR = {3: "III", 5: "iv", 7: "V", 8: "VI", 10: "VII"}
"""Semitones above the tonic -> the triad that can be led to."""


@dataclass(frozen=True, slots=True)
class Applied:
    """numeral: "V" or "vii"; target: the numeral that it leads to."""

    numeral: str
    target: str


def applied_to(chord: Chord, key: Key, following: Chord | None = None) -> Applied | None:
    """The reading of a chord as an applied dominant; None where it is simply part of the key.

    Without ``following`` a chord counts as applied when it lies outside the key and no parallel scale
    explains it better. With it, a chord that does resolve also counts where both readings are possible,
    and a plain major triad that does not resolve stands for itself: C–E–F is I–III–IV.
    """
    kind = _dominant_kind(chord)
    if kind is None:
        return None
    numeral, step = kind
    tones = {(chord.root_pitch_class + interval) % 12 for interval in chord.intervals}
    if tones <= diatonic_pitch_classes(key) or _is_own_dominant(chord, key):
        return None
    goal = (chord.root_pitch_class + step - key.tonic) % 12
    target = (TARGETS_MINOR if sounds_minor(key) else TARGETS_MAJOR).get(goal)
    if target is None:
        return None
    resolves = (
        following is not None
        and not following.is_none
        and (following.root_pitch_class - key.tonic) % 12 == goal
    )
    stands_alone = following is not None and 4 in chord.intervals and 10 not in chord.intervals
    if resolves or not (stands_alone or _has_plainer_reading(chord, key, tones)):
        return Applied(numeral, target)
    return None


def _dominant_kind(chord: Chord) -> tuple[str, int] | None:
    """(numeral, semitones up to the goal's root) of a chord that is built like a dominant."""
    if chord.is_none:
        return None
    intervals = chord.intervals
    if 4 in intervals and 7 in intervals and 11 not in intervals:
        return "V", 5
    if {3, 6} <= intervals and 7 not in intervals:
        return "vii", 1
    return None


def _is_own_dominant(chord: Chord, key: Key) -> bool:
    """V and vii° of the key itself, in minor with its raised seventh."""
    offset = (chord.root_pitch_class - key.tonic) % 12
    return offset == 7 or (offset == 11 and 6 in chord.intervals)


def _has_plainer_reading(chord: Chord, key: Key, tones: set[int]) -> bool:
    """Blues sevenths on I and IV, the bright I of a minor key, and chords that a parallel scale lends."""
    offset = (chord.root_pitch_class - key.tonic) % 12
    if offset == 0:
        return not (sounds_minor(key) and 10 in chord.intervals)
    if 7 not in chord.intervals:
        return lender_of(key, tones) in _PLAIN_LENDERS[sounds_minor(key)]
    return offset == 5 or (offset in (1, 3, 8, 10) and lender_of(key, tones) != "")


_PLAIN_LENDERS = {False: ("minor",), True: ("major", "dorian", "harmonic minor", "melodic minor")}
"""By whether the key is minor: scales whose diminished chords are heard as borrowed, not as applied."""
