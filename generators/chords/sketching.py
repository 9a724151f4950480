"""What a draw must keep to: given chords, the form's changes, a mood's loop or an idiom, the cadence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from bridge.model.keys import Key
from bridge.model.timebase import Metre
from generators.chords.cadence_wishes import LOOP, drawn_ending
from generators.chords.forms import laid_out
from generators.chords.idioms import idioms
from generators.chords.palette import Palette
from generators.chords.planning import Plan
from generators.chords.wishes import Wishes
from generators.models.vocabulary import class_of, without_repeats
from generators.theory.scales import sounds_minor

FREE = -1

LOOK_AHEAD = 4
"""Slots before a pinned one from which draws aim at it."""

_WELCOME = 0.02
"""The colour that every chord of a mood's loop or of an idiom must have to be laid out."""


@dataclass(frozen=True, slots=True)
class Sketch:
    """pinned: for each slot the class that it holds, or FREE. copies: for each slot the earlier one that it
    repeats where it can, or -1. turns_back: whether the last chord must lead to the first. contrasts: for
    each slot the earlier one from which it should differ, or -1."""

    pinned: tuple[int, ...]
    copies: tuple[int, ...] = field(default=())
    turns_back: bool = False
    contrasts: tuple[int, ...] = ()

    def repeated_after(self, place: int) -> int:
        """The earlier slot that the next one repeats, or -1."""
        return self.copies[place + 1] if place + 1 < len(self.copies) else -1

    def ahead(self, place: int) -> tuple[int, tuple[int, ...]] | None:
        """(slots up to the next pinned one, its run of changes); None where none is near."""
        for steps in range(1, LOOK_AHEAD + 1):
            start = place + steps
            if start < len(self.pinned) and self.pinned[start] != FREE:
                end = next((n for n in range(start, len(self.pinned)) if self.pinned[n] == FREE), None)
                return steps, without_repeats(self.pinned[start:end])
        return None


def sketch(
    layout: Plan,
    wishes: Wishes,
    palette: Palette,
    key: Key,
    metre: Metre,
    bars: int,
    turn: int,
    rng: np.random.Generator,
) -> Sketch:
    """One draw's sketch. turn: its number; forms, blues changes, loops and idioms take turns."""
    slots = layout.slots
    given = [FREE if chord is None else class_of(chord, key.tonic) for chord in layout.given]
    form = laid_out(wishes.form, bars, metre, slots, turn, sounds_minor(key), wishes.style.blue)
    pinned = list(given)
    if form.fixed:
        pinned = [fixed if own == FREE else own for own, fixed in zip(given, form.fixed, strict=True)]
    elif turn % 2 == 0:
        known = (wishes.mood.lines if wishes.mood else ()) or idioms(wishes.style.name, sounds_minor(key))
        lines = [line for line in known if float(palette.colour[list(line)].min()) >= _WELCOME]
        if lines:
            pinned = _opened(pinned, lines[int(rng.integers(len(lines)))])
    ending = drawn_ending(wishes.cadence, key, palette, rng)
    turns_back = wishes.cadence == LOOP and given[-1] == FREE and len(given) > 1
    pinned = _ended(pinned, given, ending)
    if turns_back:
        pinned[-1] = FREE
    copies = list(form.copies)
    if turns_back:
        copies[-1] = -1
    return Sketch(tuple(pinned), tuple(copies), turns_back, form.contrasts)


def _opened(pinned: list[int], line: Sequence[int]) -> list[int]:
    """The line laid into the first slots, where they are free and no neighbour is the same."""
    found = list(pinned)
    for place, chord_class in enumerate(line[: len(pinned)]):
        neighbours = (*found[max(0, place - 1) : place], *pinned[place + 1 : place + 2])
        if found[place] == FREE and chord_class not in neighbours:
            found[place] = chord_class
    return found


def _ended(pinned: list[int], given: Sequence[int], ending: Sequence[int]) -> list[int]:
    """The ending in the last slots, but for those that the musician has filled. A chord that the form or a
    mood set right before it gives way where it is the same."""
    found = list(pinned)
    tail = list(ending[-len(pinned) :])
    for place, chord_class in enumerate(tail, start=len(pinned) - len(tail)):
        if given[place] == FREE:
            found[place] = chord_class
    before = len(pinned) - len(tail) - 1
    if tail and before >= 0 and given[before] == FREE and found[before] == found[before + 1]:
        found[before] = FREE
    return found
