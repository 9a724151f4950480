"""Chord symbols as the chord model reads them, and its classes as symbols again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bridge.model.errors import BadInput
from bridge.model.keys import SCALES, Key, pitch_class
from generators.models.vocabulary import chord_of, class_of
from generators.theory.chord import Chord, parse_chord

SILENT = frozenset({"", "N", "X", "NC", "N.C.", "&pause", "*"})
"""Entries that say nothing about harmony."""

_HINT = 'Give chords in Harte syntax, as in ["C:maj", "A:min7"], or with beats, as in [["C:maj", 2]].'
_TONIC_HINT = 'Give "tonic" as a note name, as in "Ab", or as a pitch class from 0 (C) to 11 (B).'
_MODES = {"major": "major", "maj": "major", "minor": "minor", "min": "minor"}


@dataclass(frozen=True, slots=True)
class Stream:
    """A line of symbols in a key. classes: one each; None for `SILENT` ones and for gaps (JSON null).

    gaps: where chords are missing. mode: "major", "minor", or None where nothing was said.
    """

    key: Key
    mode: str | None
    classes: tuple[int | None, ...]
    gaps: tuple[int, ...]

    def changes_before(self, position: int) -> tuple[int, ...]:
        """The changes before a position: silence left out, a class that follows itself counted once."""
        stream: list[int] = []
        for chord_class in self.classes[:position]:
            if chord_class is not None and stream[-1:] != [chord_class]:
                stream.append(chord_class)
        return tuple(stream)

    @property
    def changes(self) -> tuple[int, ...]:
        """All changes."""
        return self.changes_before(len(self.classes))


def read_stream(tonic: Any, mode: Any, symbols: Any) -> Stream:
    """A stream from the fields of a JSON line. Raises BadInput.

    symbols: Harte symbols, [symbol, beats] pairs, null for gaps; colour notes and inversions fall away.
    mode: "major", "minor", any scale's name, or None. The spelling follows the tonic's own name.
    """
    if not isinstance(symbols, Sequence) or isinstance(symbols, str):
        raise BadInput(f"{symbols!r} is no list of chords.", _HINT, "bad_chords")
    scale = _scale(mode)
    told = None if scale is None else ("minor" if Key(0, scale).is_minor else "major")
    key = Key(_tonic(tonic), scale or "major")
    gaps = tuple(place for place, symbol in enumerate(symbols) if symbol is None)
    return Stream(key, told, tuple(_class(symbol, key.tonic) for symbol in symbols), gaps)


def symbol_of(chord_class: int, key: Key) -> str:
    """A class in Harte syntax, spelled for the key; suspended chords as sus4."""
    return str(chord_of(chord_class, key))


def chord_from(symbol: str) -> Chord:
    """The chord of a Harte symbol, or of a name as lead sheets write it. Raises BadInput."""
    try:
        return parse_chord(symbol)
    except BadInput:
        match = _LEAD_SHEET.fullmatch(symbol.strip().replace("♭", "b").replace("♯", "#"))
        if match is None:
            raise
        quality = _OTHER_NAMES.get(match["quality"], match["quality"])
        return parse_chord(f"{match['root']}:{quality}")


_LEAD_SHEET = re.compile(r"(?P<root>[A-G](?:b{1,2}|#{1,2})?):?(?P<quality>[^/]*?)(?:/[A-G#b0-9]+)?")
_OTHER_NAMES = {
    "": "maj", "M": "maj", "major": "maj", "m": "min", "-": "min", "mi": "min", "minor": "min",
    "sus": "sus4", "7sus4": "sus4(b7)", "7sus": "sus4(b7)", "9sus4": "sus4(b7,9)", "sus4(b7)": "sus4(b7)",
    "6": "maj6", "69": "maj6(9)", "m6": "min6", "-6": "min6", "add9": "maj(9)", "m(add9)": "min(9)",
    "M7": "maj7", "Maj7": "maj7", "^": "maj7", "^7": "maj7", "m7": "min7", "-7": "min7", "mi7": "min7",
    "m9": "min9", "m11": "min11", "M9": "maj9", "m(maj7)": "minmaj7", "mM7": "minmaj7", "-^7": "minmaj7",
    "m7b5": "hdim7", "min7b5": "hdim7", "-7b5": "hdim7", "h": "hdim7", "h7": "hdim7", "ø": "hdim7",
    "ø7": "hdim7", "o": "dim", "°": "dim", "o7": "dim7", "°7": "dim7", "+": "aug", "aug7": "aug(b7)",
    "+7": "aug(b7)", "7b9": "7(b9)", "7#9": "7(#9)", "7b5": "7(*5,b5)", "7#5": "aug(b7)", "7alt": "7(b9)",
    "7#11": "7(#11)", "power": "5",
}  # fmt: skip
"""Names outside Harte's syntax -> his."""


def _class(symbol: Any, tonic: int) -> int | None:
    match symbol:
        case None:
            return None
        case [str() | None as inner, int() | float()]:
            return _class(inner, tonic)
        case str() if symbol.strip() in SILENT:
            return None
        case str():
            return class_of(chord_from(symbol), tonic)
    raise BadInput(f"{symbol!r} is no chord.", _HINT, "bad_chords")


def _tonic(tonic: Any) -> int:
    match tonic:
        case bool():
            pass
        case str() if tonic.strip():
            name = tonic.strip().replace("♭", "b").replace("♯", "#")
            return int(name) % 12 if name.isdigit() else pitch_class(name)
        case int():
            return tonic % 12
        case float() if tonic.is_integer():
            return int(tonic) % 12
    raise BadInput(f"{tonic!r} is no tonic.", _TONIC_HINT, "bad_tonic")


def _scale(mode: Any) -> str | None:
    if mode is None or mode == "":
        return None
    name = str(mode).strip().lower()
    scale = _MODES.get(name, name)
    if scale not in SCALES:
        raise BadInput(f"{mode!r} is no mode.", 'Say "major" or "minor", or leave it out.', "bad_mode")
    return scale
