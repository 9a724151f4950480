"""Roman numerals: what a chord is in a key.

Conventions: upper case for a major third, lower case for a minor one; degrees are counted on the
major scale in keys with a major third and on the natural minor scale in the others, so that VI, VII
and III need no flat in minor. In minor a diminished chord stands on the raised sixth or seventh degree
without a sign (vii°), as in common practice. Sevenths are named in full (Imaj7, V7) and turn into
figures when inverted (V65, V43, V42). Applied chords are written V7/ii.
"""

from __future__ import annotations

from dataclasses import dataclass

from bridge.model.keys import Key
from generators.theory.applied import applied_to
from generators.theory.chord import Chord
from generators.theory.degrees import CHROMATIC_DEGREES, degree_semitones
from generators.theory.functions import DOMINANT, NO_FUNCTION, function_of
from generators.theory.scales import lender_of, own_pitch_classes, sounds_minor

_MAJOR_DEGREES = ("I", "bII", "II", "bIII", "III", "IV", "#IV", "V", "bVI", "VI", "bVII", "VII")
_MINOR_DEGREES = ("I", "bII", "II", "III", "#III", "IV", "#IV", "V", "VI", "#VI", "VII", "#VII")
"""Numeral of each semitone above the tonic, on the major and on the natural minor scale."""

_RAISED_IN_MINOR = {9: "VI", 11: "VII"}
_MINOR_OR_DIMINISHED_LOWERED = {8: "bVI", 10: "bVII"}
"""In minor, chords with a minor third: on the raised degree without a sign, on the lowered with a flat."""

_SUFFIXES: dict[str, tuple[str, str]] = {
    "maj": ("", ""), "min": ("", ""), "dim": ("°", ""), "aug": ("+", ""),
    "7": ("", "7"), "maj7": ("maj", "7"), "min7": ("", "7"), "dim7": ("°", "7"), "hdim7": ("ø", "7"),
    "minmaj7": ("maj", "7"), "maj6": ("add6", ""), "min6": ("add6", ""), "9": ("", "9"), "maj9": ("maj", "9"),
    "min9": ("", "9"), "11": ("", "11"), "maj11": ("maj", "11"), "min11": ("", "11"), "13": ("", "13"),
    "maj13": ("maj", "13"), "min13": ("", "13"), "sus2": ("sus2", ""), "sus4": ("sus4", ""), "5": ("5", ""),
    "1": ("1", ""),
}  # fmt: skip
"""Quality -> (sign, figure of the seventh or above), the figure giving way to the inversion's."""

_TRIAD_FIGURES = {"3": "6", "b3": "6", "5": "64", "b5": "64", "#5": "64"}
_SEVENTH_FIGURES = {
    "3": "65", "b3": "65", "5": "43", "b5": "43", "#5": "43", "7": "42", "b7": "42", "bb7": "42",
}  # fmt: skip
"""Degree in the bass -> figured bass."""


@dataclass(frozen=True, slots=True)
class RomanNumeral:
    """text: as written. function: "tonic", "subdominant", "dominant" or "none". degree: of the root
    above the tonic, such as "b7". borrowed_from: the parallel scale of a chord from outside the key, or
    "". applied_to: the numeral that an applied dominant leads to, or ""."""

    text: str
    function: str
    degree: str
    borrowed_from: str = ""
    applied_to: str = ""


def roman_numeral(chord: Chord, key: Key, following: Chord | None = None) -> RomanNumeral:
    """The chord in the key; ``following``, where known, settles whether a dominant is an applied one."""
    if chord.is_none:
        return RomanNumeral("N.C.", NO_FUNCTION, "")
    offset = (chord.root_pitch_class - key.tonic) % 12
    degree = CHROMATIC_DEGREES[offset]
    applied = applied_to(chord, key, following)
    if applied:
        figure = _figured(applied.numeral, chord)
        return RomanNumeral(f"{figure}/{applied.target}", DOMINANT, degree, "", applied.target)
    sounding = {(chord.root_pitch_class + step) % 12 for step in chord.intervals}
    outside = not sounding <= own_pitch_classes(key)
    lender = lender_of(key, sounding) if outside and not _leads_home(chord, key) else ""
    return RomanNumeral(_figured(_numeral(chord, key), chord), function_of(chord, key), degree, lender)


def _leads_home(chord: Chord, key: Key) -> bool:
    """V, and the vii° of minor: the raised seventh belongs there in every mode and is not borrowed."""
    offset = (chord.root_pitch_class - key.tonic) % 12
    lowered_fifth = offset == 11 and 6 in chord.intervals
    return (offset == 7 and 4 in chord.intervals) or (lowered_fifth and sounds_minor(key))


def _numeral(chord: Chord, key: Key) -> str:
    offset = (chord.root_pitch_class - key.tonic) % 12
    low_third = 3 in chord.intervals and 4 not in chord.intervals
    name = (_MINOR_DEGREES if sounds_minor(key) else _MAJOR_DEGREES)[offset]
    if sounds_minor(key) and low_third:
        name = (_RAISED_IN_MINOR | _MINOR_OR_DIMINISHED_LOWERED).get(offset, name)
    return cased(name, chord)


def cased(numeral: str, chord: Chord) -> str:
    """Lower case for a minor third; the accidental stays as it is."""
    low_third = 3 in chord.intervals and 4 not in chord.intervals
    sign = numeral[: len(numeral) - len(numeral.lstrip("b#"))]
    return sign + (numeral[len(sign) :].lower() if low_third else numeral[len(sign) :])


def _figured(numeral: str, chord: Chord) -> str:
    sign, seventh = _SUFFIXES.get(chord.quality, ("", ""))
    extra = chord.extra
    if sign.startswith("sus") and "b7" in extra:
        sign, extra = f"7{sign}", tuple(degree for degree in extra if degree != "b7")
    added = "".join(f"({d})" if d[0] in "b#*" else f"add{d}" for d in extra).replace("(*", "(no")
    if chord.bass == "1":
        return f"{numeral}{sign}{seventh}{added}"
    figures = _SEVENTH_FIGURES if seventh else _TRIAD_FIGURES
    if chord.bass in figures and chord.bass in chord.degrees:
        return f"{numeral}{sign}{figures[chord.bass]}{added}"
    if sign == "" and not seventh and degree_semitones(chord.bass) % 12 in (10, 11):
        return f"{numeral}42{added}"  # a triad over its seventh is a seventh chord in third inversion
    return f"{numeral}{sign}{seventh}{added} over {chord.bass}"
