"""What a progression does for the wishes it was made for: facts for its reason, true of these chords."""

from __future__ import annotations

from collections.abc import Iterator

from generators.chords.cadence_wishes import LOOP, NONE, endings, leads_back
from generators.chords.progression import Progression
from generators.chords.wishes import Wishes
from generators.models.vocabulary import class_of, without_repeats


def wish_facts(found: Progression, wishes: Wishes) -> list[str]:
    """The cadence that it ends with, and what it has of the mood."""
    return [*_cadence(found, wishes), *_mood(found, wishes)]


def fulfils(found: Progression, cadence: str) -> bool:
    """Whether it ends with a cadence; True for "none"."""
    classes = _classes(found)
    if cadence == LOOP:
        return len(classes) < 2 or leads_back(classes[-1], classes[0])
    ways = endings(cadence, found.key)
    return cadence == NONE or any(classes[-len(way) :] == way[-len(classes) :] for way in ways)


def _cadence(found: Progression, wishes: Wishes) -> Iterator[str]:
    if wishes.cadence == NONE or not fulfils(found, wishes.cadence):
        return
    numerals = [step.roman.text for step in found.steps]
    if wishes.cadence == LOOP:
        yield f"the closing {numerals[-1]} leads back to {numerals[0]}"
    elif wishes.cadence == "half":
        yield f"ends open on {numerals[-1]}, a half cadence"
    elif wishes.cadence == "picardy":
        yield f"ends {'–'.join(numerals[-2:])}, the Picardy third"
    else:
        article = "an" if wishes.cadence[0] in "aeiou" else "a"
        yield f"ends {'–'.join(numerals[-2:])}, {article} {wishes.cadence} cadence"


def _mood(found: Progression, wishes: Wishes) -> Iterator[str]:
    if wishes.mood is None:
        return
    changes = without_repeats(_classes(found))
    if any(changes[: len(line)] == line for line in wishes.mood.lines):
        yield f"it opens as a progression that is tagged {wishes.mood.word}"
    elif wishes.mood.leaning(changes) > 0:
        yield f"its steps are commoner in progressions tagged {wishes.mood.word}"


def _classes(found: Progression) -> tuple[int, ...]:
    return tuple(class_of(chord, found.key.tonic) for chord in found.chords)
