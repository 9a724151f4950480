"""Instruments that play chords: their ranges, how they voice and which patterns suit them.

Ranges are those in which chords sound well, within the written ranges of Adler, "The Study of
Orchestration" (4th edition); choir ranges as in Aldwell & Schachter.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from generators.theory.voicing import KEYBOARD
from generators.theory.voicing_fretboard import GUITAR, UKULELE

Parts = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Instrument:
    """low, high: MIDI pitches. voices: notes of a chord by default. voicing: the style when it plays
    alone, and with_bass when a bass plays. patterns: (density up to which it holds, pattern) with drums
    along. alone: the pattern without drums. tuning: open strings. parts: (lowest, highest) pitch of six
    sections from the bass up."""

    low: int
    high: int
    voices: int
    voicing: str
    with_bass: str
    patterns: tuple[tuple[float, str], ...]
    alone: str = "held"
    tuning: tuple[int, ...] = ()
    parts: Parts = ()


_KEYS = ((0.2, "held"), (0.45, "push"), (0.75, "comp"), (1.0, "pulse"))
_STRUM = ((1.0, "strum"),)
_HELD, _PAD = ((1.0, "held"),), ((1.0, "pad"),)

INSTRUMENTS: dict[str, Instrument] = {
    "piano": Instrument(28, 96, 4, KEYBOARD, KEYBOARD, _KEYS),
    "epiano": Instrument(36, 88, 4, KEYBOARD, "drop2", ((0.2, "held"), (0.4, "push"), (1.0, "comp"))),
    "organ": Instrument(36, 91, 4, KEYBOARD, "close", ((0.4, "pad"), (0.7, "stabs"), (1.0, "skank"))),
    "pad": Instrument(36, 84, 4, "open", "open", _PAD, "pad"),
    "synth": Instrument(
        36, 91, 4, KEYBOARD, "close", ((0.2, "held"), (0.6, "stabs"), (0.8, "comp"), (1.0, "arp"))
    ),
    "strings": Instrument(
        36, 91, 5, "parts", "parts", _PAD, "pad",
        parts=((28, 55), (36, 64), (48, 72), (48, 76), (55, 84), (55, 91)),
    ),
    "guitar": Instrument(40, 82, 5, "guitar", "guitar", _STRUM, "strum", GUITAR),
    "ukulele": Instrument(60, 83, 4, "guitar", "guitar", _STRUM, "strum", UKULELE),
    "brass": Instrument(
        34, 82, 4, "parts", "close", ((0.2, "held"), (1.0, "stabs")),
        parts=((28, 55), (40, 62), (43, 67), (48, 72), (52, 77), (55, 82)),
    ),
    "choir": Instrument(
        40, 81, 4, "parts", "parts", _HELD,
        parts=((40, 60), (43, 64), (48, 67), (55, 74), (57, 77), (60, 81)),
    ),
    "mallets": Instrument(53, 89, 4, "drop2", "drop2", ((0.4, "held"), (1.0, "comp"))),
    "bass": Instrument(28, 67, 3, "spread", "spread", ((0.5, "held"), (1.0, "pulse"))),
}  # fmt: skip

_SECTIONS = {3: (0, 3, 5), 4: (0, 2, 3, 5), 5: (0, 2, 3, 4, 5), 6: (0, 1, 2, 3, 4, 5)}
"""Voices -> which of six sections sing or play."""

_NAMES = (
    ("ukulele", r"ukulele|uke"),
    ("bass", r"bass"),
    ("epiano", r"e-?piano|ep|rhodes|wurli(?:tzer)?|electric piano|clav(?:inet)?"),
    ("organ", r"organ|hammond|b3|orgel"),
    ("guitar", r"guitars?|gtrs?|gitarre|guitarra|chitarra|strum|acoustic"),
    ("strings", r"strings?|streicher|violins?|cordes|archi|quartet"),
    ("brass", r"brass|horns?|trumpets?|trombones?"),
    ("choir", r"choir|chor|satb|vox|voices|aahs?|oohs?"),
    ("mallets", r"vibes|vibraphone|marimba|mallets?"),
    ("pad", r"pads?|atmos?|ambient|drone|swell"),
    ("synth", r"synth|stabs?|arps?|arpeggio|pluck|seq|lead"),
    ("piano", r"piano|keys?|klavier|pno|keyboard"),
)
_TABLE = tuple((name, re.compile(rf"(?<![^\W\d_])(?:{words})(?![^\W\d_])", re.I)) for name, words in _NAMES)
_ARPEGGIO = re.compile(r"(?<![^\W\d_])(?:arps?|arpeggio|pluck|seq)(?![^\W\d_])", re.I)


def instrument_named(track_name: str) -> str:
    """The instrument that a track's name speaks of, or ""."""
    return next((name for name, words in _TABLE if words.search(track_name)), "")


def is_arpeggio(track_name: str) -> bool:
    """Whether a track's name says that its chords are broken."""
    return bool(_ARPEGGIO.search(track_name))


def sections(parts: Parts, voices: int, low: int, high: int) -> Parts:
    """The ranges of so many voices, cut to what is allowed; () where a section has no room there."""
    chosen = tuple((max(parts[at][0], low), min(parts[at][1], high)) for at in _SECTIONS[voices])
    return chosen if all(first + 7 <= last for first, last in chosen) else ()
