"""The palette of next chords: what may come now, how likely it is, and why it works."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bridge.model.keys import Key
from generators.models.chord_model import ChordModel, load_chord_model
from generators.models.vocabulary import chord_of, class_of, without_repeats
from generators.theory.chord import Chord
from generators.theory.functions import DOMINANT, SUBDOMINANT, TONIC
from generators.theory.lead_sheet import lead_sheet
from generators.theory.roman import RomanNumeral, roman_numeral
from generators.theory.scales import sounds_minor
from generators.theory.spelling import spell_in_key

MOST = 107
"""Chords of a palette at most: every class but the one that sounds."""


@dataclass(frozen=True, slots=True)
class NextChord:
    """One chord of the palette. common_tones: names of the notes that it shares with the chord before."""

    chord: Chord
    probability: float
    roman: RomanNumeral
    common_tones: tuple[str, ...]
    reason: str


def next_chords(
    history: Sequence[Chord],
    key: Key,
    count: int = 5,
    trust: float = 1.0,
    model: ChordModel | None = None,
) -> list[NextChord]:
    """The ``count`` likeliest chords after a session's chords, the best first.

    history: all chords of the session in order, those without a root left out. trust: how far the
    session's own repeats are believed, 0 .. 1.
    """
    sounding = [chord for chord in history if not chord.is_none]
    changes = without_repeats(class_of(chord, key.tonic) for chord in sounding)
    mode = "minor" if sounds_minor(key) else "major"
    likely = (model or load_chord_model()).distribution(changes, mode, trust)
    last = sounding[-1] if sounding else None
    best = np.argsort(-likely, kind="stable")[: min(count, MOST)].tolist()
    return [
        _explained(chord_of(chosen, key), float(likely[chosen]), last, key, _heard(changes, chosen))
        for chosen in best
        if likely[chosen] > 0
    ]


def _heard(changes: Sequence[int], chosen: int) -> tuple[int, int]:
    """(how often the class followed the last one in the session, how often anything did)."""
    after = [changes[i + 1] for i in range(len(changes) - 1) if changes[i] == changes[-1]]
    return after.count(chosen), len(after)


def _explained(
    chord: Chord, probability: float, last: Chord | None, key: Key, heard: tuple[int, int]
) -> NextChord:
    roman = roman_numeral(chord, key)
    common: tuple[str, ...] = ()
    if last is not None:
        shared = sorted(chord.pitch_classes & last.pitch_classes, key=lambda pc: (pc - key.tonic) % 12)
        common = tuple(spell_in_key(key, pitch_class) for pitch_class in shared)
    return NextChord(chord, probability, roman, common, _reason(chord, roman, last, key, heard, common))


def _reason(
    chord: Chord,
    roman: RomanNumeral,
    last: Chord | None,
    key: Key,
    heard: tuple[int, int],
    common: tuple[str, ...],
) -> str:
    """One sentence: what the session did here, what the chord does, and what holds the two together."""
    facts = [_habit(heard), _motion(chord, roman, last, key), _link(last, common)]
    sentence = "; ".join(fact for fact in facts if fact)
    return sentence[0].upper() + sentence[1:] + "."


def _habit(heard: tuple[int, int]) -> str:
    followed, times = heard
    if not followed:
        return ""
    if followed == times:
        return "it followed here every time before" if times > 1 else "it followed here before"
    return f"it followed here {followed} of {times} times before"


def _motion(chord: Chord, roman: RomanNumeral, last: Chord | None, key: Key) -> str:
    if roman.applied_to:
        return f"{roman.text} leads on to {roman.applied_to}"
    if roman.borrowed_from:
        return f"{roman.text} is borrowed from {key.spell(key.tonic)} {roman.borrowed_from}"
    if last is None:
        return f"{roman.text} opens on the {roman.function}"
    before = roman_numeral(last, key, chord)
    if before.applied_to and before.function == DOMINANT and _falls_fifth(last, chord):
        return f"{before.text} resolves to {roman.text}"
    if last.root_pitch_class == chord.root_pitch_class:
        return f"stays on the root of {lead_sheet(last)} in another colour"
    words = _MOTIONS.get((before.function, roman.function))
    if words is None:
        return f"stays in the {roman.function} with {roman.text}"
    if (before.function, roman.function) == (DOMINANT, TONIC) and roman.degree != "1":
        words = "turns aside to {}, a deceptive step"
    return words.format(roman.text)


_MOTIONS = {
    (DOMINANT, TONIC): "resolves to {}",
    (SUBDOMINANT, TONIC): "comes home to {}",
    (TONIC, SUBDOMINANT): "moves out to {}, the subdominant side",
    (TONIC, DOMINANT): "opens up to {}, which wants to go on",
    (SUBDOMINANT, DOMINANT): "builds up to {}, which wants to resolve",
    (DOMINANT, SUBDOMINANT): "steps back to {} instead of resolving",
}
"""(function before, function now) -> what happens, with the numeral."""


def _falls_fifth(one: Chord, other: Chord) -> bool:
    return (one.root_pitch_class + 5) % 12 == other.root_pitch_class


def _link(last: Chord | None, common: tuple[str, ...]) -> str:
    if last is None:
        return ""
    if not common:
        return f"no note in common with {lead_sheet(last)}"
    return f"keeps {' and '.join(common)} from {lead_sheet(last)}"
