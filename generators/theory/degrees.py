"""Scale degrees as Harte writes them: an accidental and a number counted on the major scale of the root.

Source: Harte, Sandler, Abdallah, Gómez, "Symbolic representation of musical chords", ISMIR 2005.
"""

from __future__ import annotations

import re
from functools import cache

from bridge.model.errors import BadInput

MAJOR_SEMITONES = {1: 0, 2: 2, 3: 4, 4: 5, 5: 7, 6: 9, 7: 11, 8: 12, 9: 14, 10: 16, 11: 17, 12: 19, 13: 21}
"""Semitones from the root to each unaltered degree."""

CHROMATIC_DEGREES = ("1", "b2", "2", "b3", "3", "4", "#4", "5", "b6", "6", "b7", "7")
"""The usual name of each semitone above a tonic: flats for what is borrowed, #4 as the leading tone to 5."""

RAISED_DEGREES = ("1", "#1", "2", "#2", "3", "4", "#4", "5", "#5", "6", "#6", "7")
"""The name of each semitone where it leads up to the next degree."""

_DEGREE = re.compile(r"(b{0,2}|#{0,2})(\d{1,2})")


@cache
def split_degree(degree: str) -> tuple[int, int]:
    """(accidental in semitones, number) of a degree such as "b7" or "#11". Raises BadInput."""
    match = _DEGREE.fullmatch(degree)
    if not match or int(match[2]) not in MAJOR_SEMITONES:
        raise BadInput(
            f"{degree!r} is no chord degree.", "Write a number from 1 to 13, with b or # before it, as in b7."
        )
    return match[1].count("#") - match[1].count("b"), int(match[2])


@cache
def degree_semitones(degree: str) -> int:
    """Semitones above the root; 9, 11 and 13 count above the octave. Raises BadInput."""
    accidental, number = split_degree(degree)
    return MAJOR_SEMITONES[number] + accidental
