"""What can be asked of the way chords are played: names, words and what they mean, for every face.

The rooms that do the playing have a table each; tests hold these words and those tables together.
"""

from __future__ import annotations

from dataclasses import dataclass

AUTO = "auto"

VOICINGS = {
    "keyboard": "a bass in the left hand, the rest under the right",
    "hands": "two notes in the left hand, the rest in the right",
    "close": "as near together as the tones lie",
    "open": "room for a chord tone between all neighbours",
    "drop2": "close, the second voice from the top an octave lower",
    "drop3": "close, the third voice from the top an octave lower",
    "drop24": "close, the second and the fourth voice an octave lower",
    "quartal": "stacked fourths",
    "rootless": "the A and B forms of jazz pianists, without the root",
    "spread": "wide, over two octaves or more",
    "parts": "part writing: each voice in its own range, as in a choir",
    "guitar": "shapes that one hand can hold on a fretboard",
}

INSTRUMENTS = {
    "piano": "piano or keys",
    "epiano": "electric piano",
    "organ": "organ",
    "pad": "synthesizer pad",
    "synth": "synthesizer stabs and plucks",
    "strings": "string sections, double basses to first violins",
    "guitar": "six strings in standard tuning",
    "ukulele": "four strings, G4 C4 E4 A4",
    "brass": "brass section, tuba to trumpets",
    "choir": "choir, basses to sopranos",
    "mallets": "vibraphone or marimba",
    "bass": "chords on a bass guitar",
}

PATTERNS = {
    "held": "each chord as long as it lasts",
    "pad": "held, and common tones sound on",
    "push": "held, but half a beat early",
    "pulse": "repeated on the beat, in eighths when dense",
    "stabs": "short, where the kick is",
    "comp": "long and short, between and with the drums",
    "skank": "short on every off-beat",
    "arp": "broken upwards and down again, one note at a time",
    "broken": "low, high, middle, high, as in Alberti's bass",
    "boomchick": "the bass on strong beats, the rest between",
    "strum": "down and up across the strings",
}

TRUE_WORDS, FALSE_WORDS = ("yes", "true", "on", "1"), ("no", "false", "off", "0")
FEWEST_VOICES, MOST_VOICES = 3, 6


@dataclass(frozen=True, slots=True)
class ChordParameter:
    """words: what may be said, with the meaning of each; None for a switch or a number. default: what holds
    where nothing is said; 0 voices means as many as the instrument has."""

    name: str
    help: str
    words: dict[str, str] | None
    default: str | bool | int


CHORD_PARAMETERS = (
    ChordParameter("voicing", "How the notes of a chord lie.", VOICINGS, AUTO),
    ChordParameter("instrument", "Who plays: range and manner.", INSTRUMENTS, AUTO),
    ChordParameter("pattern", "The rhythm in which chords are played.", PATTERNS, AUTO),
    ChordParameter("strict", "Keep the rules of part writing: no parallels, sevenths resolve.", None, False),
    ChordParameter("voices", f"Notes of a chord, {FEWEST_VOICES} to {MOST_VOICES}; 0 as usual.", None, 0),
)
"""Keys of a chord request's ``parameters`` that say how chords are played."""
