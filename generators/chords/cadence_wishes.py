"""How a progression shall end: each cadence as formulas for its last chords.

After the textbook kinds that `analysis.cadences` hears; "picardy" is the major third that ends a minor
piece, "loop" an end that leads back to the first chord.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import numpy as np

from bridge.model.errors import BadInput
from bridge.model.keys import Key
from generators.chords.palette import Palette
from generators.models.vocabulary import CLASSES, KINDS
from generators.theory.scales import diatonic_pitch_classes, sounds_minor

NONE, LOOP, PICARDY = "none", "loop", "picardy"
CADENCES = {
    NONE: "as it comes",
    "authentic": "V to I: arrives",
    "half": "ends on V: asks",
    "plagal": "IV to I: settles",
    "deceptive": "V to vi, in minor VI: turns aside",
    LOOP: "leads back to the first chord",
    PICARDY: "V to a major I, in minor keys",
}
"""Word -> what it means to a musician."""

Kinds = tuple[str, ...]
_V: tuple[int, Kinds] = (7, ("maj", "7"))
_HOME = {False: (0, ("maj", "maj7", "7")), True: (0, ("min", "min7"))}

_FORMULAS: dict[str, dict[bool, tuple[tuple[int, Kinds], ...]]] = {
    "authentic": {minor: (_V, _HOME[minor]) for minor in (False, True)},
    "half": {minor: (_V,) for minor in (False, True)},
    "plagal": {
        False: ((5, ("maj", "maj7", "7", "min")), _HOME[False]),
        True: ((5, ("min", "min7", "maj")), _HOME[True]),
    },
    "deceptive": {False: (_V, (9, ("min", "min7"))), True: (_V, (8, ("maj", "maj7")))},
    PICARDY: {True: (_V, (0, ("maj",)))},
}  # fmt: skip
"""Cadence -> by whether the key is minor: (semitones above the tonic, kinds) of the last chords."""

TURNS_BACK = (7, 5, 10, 2, 11, 1)
"""Semitones from the first root up to the last: a fifth or a step away, so that the end leads back."""

_LEAST = 0.02


def cadence_named(name: object, key: Key) -> str:
    """Raises BadInput with the list, or where the key has no such cadence."""
    word = str(name).strip().lower() or NONE
    if word not in CADENCES:
        raise BadInput(f"There is no cadence {name!r}.", f"Cadences: {', '.join(CADENCES)}.", "bad_cadence")
    if word == PICARDY and not sounds_minor(key):
        raise BadInput(
            f"{key} ends on a major chord anyway: a Picardy third belongs to minor.",
            "Ask for authentic, or for a minor key.",
            "bad_cadence",
        )
    return word


def endings(cadence: str, key: Key) -> list[tuple[int, ...]]:
    """The classes of the last chords, every way to play the cadence; none for "loop" and "none"."""
    formula = _FORMULAS.get(cadence, {}).get(sounds_minor(key), ())
    ways = product(*([root * len(KINDS) + KINDS.index(kind) for kind in kinds] for root, kinds in formula))
    return [way for way in ways if way]


def drawn_ending(cadence: str, key: Key, palette: Palette, rng: np.random.Generator) -> tuple[int, ...]:
    """One of `endings`, the likelier the more welcome its chords are; () where there are none."""
    ways = endings(cadence, key)
    if not ways:
        return ()
    welcome = np.array([_welcome(way, key, palette) for way in ways])
    return ways[int(rng.choice(len(ways), p=welcome / welcome.sum()))]


def _welcome(way: tuple[int, ...], key: Key, palette: Palette) -> float:
    colours = palette.colour[list(way)] * palette.taste[list(way)]
    return float(np.prod(np.clip(colours, _LEAST, None))) * (2.0 if _plain(way, key) else 1.0)


def _plain(way: tuple[int, ...], key: Key) -> bool:
    scale = {(pitch - key.tonic) % 12 for pitch in diatonic_pitch_classes(key)} | {11}
    return all(one % len(KINDS) <= 1 and one // len(KINDS) in scale for one in way)


def leads_back(last: int, first: int) -> bool:
    """Whether a last class turns back to the first."""
    return (last // len(KINDS) - first // len(KINDS)) % 12 in TURNS_BACK


def turning_back(first: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """(108,) 1 for the classes that lead back to the first, most for those a fifth away; else 0."""
    weights = np.zeros(CLASSES)
    weights[list(_backward(first))] = 1.0
    return weights


def _backward(first: int) -> Iterator[int]:
    return (one for one in range(CLASSES) if leads_back(one, first))
