"""Tones that players add to a chord without changing what it is, and the forms of rootless voicings.

Sources: Mark Levine, "The Jazz Piano Book" (1989), for the A and B forms that begin on the third and on
the seventh, and for which tensions each kind of chord takes.
"""

from __future__ import annotations

from functools import lru_cache

from generators.theory.chord import Chord
from generators.theory.degrees import degree_semitones, split_degree

ROOTLESS: dict[str, tuple[str, ...]] = {
    "maj": ("3", "5", "6", "9"),
    "maj6": ("3", "5", "6", "9"),
    "maj7": ("3", "5", "7", "9"),
    "min": ("b3", "5", "b7", "9"),
    "min7": ("b3", "5", "b7", "9"),
    "min6": ("b3", "5", "6", "9"),
    "minmaj7": ("b3", "5", "7", "9"),
    "7": ("3", "13", "b7", "9"),
    "sus4": ("4", "5", "b7", "9"),
    "hdim7": ("b3", "b5", "b7", "11"),
    "dim7": ("b3", "b5", "bb7", "9"),
    "aug": ("3", "#5", "7", "9"),
}
"""Quality -> the A form, from the bottom; the B form is its second half below its first."""

TENSIONS: dict[str, tuple[str, ...]] = {
    "maj": ("6", "9"),
    "maj6": ("9",),
    "maj7": ("6", "9", "#11"),
    "min": ("b7", "9", "11"),
    "min7": ("9", "11"),
    "min6": ("9", "11"),
    "7": ("9", "13"),
    "hdim7": ("11",),
    "sus4": ("b7", "9"),
    "sus2": ("6",),
}
"""Quality -> degrees that may join it in a stack of fourths."""

_FAMILY = {
    "9": "7", "13": "7", "maj9": "maj7", "maj13": "maj7", "maj11": "maj7", "min9": "min7",
    "min11": "min7", "min13": "min7", "11": "sus4",
}  # fmt: skip
"""Quality -> the plainer one whose forms and tensions it takes."""


def form(chord: Chord, scale: frozenset[int]) -> tuple[int, ...]:
    """Pitch classes of the A form of a rootless voicing from the bottom, () where the chord has none.

    The chord's own ninth or thirteenth takes the form's place (b9 for 9). An added tone outside ``scale``
    gives way to the root, where that is a tone of the chord, as in the iii of a major key.
    """
    degrees = ROOTLESS.get(_FAMILY.get(chord.quality, chord.quality), ())
    root = chord.root_pitch_class
    own = {split_degree(d)[1]: d for d in chord.degrees}
    found: list[int] = []
    for degree in degrees:
        number = split_degree(degree)[1]
        settled = own.get(number, degree)
        if number == 13 and 13 not in own and "5" in own.values() and not _fits(root, "13", scale):
            settled = "5"
        pitch_class = (root + degree_semitones(settled)) % 12
        strange = settled not in chord.degrees and not _fits(root, settled, scale)
        found.append(root if strange else pitch_class)
    return tuple(found) if len(set(found)) == len(found) else ()


@lru_cache(maxsize=4096)
def tensions(chord: Chord, scale: frozenset[int]) -> frozenset[int]:
    """Pitch classes that may join the chord, all of them in ``scale``."""
    root = chord.root_pitch_class
    added = TENSIONS.get(_FAMILY.get(chord.quality, chord.quality), ())
    own = {split_degree(d)[1] for d in chord.degrees}
    return frozenset(
        (root + degree_semitones(d)) % 12
        for d in added
        if split_degree(d)[1] not in own and _fits(root, d, scale)
    )


def _fits(root: int, degree: str, scale: frozenset[int]) -> bool:
    return not scale or (root + degree_semitones(degree)) % 12 in scale
