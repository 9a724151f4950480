"""The form of a clip: which phrases repeat which, and the fixed changes of the blues."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bridge.model.errors import BadInput
from bridge.model.timebase import Metre
from generators.chords.harmonic_rhythm import PHRASE_BARS, Slot
from generators.models.vocabulary import KINDS

AUTO, BLUES = "auto", "blues"
FORMS = {
    AUTO: "what fits the length",
    "free": "nothing is repeated on purpose",
    "loop": "one phrase of four bars, again and again",
    "period": "the second half answers the first with its own ending",
    "aaba": "a phrase, again, a contrast, and back",
    "aab": "a phrase, again, an answer",
    BLUES: "the fixed changes of 8, 12 or 16 bars",
}
"""Word -> what it means to a musician."""

_LETTERS: dict[str, tuple[str, ...]] = {
    "free": ("A",),
    "period": ("A", "A'"),
    "aaba": ("A", "A'", "B", "A'"),
    "aab": ("A", "A'", "B"),
}
_BY_PHRASES: dict[int, tuple[tuple[str, ...], ...]] = {
    1: (("A",),),
    2: (("A", "A'"), ("A", "A'"), ("A", "B")),
    3: (("A", "A'", "B"), ("A", "B", "A'"), ("A", "A", "B")),
    4: (("A", "A'", "B", "A'"), ("A", "B", "A", "B'"), ("A", "A'", "B", "B'")),
    6: (("A", "A'", "B", "A", "A'", "B"), ("A", "B", "A", "B", "C", "B'")),
    8: (("A", "A'", "A", "A'", "B", "B'", "A", "A'"), ("A", "B", "A", "B'", "C", "C'", "A", "B'")),
}
"""Number of phrases -> forms, in the order in which draws take turns. A' repeats A up to its own ending;
further A' repeat the first of them."""

_TAIL = 4
"""The ending of a primed phrase: its last quarter, at least one chord."""

_MAJOR_BLUES: dict[int, tuple[str, ...]] = {
    8: ("I7 V7 IV7 IV7 I7 V7 I7 V7", "I7 I7 IV7 IV7 I7 V7 I7 V7", "I7 VI7 IV7 bV° I7 V7 I7 V7"),
    12: (
        "I7 I7 I7 I7 IV7 IV7 I7 I7 V7 IV7 I7 V7",
        "I7 IV7 I7 I7 IV7 IV7 I7 I7 V7 IV7 I7 V7",
        "I7 IV7 I7 I7 IV7 bV° I7 VI7 ii7 V7 I7 V7",
        "I7 I7 I7 I7 IV7 IV7 I7 VI7 II7 V7 I7 V7",
    ),
    16: (
        "I7 I7 I7 I7 I7 I7 I7 I7 IV7 IV7 I7 I7 V7 IV7 I7 V7",
        "I7 IV7 I7 I7 IV7 IV7 I7 I7 V7 IV7 V7 IV7 V7 IV7 I7 V7",
    ),
}
_MINOR_BLUES: dict[int, tuple[str, ...]] = {
    8: ("i7 V7 iv7 iv7 i7 V7 i7 V7", "i7 i7 iv7 iv7 i7 bVI7 V7 V7"),
    12: (
        "i7 i7 i7 i7 iv7 iv7 i7 i7 bVI7 V7 i7 V7",
        "i7 iv7 i7 i7 iv7 iv7 i7 i7 iiø V7 i7 V7",
        "i7 i7 i7 i7 iv7 iv7 i7 i7 V7 iv7 i7 V7",
    ),
    16: ("i7 i7 i7 i7 i7 i7 i7 i7 iv7 iv7 i7 i7 bVI7 V7 i7 V7",),
}
"""Bars -> changes that are common property, one chord a bar."""

