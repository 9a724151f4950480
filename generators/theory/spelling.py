"""The right name for a pitch: letters by degree, accidentals by what is left over."""

from __future__ import annotations

from functools import cache

from bridge.model.keys import LETTERS, SCALES, Key, pitch_class
from generators.theory.degrees import CHROMATIC_DEGREES, RAISED_DEGREES, degree_semitones, split_degree

LETTER_ORDER = "CDEFGAB"
PLAIN_NAMES = ("C", "C#", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B")
"""What a pitch class is called where the strict name would need two accidentals."""


@cache
def spell_degree(root: str, degree: str) -> str:
    """The note a degree above a root, strictly spelled: ("Ab", "b3") -> "Cb", ("B", "3") -> "D#"."""
    _, number = split_degree(degree)
    letter = LETTER_ORDER[(LETTER_ORDER.index(root[0].upper()) + number - 1) % 7]
    wanted = (pitch_class(root) + degree_semitones(degree)) % 12
    offset = (wanted - LETTERS[letter] + 6) % 12 - 6
    return letter + ("#" * offset if offset >= 0 else "b" * -offset)


def spell_in_key(key: Key, pitch_class_: int, leads_up: bool = False) -> str:
    """The usual name of a pitch class in a key: Bb in A minor (bII), F# in C (#IV), Ab in C (bVI).

    leads_up: spell it as a leading tone instead (C# before D, G# before A). Names with two
    accidentals give way to the plain one (D, not Ebb, in Db major).
    """
    offset = (pitch_class_ - key.tonic) % 12
    in_key = offset in SCALES[key.scale]
    degree = RAISED_DEGREES[offset] if leads_up and not in_key else CHROMATIC_DEGREES[offset]
    name = spell_degree(key.spell(key.tonic), degree)
    return name if len(name) <= 2 else PLAIN_NAMES[pitch_class_ % 12]
