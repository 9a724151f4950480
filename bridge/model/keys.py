"""Pitch names and the key of a session.

A key is a tonic pitch class (0 = C) and a scale; scales are the table `SCALES`, named as Live's
scale list and the field name them, in semitones above the tonic.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from bridge.model.errors import BadInput

SHARP_NAMES = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")
FLAT_NAMES = ("C", "Db", "D", "Eb", "E", "F", "Gb", "G", "Ab", "A", "Bb", "B")
LETTERS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}

SCALES: dict[str, tuple[int, ...]] = {
    "major": (0, 2, 4, 5, 7, 9, 11),
    "minor": (0, 2, 3, 5, 7, 8, 10),
    "dorian": (0, 2, 3, 5, 7, 9, 10),
    "phrygian": (0, 1, 3, 5, 7, 8, 10),
    "lydian": (0, 2, 4, 6, 7, 9, 11),
    "mixolydian": (0, 2, 4, 5, 7, 9, 10),
    "locrian": (0, 1, 3, 5, 6, 8, 10),
    "harmonic minor": (0, 2, 3, 5, 7, 8, 11),
    "melodic minor": (0, 2, 3, 5, 7, 9, 11),
    "whole tone": (0, 2, 4, 6, 8, 10),
    "major pentatonic": (0, 2, 4, 7, 9),
    "minor pentatonic": (0, 3, 5, 7, 10),
    "blues": (0, 3, 5, 6, 7, 10),
    "chromatic": tuple(range(12)),
}

_FLAT_SIGNATURES = {5, 10, 3, 8, 1}
"""Tonics of the major keys with one to five flats."""

_DEGREES = {"dorian": 2, "phrygian": 4, "lydian": 5, "mixolydian": 7, "locrian": 11}
"""Where a mode's tonic lies above that of the major key with its signature."""

_SIX_SHARPS, _SIX_FLATS = (6, 11), 6
"""With six accidentals F# major and B lydian are written in sharps, every other mode in flats."""


@dataclass(frozen=True, slots=True)
class Key:
    """A tonic (pitch class 0..11, 0 = C) and a scale name out of `SCALES`.

    source says who set it: "daw" (the DAW's own scale setting), "listened" (found from the
    notes), or "musician" (asked for in words).
    """

    tonic: int
    scale: str = "major"
    source: str = "musician"

    def __post_init__(self) -> None:
        if not 0 <= self.tonic <= 11:
            raise BadInput(f"A tonic is a pitch class from 0 (C) to 11 (B), not {self.tonic}.")
        if self.scale not in SCALES:
            raise BadInput(f"There is no scale named {self.scale!r}.", f"Known scales: {', '.join(SCALES)}.")

    @property
    def pitch_classes(self) -> frozenset[int]:
        return frozenset((self.tonic + step) % 12 for step in SCALES[self.scale])

    @property
    def is_minor(self) -> bool:
        """Whether the third above the tonic is minor."""
        steps = SCALES[self.scale]
        return 3 in steps and 4 not in steps

    @property
    def prefers_flats(self) -> bool:
        """Whether the key signature has flats. Scales that are no mode borrow that of minor or major."""
        degree = _DEGREES.get(self.scale, 9 if self.is_minor else 0)
        signature = (self.tonic - degree) % 12
        if signature == _SIX_FLATS:
            return self.tonic not in _SIX_SHARPS
        return signature in _FLAT_SIGNATURES

    def spell(self, pitch_class: int) -> str:
        """The name of a pitch class in this key, with the key's own kind of accidental."""
        return (FLAT_NAMES if self.prefers_flats else SHARP_NAMES)[pitch_class % 12]

    def __str__(self) -> str:
        return f"{self.spell(self.tonic)} {self.scale}"


@lru_cache(maxsize=256)
def pitch_class(name: str) -> int:
    """The pitch class of a note name such as "C", "F#", "Bb", "Cb". Raises BadInput."""
    letter, accidentals = name[:1].upper(), name[1:]
    if letter not in LETTERS or accidentals.strip("#b"):
        raise BadInput(
            f"{name!r} is no note name.", "Write a letter from A to G, then # or b, as in F# or Bb."
        )
    return (LETTERS[letter] + accidentals.count("#") - accidentals.count("b")) % 12


def parse_key(text: str, source: str = "musician") -> Key:
    """A key from words such as "A minor", "F# dorian", "Eb", "Am". Raises BadInput."""
    words = text.replace("♭", "b").replace("♯", "#").split()
    if not words:
        raise BadInput("No key was named.", 'Name one, as in "A minor" or "Eb major".')
    name, scale = words[0], " ".join(words[1:]).lower() or "major"
    if len(words) == 1 and name.endswith("m"):
        name, scale = name[:-1], "minor"
    return Key(pitch_class(name), {"maj": "major", "min": "minor"}.get(scale, scale), source)