_NUMERALS = {
    "I7": (0, "7"), "i7": (0, "min7"), "II7": (2, "7"), "ii7": (2, "min7"), "iiø": (2, "hdim7"),
    "IV7": (5, "7"), "iv7": (5, "min7"), "bV°": (6, "dim"), "V7": (7, "7"), "bVI7": (8, "7"), "VI7": (9, "7"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Form:
    """copies: for each slot the earlier slot that it repeats, or -1. fixed: for each slot the class that the
    form sets, or -1. contrasts: for the first slot of each new phrase the clip's first slot; else -1."""

    copies: tuple[int, ...]
    fixed: tuple[int, ...] = ()
    contrasts: tuple[int, ...] = ()


def form_named(name: object, bars: int) -> str:
    """Raises BadInput with the list, or where the bars do not divide into the form's phrases."""
    word = str(name).strip().lower() or AUTO
    if word not in FORMS:
        raise BadInput(f"There is no form {name!r}.", f"Forms: {', '.join(FORMS)}.", "bad_form")
    parts = len(_LETTERS.get(word, ("A",)))
    if word == BLUES and bars not in _MAJOR_BLUES:
        raise BadInput(f"A blues has 8, 12 or 16 bars, not {bars}.", "Change the bars.", "bad_form")
    if bars % parts or (word == "loop" and bars % PHRASE_BARS):
        raise BadInput(
            f"{bars} bars do not divide into the phrases of {word!r}.",
            f"Ask for a multiple of {PHRASE_BARS if word == 'loop' else parts} bars.",
            "bad_form",
        )
    return word


def laid_out(
    form: str, bars: int, metre: Metre, slots: Sequence[Slot], turn: int, minor: bool, blue: bool = False
) -> Form:
    """The form of one draw. turn: number of the draw; "auto" takes turns. blue: prefer blues changes."""
    fits = bars in _MAJOR_BLUES
    if form == BLUES or (form == AUTO and blue and fits and turn % 3 != 2):
        return Form((-1,) * len(slots), _changes(bars, metre, slots, turn, minor))
    if form == "loop":
        letters: tuple[str, ...] = ("A",) * (bars // PHRASE_BARS)
    elif form != AUTO:
        letters = _LETTERS[form]
    else:
        ways = _BY_PHRASES.get(_phrases(bars), (("A",),))
        letters = ways[turn % len(ways)]
    phrase_beats = bars * metre.bar_beats / len(letters)
    return Form(_copies(letters, phrase_beats, slots), contrasts=_contrasts(letters, phrase_beats, slots))


def _contrasts(letters: tuple[str, ...], phrase_beats: float, slots: Sequence[Slot]) -> tuple[int, ...]:
    news = {n * phrase_beats for n, one in enumerate(letters) if n and one not in ("A", "A'", *letters[:n])}
    return tuple(0 if slot.start_beats in news else -1 for slot in slots)


def _phrases(bars: int) -> int:
    """Phrases of four bars, in longer clips of eight; 1 where the bars do not divide."""
    size = PHRASE_BARS if bars <= 4 * PHRASE_BARS else 2 * PHRASE_BARS
    return bars // size if bars % size == 0 else 1


def _changes(bars: int, metre: Metre, slots: Sequence[Slot], turn: int, minor: bool) -> tuple[int, ...]:
    ways = (_MINOR_BLUES if minor else _MAJOR_BLUES)[bars]
    names = ways[turn % len(ways)].split()
    chords = [_NUMERALS[names[int(slot.start_beats / metre.bar_beats + 1e-9)]] for slot in slots]
    return tuple(root * len(KINDS) + KINDS.index(kind) for root, kind in chords)


def _copies(letters: tuple[str, ...], phrase_beats: float, slots: Sequence[Slot]) -> tuple[int, ...]:
    """Slots are matched by where they start in their phrase."""
    starts = np.array([slot.start_beats for slot in slots])
    phrase_of = np.minimum((starts / phrase_beats + 1e-9).astype(np.int64), len(letters) - 1)
    within = [
        round(start - phrase * phrase_beats, 6) for start, phrase in zip(starts, phrase_of, strict=True)
    ]
    at = {(int(phrase), place): n for n, (phrase, place) in enumerate(zip(phrase_of, within, strict=True))}
    found = []
    for n, (phrase, place) in enumerate(zip(phrase_of.tolist(), within, strict=True)):
        letter = letters[phrase]
        source = letters.index(letter)
        inside = [m for m in range(len(slots)) if phrase_of[m] == phrase]
        ends = n in inside[-max(1, len(inside) // _TAIL) :]
        if source == phrase and letter.endswith("'") and not ends:
            source = letters.index(letter.rstrip("'")) if letter.rstrip("'") in letters else phrase
        found.append(at.get((source, place), -1) if source < phrase else -1)
    return tuple(one if one < n else -1 for n, one in enumerate(found))
