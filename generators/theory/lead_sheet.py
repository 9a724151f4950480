"""Chord names as musicians write them on a lead sheet: Am7, F, G/B, Bm7b5."""

from __future__ import annotations

from generators.theory.chord import Chord

SUFFIXES = {
    "maj": "",
    "min": "m",
    "min7": "m7",
    "min9": "m9",
    "min11": "m11",
    "min13": "m13",
    "min6": "m6",
    "minmaj7": "m(maj7)",
    "maj6": "6",
    "hdim7": "m7b5",
    "aug": "+",
}
"""Harte quality -> suffix, where the two differ."""


def lead_sheet(chord: Chord) -> str:
    """The name of a chord for reading, not for parsing; "N.C." for none."""
    if chord.is_none:
        return "N.C."
    extra = f"({','.join(chord.extra)})" if chord.extra else ""
    bass = "" if chord.bass == "1" else f"/{chord.bass_name}"
    return f"{chord.root}{SUFFIXES.get(chord.quality, chord.quality)}{extra}{bass}"
