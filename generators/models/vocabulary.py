"""The 108 chord classes of the chord model: 12 roots above the tonic x 9 kinds of chord.

A class is `semitones above the tonic * 9 + kind`. Inversions and colour notes are not part of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from bridge.model.keys import Key
from generators.theory.chord import Chord
from generators.theory.spelling import spell_in_key

KINDS = ("maj", "min", "dim", "aug", "7", "maj7", "min7", "hdim7", "sus4")
"""The nine kinds, named by the Harte quality that a class is played as."""

CLASSES = 12 * len(KINDS)

_RULES: tuple[tuple[frozenset[int], frozenset[int], str], ...] = tuple(
    (frozenset(needs), frozenset(lacks), kind)
    for needs, lacks, kind in (
        ((4, 10), (), "7"),
        ((4, 8), (7,), "aug"),
        ((4, 11), (), "maj7"),
        ((4,), (), "maj"),
        ((3, 6, 10), (7,), "hdim7"),
        ((3, 6), (7,), "dim"),
        ((3, 10), (), "min7"),
        ((3,), (), "min"),
        ((5,), (), "sus4"),
        ((2,), (), "sus4"),
        ((), (), "maj"),
    )
)
"""(intervals that must sound, intervals that must not, kind); the first row that fits is taken.
Bare fifths count as major, as in the MIREX chord vocabularies."""


def kind_of(chord: Chord) -> str:
    """Which of `KINDS` a sounding chord is, from its intervals."""
    sounding = chord.intervals
    return next(kind for needs, lacks, kind in _RULES if needs <= sounding and not lacks & sounding)


def class_of(chord: Chord, tonic: int) -> int:
    """The class 0..107 of a sounding chord above a tonic pitch class."""
    return (chord.root_pitch_class - tonic) % 12 * len(KINDS) + KINDS.index(kind_of(chord))


@lru_cache(maxsize=4096)
def chord_of(chord_class: int, key: Key) -> Chord:
    """A class as a chord in root position, spelled for the key; `class_of` is its inverse."""
    degree, kind = divmod(chord_class, len(KINDS))
    leads_up = KINDS[kind] in ("dim", "hdim7")
    return Chord(spell_in_key(key, (key.tonic + degree) % 12, leads_up), KINDS[kind])


def without_repeats(classes: Iterable[int]) -> tuple[int, ...]:
    """The stream of changes: a class that follows itself is counted once."""
    stream: list[int] = []
    for chord_class in classes:
        if not stream or stream[-1] != chord_class:
            stream.append(chord_class)
    return tuple(stream)


def transposed(classes: NDArray[np.int64], semitones: int | NDArray[np.int64]) -> NDArray[np.int64]:
    """The same kinds on roots that lie higher."""
    return (classes + semitones * len(KINDS)) % CLASSES
