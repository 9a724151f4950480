"""Styles: which chords a style likes, how fast they change, and which sevenths and ninths belong to it.

The tables are a musician's rules of thumb, not learned: no data set that may be shipped names styles.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from bridge.model.errors import BadInput
from generators.models.kneser_ney import Distribution
from generators.models.vocabulary import CLASSES, KINDS

Liked = Mapping[tuple[int, str], float]


@dataclass(frozen=True, slots=True)
class Style:
    """major, minor: (semitones above the tonic, kind) -> how much likelier than songs in general have it;
    what is listed with 1 or more is at home in the style even where the key does not hold it. kinds: the
    same for a kind wherever it stands. density: added to the asked one. sevenths, ninths: the chance that
    a chord gets one."""

    name: str
    help: str
    major: Liked = field(default_factory=dict)
    minor: Liked = field(default_factory=dict)
    kinds: Mapping[str, float] = field(default_factory=dict)
    density: float = 0.0
    sevenths: float = 0.0
    ninths: float = 0.0
    blue: bool = False

    def taste(self, minor: bool) -> Distribution:
        """(108,) a factor for each class of the chord model."""
        factors = np.ones(CLASSES)
        for place, kind in enumerate(KINDS):
            factors[place :: len(KINDS)] *= self.kinds.get(kind, 1.0)
        for chord_class, factor in self._listed(minor).items():
            factors[chord_class] *= factor
        return factors

    def own(self, minor: bool) -> list[int]:
        """The classes that are at home in the style."""
        return [chord_class for chord_class, factor in self._listed(minor).items() if factor >= 1]

    def _listed(self, minor: bool) -> dict[int, float]:
        listed = self.minor if minor else self.major
        return {root * len(KINDS) + KINDS.index(kind): factor for (root, kind), factor in listed.items()}


_TRIADS = {"7": 0.4, "maj7": 0.4, "min7": 0.5, "hdim7": 0.2, "dim": 0.3, "aug": 0.2}
_NO_OTHERS = {"maj7": 0.3, "min7": 0.4, "hdim7": 0.1, "dim": 0.1, "aug": 0.1}

_ALL = (
    Style(
        "pop",
        "four chords, the sixth degree as often as the fifth",
        {(0, "maj"): 1.2, (9, "min"): 1.8, (5, "maj"): 1.5, (7, "maj"): 1.3, (2, "min"): 1.1},
        {(8, "maj"): 1.6, (3, "maj"): 1.6, (10, "maj"): 1.4, (5, "min"): 1.1},
        _TRIADS,
    ),
    Style(
        "rock",
        "major chords and the flat seventh, few minor ones",
        {(10, "maj"): 3.0, (5, "maj"): 1.6, (3, "maj"): 1.5, (8, "maj"): 1.3, (9, "min"): 0.8,
         (2, "min"): 0.6},
        {(10, "maj"): 1.8, (8, "maj"): 1.5, (5, "maj"): 1.2, (3, "maj"): 1.4},
        _TRIADS | {"sus4": 1.5},
    ),
    Style(
        "soul",
        "sevenths on most chords, the second degree and the minor fourth",
        {(2, "min"): 2.0, (2, "min7"): 2.5, (9, "min7"): 1.8, (4, "min"): 1.5, (4, "min7"): 1.8,
         (5, "min"): 1.5, (0, "maj7"): 1.5, (5, "maj7"): 1.5, (7, "sus4"): 1.5, (4, "7"): 1.2},
        {(0, "min7"): 1.6, (5, "min7"): 1.8, (8, "maj7"): 1.5, (7, "7"): 1.3},
        {"dim": 0.5, "aug": 0.6},
        sevenths=0.8,
        ninths=0.35,
    ),
    Style(
        "jazz",
        "sevenths throughout, seconds and fifths, applied dominants",
        {(2, "min"): 2.5, (2, "min7"): 4.0, (7, "7"): 3.0, (9, "min"): 1.5, (4, "min"): 1.5,
         (0, "maj7"): 2.0, (9, "7"): 2.0, (2, "7"): 1.5, (4, "7"): 1.2, (0, "7"): 1.0,
         (11, "hdim7"): 1.5, (1, "7"): 1.0},
        {(2, "hdim7"): 5.0, (7, "7"): 3.0, (5, "min7"): 2.0, (0, "min7"): 1.5, (8, "maj7"): 1.5,
         (8, "7"): 1.0, (3, "maj7"): 1.5},
        {"maj7": 1.5, "min7": 1.5, "sus4": 0.4},
        sevenths=1.0,
        ninths=0.3,
    ),
    Style(
        "bossa",
        "slow jazz harmony that slides by half steps",
        {(0, "maj7"): 3.0, (2, "7"): 2.5, (2, "min7"): 3.0, (1, "7"): 2.0, (7, "7"): 2.0, (5, "min7"): 1.5},
        {(0, "min7"): 2.0, (5, "min7"): 2.0, (1, "maj7"): 1.5, (7, "7"): 2.5, (2, "hdim7"): 3.0},
        {"maj7": 1.5, "min7": 1.5, "sus4": 0.3},
        sevenths=1.0,
        ninths=0.5,
    ),
    Style(
        "blues",
        "dominant sevenths on the first, fourth and fifth degree",
        {(0, "7"): 30.0, (5, "7"): 20.0, (7, "7"): 10.0, (9, "7"): 1.0, (6, "dim"): 1.0, (9, "min"): 0.3},
        {(0, "min7"): 3.0, (5, "min7"): 3.0, (7, "7"): 3.0, (8, "7"): 2.0, (10, "maj"): 0.4, (3, "maj"): 0.4},
        {"maj7": 0.05},
        blue=True,
        sevenths=0.8,
        ninths=0.1,
    ),
    Style(
        "folk",
        "plain triads near home, the tonic never far",
        {(0, "maj"): 1.6, (5, "maj"): 1.6, (7, "maj"): 1.6, (9, "min"): 1.2, (4, "min"): 1.1},
        {(0, "min"): 1.5, (10, "maj"): 1.6, (3, "maj"): 1.3, (7, "min"): 1.1},
        _TRIADS,
    ),
    Style(
        "country",
        "one, four and five, and the five of five",
        {(0, "maj"): 1.8, (5, "maj"): 1.9, (7, "maj"): 1.9, (7, "7"): 1.3, (2, "maj"): 1.4, (2, "7"): 1.2},
        {(5, "min"): 1.3, (7, "maj"): 1.4, (10, "maj"): 1.3, (3, "maj"): 1.3},
        _NO_OTHERS,
    ),
    Style(
        "gospel",
        "rich sevenths, applied dominants and diminished steps",
        {(4, "7"): 2.5, (9, "min7"): 1.8, (2, "min7"): 2.0, (0, "7"): 2.0, (6, "dim"): 2.0, (8, "dim"): 1.5,
         (5, "maj"): 1.5, (5, "min"): 1.8, (7, "sus4"): 1.5, (2, "7"): 1.5},
        {(5, "min7"): 1.8, (7, "7"): 2.0, (2, "hdim7"): 2.0, (8, "maj7"): 1.5, (0, "7"): 1.2},
        {},
        sevenths=0.85,
        ninths=0.3,
    ),
    Style(
        "film",
        "slow changes, chords a third apart from near and far",
        {(8, "maj"): 2.5, (3, "maj"): 2.0, (4, "maj"): 1.2, (5, "min"): 2.5, (4, "min"): 1.8, (2, "maj"): 1.3,
         (1, "maj"): 1.2, (7, "maj"): 0.6, (7, "7"): 0.2},
        {(8, "maj"): 2.0, (8, "min"): 1.5, (3, "maj"): 1.4, (5, "maj"): 1.4, (1, "maj"): 1.5, (6, "min"): 1.0,
         (7, "7"): 0.4},
        _TRIADS,
    ),
    Style(
        "lofi",
        "seventh and ninth chords that drift without a strong cadence",
        {(0, "maj7"): 2.0, (5, "maj7"): 2.5, (9, "min7"): 2.0, (4, "min7"): 2.0, (2, "min7"): 2.5,
         (5, "min7"): 1.3, (7, "maj"): 0.7},
        {(0, "min7"): 2.0, (5, "min7"): 2.0, (8, "maj7"): 2.5, (3, "maj7"): 1.8, (7, "min7"): 1.5},
        {"sus4": 0.5, "dim": 0.4},
        sevenths=1.0,
        ninths=0.5,
    ),
    Style(
        "edm",
        "loops of triads that never quite arrive",
        {(9, "min"): 2.5, (5, "maj"): 2.0, (7, "maj"): 1.4, (4, "min"): 1.3, (0, "maj"): 1.0},
        {(8, "maj"): 2.2, (10, "maj"): 1.8, (3, "maj"): 1.7, (5, "min"): 1.2, (7, "maj"): 0.3, (7, "7"): 0.1},
        _TRIADS | {"sus4": 1.3},
    ),
    Style(
        "metal",
        "minor, with the flat second and the tritone",
        {(10, "maj"): 2.5, (8, "maj"): 2.0, (1, "maj"): 1.5, (3, "maj"): 1.8, (9, "min"): 0.5},
        {(1, "maj"): 3.0, (8, "maj"): 1.8, (10, "maj"): 1.6, (6, "dim"): 1.0, (5, "min"): 1.2,
         (3, "maj"): 1.3, (7, "dim"): 1.0},
        _NO_OTHERS | {"7": 0.2, "sus4": 0.5},
    ),
)  # fmt: skip

STYLES = {style.name: style for style in _ALL}

NO_STYLE = Style("", "songs in general")


def style_named(name: object) -> Style:
    """Raises BadInput with the list of styles."""
    found = STYLES.get(str(name).strip().lower())
    if found is None:
        raise BadInput(f"There is no style {name!r}.", f"Styles: {', '.join(STYLES)}.", "bad_style")
    return found
