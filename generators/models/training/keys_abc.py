"""Reads single-line tunes in ABC notation, as far as it takes to judge a key finder.

Source of the notation: ABC standard 2.1, https://abcnotation.com/wiki/abc:standard:v2.1. Ornaments,
chord symbols, lyrics and repeats are passed over; tunes with several voices are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from bridge.model.keys import LETTERS, pitch_class

MODES = {
    "": 0, "maj": 0, "major": 0, "ion": 0, "mix": 1, "dor": 2, "m": 3, "min": 3, "minor": 3, "aeo": 3,
    "phr": 4, "loc": 5, "lyd": -1,
}  # fmt: skip
"""Fifths by which a mode's signature lies below that of the major key on the same tonic."""

_KEY = re.compile(r"\s*([A-G])([#b]?)\s*([A-Za-z]*)")
_PASSED_OVER = re.compile(r'"[^"]*"|\{[^}]*\}|![^!]*!|\+[a-z][^+]*\+|\[[A-Za-z]:[^\]]*\]|%.*|\\')
_TOKEN = re.compile(
    r"(?P<bar>:*\|+[\]:\d|]*|::)|(?P<tuplet>\((?P<into>\d)(?::(?P<time>\d?))?(?::(?P<over>\d?))?)|(?P<open>\[)"
    r"|(?P<close>\](?P<group>\d*/*\d*))|(?P<note>(?P<accidental>\^{0,2}|_{0,2}|=)(?P<letter>[A-Ga-gzxZ])"
    r"(?P<octave>[,']*)(?P<length>\d*/*\d*))|(?P<tie>-)|(?P<broken>[<>]+)"
)
_TUPLET_TIMES = {2: 3, 3: 2, 4: 3, 5: 2, 6: 2, 7: 2, 8: 3, 9: 2}
_SHARP_ORDER, _FLAT_ORDER = "FCGDAEB", "BEADGCF"


@dataclass(frozen=True, slots=True)
class Tune:
    """fifths: the signature in sharps (flats negative). tonic: pitch class named by K:. mode: a name out of
    `MODES`. notes: (n, 3) start_beats, length_beats, pitch."""

    title: str
    tonic: int
    mode: str
    fifths: int
    notes: NDArray[np.float64]


def read_tunes(text: str, every: int = 1) -> Iterator[Tune]:
    """The tunes of a file, or each n-th; those without a key or with under eight notes are left out."""
    for block in re.split(r"\n(?=X:)", text.replace("\r\n", "\n").replace("\r", "\n"))[::every]:
        fields: dict[str, str] = {}
        body: list[str] = []
        for line in block.splitlines():
            if re.match(r"[A-Za-z]:", line) and not line.startswith("|"):
                fields.setdefault(line[0], line[2:].split("%")[0].strip())
            elif "K" in fields:
                body.append(_PASSED_OVER.sub(" ", line))
        found = _KEY.match(fields.get("K", ""))
        if not found or "V" in fields:
            continue
        mode = found[3].lower()
        mode = mode if mode in MODES else mode[:3]
        if mode not in MODES:
            continue
        tonic = pitch_class(found[1] + found[2])
        fifths = (tonic * 7 + 5) % 12 - 5 - MODES[mode]
        fifths = (fifths + 5) % 12 - 5
        notes = _notes(" ".join(body), fifths, _unit(fields))
        if len(notes) >= 8:
            yield Tune(fields.get("T", ""), tonic, mode, fifths, notes)


def _unit(fields: dict[str, str]) -> Fraction:
    """Beats of a note without a length."""
    try:
        if "L" in fields:
            return Fraction(fields["L"].replace(" ", "")) * 4
        return Fraction(1, 2) if Fraction(fields["M"].replace(" ", "")) >= Fraction(3, 4) else Fraction(1, 4)
    except (KeyError, ValueError, ZeroDivisionError):
        return Fraction(1, 2)


def _notes(body: str, fifths: int, unit: Fraction) -> NDArray[np.float64]:
    signature = {letter: 1 for letter in _SHARP_ORDER[: max(fifths, 0)]}
    signature |= {letter: -1 for letter in _FLAT_ORDER[: max(-fifths, 0)]}
    in_bar: dict[tuple[str, int], int] = {}
    rows: list[list[Fraction | int]] = []
    at, left, factor, skew = Fraction(0), 0, Fraction(1), Fraction(1)
    chord: list[int] | None = None
    chord_length, tied = Fraction(0), False
    for token in _TOKEN.finditer(body):
        if token["bar"]:
            in_bar.clear()
        elif token["tuplet"]:
            into = int(token["into"])
            left = int(token["over"] or into)
            factor = Fraction(int(token["time"] or _TUPLET_TIMES.get(into, 2)), into) if into else Fraction(1)
        elif token["open"]:
            chord, chord_length = [], Fraction(0)
        elif token["tie"]:
            tied = True
        elif token["broken"]:
            part = Fraction(1, 2 ** len(token["broken"]))
            longer = 2 - part
            before, skew = (longer, part) if token["broken"][0] == ">" else (part, longer)
            if rows:
                change = Fraction(rows[-1][1]) * (before - 1)
                rows[-1][1] = Fraction(rows[-1][1]) + change
                at += change
        elif token["note"] or token["close"]:
            if token["note"]:
                pitch = _pitch(token, signature, in_bar)
                length = unit * _multiple(token["length"])
                if chord is not None:
                    chord.append(pitch)
                    chord_length = max(chord_length, length)
                    continue
                pitches = [pitch]
            else:
                pitches, length = chord or [], chord_length * _multiple(token["group"])
                chord = None
                if not pitches:
                    continue
            length *= skew * (factor if left else 1)
            skew, left = Fraction(1), max(left - 1, 0)
            if tied and rows and pitches == [rows[-1][2]]:
                rows[-1][1] = Fraction(rows[-1][1]) + length
            else:
                rows += [[at, length, p] for p in pitches if p >= 0]
            at, tied = at + length, False
    return np.array([[float(number) for number in row] for row in rows], np.float64).reshape(-1, 3)


def _pitch(token: re.Match[str], signature: dict[str, int], in_bar: dict[tuple[str, int], int]) -> int:
    """The MIDI pitch; -1 for a rest."""
    letter = token["letter"].upper()
    if letter not in LETTERS:
        return -1
    octave = token["letter"].islower() + token["octave"].count("'") - token["octave"].count(",")
    mark = token["accidental"]
    if mark:
        in_bar[letter, octave] = mark.count("^") - mark.count("_")
    return 60 + 12 * octave + LETTERS[letter] + in_bar.get((letter, octave), signature.get(letter, 0))


def _multiple(text: str) -> Fraction:
    """3 -> 3, /2 -> 1/2, / -> 1/2, // -> 1/4, 3/2 -> 3/2."""
    top, slashes, bottom = re.match(r"(\d*)(/*)(\d*)", text).groups()  # type: ignore[union-attr]
    value = Fraction(int(top or 1))
    if slashes:
        value /= int(bottom) if bottom and int(bottom) else 2 ** len(slashes)
    return value
