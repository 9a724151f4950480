"""What tagged progressions tell of moods: which chords, and which steps, a mood has more than the others.

The tags are one collector's words for 190 short progressions: a leaning, no measurement of feelings.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import msgspec
import numpy as np

from bridge.model.errors import BadInput
from generators.models.card import ModelCard, read_card, verified_bytes
from generators.models.kneser_ney import Distribution
from generators.models.mode import mode_of
from generators.models.vocabulary import CLASSES, transposed

CARD = Path(__file__).parent / "data" / "moods.md"

OTHER_MODE = 0.25
"""The weight of a progression in the other mode, heard from the relative key (vi of major, III of minor)."""

RELATIVE = {"major": 9, "minor": 3}
"""Mode of the key -> semitones from its tonic up to that of its relative."""

FEW_CHORDS, FEW_STEPS, FEW_USUAL = 100.0, 80.0, 20.0
"""Counts from which a mood's chords, a mood's steps and the steps of all progressions speak half for
themselves; chosen by leaving progressions out."""

EVEN = 0.1
"""Of the probability of all progressions, spread evenly over the classes."""


class Tagged(msgspec.Struct, frozen=True):
    """One progression: changes relative to its tonic, none following itself, and its moods."""

    classes: tuple[int, ...]
    moods: tuple[str, ...]

    @property
    def mode(self) -> str:
        return mode_of(self.classes)

    def in_mode(self, mode: str) -> tuple[tuple[int, ...], float]:
        """(changes as heard from the tonic of a key in that mode, weight)."""
        if self.mode == mode:
            return self.classes, 1.0
        moved = transposed(np.array(self.classes, np.int64), RELATIVE[mode])
        return tuple(moved.tolist()), OTHER_MODE


@dataclass(frozen=True, slots=True)
class Mood:
    """Of one mood in one mode. chords: (108,) P(class). steps: (108, 108) P(class | the one before).
    usual, usual_steps: the same for all progressions together. lines: those that carry the mood, as heard
    from the tonic, those in the key's own mode twice."""

    word: str
    chords: Distribution
    steps: Distribution
    usual: Distribution
    usual_steps: Distribution
    lines: tuple[tuple[int, ...], ...]

    def bend(self, drawn: Sequence[int]) -> Distribution:
        """(108,) how much likelier each class comes next here than in all progressions together."""
        if not len(drawn):
            return self.chords / self.usual
        found: Distribution = self.steps[drawn[-1]] / self.usual_steps[drawn[-1]]
        return found

    def leaning(self, classes: Sequence[int]) -> float:
        """Natural logs a chord by which this mood has the progression more than all together have."""
        if not classes:
            return 0.0
        before, after = list(classes[:-1]), list(classes[1:])
        steps = np.log(self.steps[before, after] / self.usual_steps[before, after]).sum()
        first = np.log(self.chords[classes[0]] / self.usual[classes[0]])
        return float(first + steps) / len(classes)


@dataclass(frozen=True, slots=True)
class MoodModel:
    tagged: tuple[Tagged, ...]
    card: ModelCard

    @property
    def words(self) -> dict[str, int]:
        """Mood -> how many progressions carry it, the most frequent first."""
        counts: dict[str, int] = {}
        for word in sorted(word for one in self.tagged for word in one.moods):
            counts[word] = counts.get(word, 0) + 1
        return dict(sorted(counts.items(), key=lambda item: -item[1]))

    def named(self, word: object) -> str:
        """Raises BadInput with the list of moods."""
        said = str(word).strip().lower()
        if said not in self.words:
            raise BadInput(f"There is no mood {word!r}.", f"Moods: {', '.join(self.words)}.", "bad_mood")
        return said

    def mood(self, word: str, mode: str) -> Mood:
        """Raises BadInput where the mood is not known."""
        return _mood(self.tagged, self.named(word), mode)


@lru_cache(maxsize=64)
def _mood(tagged: tuple[Tagged, ...], word: str, mode: str) -> Mood:
    every = [(*one.in_mode(mode), word in one.moods) for one in tagged]
    usual, usual_steps = _counts([(line, weight) for line, weight, _ in every])
    chords, steps = _counts([(line, weight) for line, weight, carries in every if carries])
    base = (1 - EVEN) * usual / usual.sum() + EVEN / CLASSES
    all_steps = _towards(usual_steps, base, FEW_USUAL)
    own = (chords + FEW_CHORDS * base) / (chords.sum() + FEW_CHORDS)
    backed = all_steps * (own / base)
    backed /= backed.sum(axis=1, keepdims=True)
    lines = [(line, weight) for line, weight, carries in every if carries]
    weighed = tuple(line for line, weight in lines for _ in range(2 if weight == 1.0 else 1))
    return Mood(word, own, _towards(steps, backed, FEW_STEPS), base, all_steps, weighed)


def _counts(lines: Sequence[tuple[tuple[int, ...], float]]) -> tuple[Distribution, Distribution]:
    chords, steps = np.zeros(CLASSES), np.zeros((CLASSES, CLASSES))
    for line, weight in lines:
        np.add.at(chords, list(line), weight)
        around = [*line, line[0]]  # these progressions are loops
        np.add.at(steps, (around[:-1], around[1:]), weight)
    return chords, steps


def _towards(steps: Distribution, base: Distribution, few: float) -> Distribution:
    """Rows of counts as probabilities, each drawn towards what is likely without them."""
    found: Distribution = (steps + few * base) / (steps.sum(axis=1, keepdims=True) + few)
    return found


@cache
def load_moods(card_path: Path = CARD) -> MoodModel:
    """The tagged progressions that ship, read once. Raises Unavailable when the file is not as shipped."""
    card = read_card(card_path)
    data = verified_bytes(card, card_path.parent)
    return MoodModel(msgspec.json.decode(data, type=tuple[Tagged, ...]), card)
