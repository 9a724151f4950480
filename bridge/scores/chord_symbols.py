"""Chord symbols of a score in Harte syntax."""

from __future__ import annotations

from typing import Any

KINDS = {
    "major": "maj", "minor": "min", "augmented": "aug", "diminished": "dim", "dominant-seventh": "7",
    "major-seventh": "maj7", "minor-seventh": "min7", "diminished-seventh": "dim7",
    "half-diminished-seventh": "hdim7", "minor-major-seventh": "minmaj7", "major-minor": "minmaj7",
    "major-sixth": "maj6", "minor-sixth": "min6", "dominant-ninth": "9", "major-ninth": "maj9",
    "minor-ninth": "min9", "dominant-11th": "11", "major-11th": "maj11", "minor-11th": "min11",
    "dominant-13th": "13", "major-13th": "maj13", "minor-13th": "min13", "suspended-second": "sus2",
    "suspended-fourth": "sus4", "power": "5", "pedal": "1",
}  # fmt: skip
"""MusicXML's kind -> Harte quality."""

_ABOVE = ("1", "b2", "2", "b3", "3", "4", "#4", "5", "b6", "6", "b7", "7")


def harte(symbol: Any) -> str:
    """The symbol of a music21 `ChordSymbol`, "N" for none, "" for a kind without a Harte quality."""
    if symbol.chordKind == "none" or type(symbol).__name__ == "NoChord":
        return "N"
    quality = KINDS.get(symbol.chordKind)
    root, bass = symbol.root(), symbol.bass()
    if quality is None or root is None:
        return ""
    name = root.name.replace("-", "b")
    above = (bass.pitchClass - root.pitchClass) % 12 if bass is not None else 0
    return f"{name}:{quality}" + (f"/{_ABOVE[above]}" if above else "")
