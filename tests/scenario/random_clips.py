"""Random clips for the notes that must survive: phrases as musicians play them, and as nobody would."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from hypothesis import strategies as st

from bridge.model.notes import Note, Notes

MOST_NOTES = 5_000
SHORT_BEATS, LONG_BEATS = 1 / 4096, 64.0
SWING = 2 / 3
BARS_APART = 4.0


@dataclass(frozen=True)
class RandomClip:
    notes: tuple[Note, ...]
    length_beats: float

    def __repr__(self) -> str:
        shown = ", ".join(map(repr, self.notes[:4]))
        return f"RandomClip({len(self.notes)} notes in {self.length_beats:g} beats: {shown}, ...)"


def _evenly(steps_a_beat: float) -> Callable[[random.Random, int], Iterator[Note]]:
    def play(chance: random.Random, count: int) -> Iterator[Note]:
        for step in range(count):
            start = step / steps_a_beat
            yield Note(start, chance.randrange(128), chance.choice((0.5, 0.9, 1.0)) / steps_a_beat)

    return play


def _swung(chance: random.Random, count: int) -> Iterator[Note]:
    for step in range(count):
        start = step // 2 + (step % 2) * SWING
        yield Note(start, chance.choice((42, 44, 46)), (1 - SWING) * 0.9)


def _free(chance: random.Random, count: int) -> Iterator[Note]:
    """Micro-timing: no two notes where a grid would have them."""
    for step in range(count):
        yield Note(
            step * 0.25 + chance.uniform(0, 0.03), chance.randrange(24, 108), chance.uniform(0.05, 0.4)
        )


def _clusters(chance: random.Random, count: int) -> Iterator[Note]:
    """Many notes at once, on triplets."""
    for step in range(count):
        yield Note(step // 40 / 3, 3 * (step % 40) + chance.choice((4, 5)), 1 / 3)


def _chords(chance: random.Random, count: int) -> Iterator[Note]:
    for step in range(count):
        yield Note(step // 4 * 1.0, 48 + step % 4 * 4 + chance.choice((0, 1)), 1.0)


def _repeated(chance: random.Random, count: int) -> Iterator[Note]:
    """One pitch, each note up to the next: nothing may melt together."""
    for step in range(count):
        yield Note(step * 0.125, 60, 0.125)


def _overlapping(chance: random.Random, count: int) -> Iterator[Note]:
    for step in range(count):
        yield Note(step * 0.25, chance.choice((60, 62)), 0.6)


def _outermost(chance: random.Random, count: int) -> Iterator[Note]:
    """The lowest and highest, softest and loudest, shortest and longest."""
    for step in range(count):
        length = chance.choice((SHORT_BEATS, 0.25, LONG_BEATS))
        yield Note(step * 0.5, chance.choice((0, 127)), length, chance.choice((1, 127)), channel=step % 16)


def _pickup(chance: random.Random, count: int) -> Iterator[Note]:
    for step in range(count):
        yield Note((step - count / 2) * 0.25, 55 + step % 12, 0.2)


FIGURES: dict[str, Callable[[random.Random, int], Iterator[Note]]] = {
    "straight": _evenly(4),
    "triplets": _evenly(3),
    "quintuplets": _evenly(5),
    "sextuplets": _evenly(6),
    "swung": _swung,
    "free": _free,
    "chords": _chords,
    "clusters": _clusters,
    "repeated": _repeated,
    "overlapping": _overlapping,
    "outermost": _outermost,
    "pickup": _pickup,
}


def _coloured(chance: random.Random, note: Note, colours: frozenset[str]) -> Note:
    """With what else a note may have; each is single precision, as DAWs keep it."""
    given: dict[str, Any] = {}
    if "velocities" in colours:
        given["velocity"] = float(chance.randint(1, 127))
    if "fractions" in colours:
        given["velocity"] = chance.randint(8, 8 * 127) / 8
    if "muted" in colours:
        given["muted"] = chance.random() < 0.2
    if "probability" in colours:
        given["probability"] = chance.choice((0.0, 0.25, 0.5, 1.0))
    if "release" in colours:
        given["release_velocity"] = float(chance.randint(0, 127))
    if "deviation" in colours:
        given["velocity_deviation"] = float(chance.randint(-20, 20))
    if "channels" in colours:
        given["channel"] = chance.randrange(16)
    return replace(note, **given)


COLOURS = ("velocities", "fractions", "muted", "probability", "release", "deviation", "channels")


def clip_of(
    figures: list[tuple[str, int]], colours: frozenset[str], seed: int, on_the_edge: bool
) -> RandomClip:
    """Phrases one after the other, and with ``on_the_edge`` notes at the clip's first and last moments."""
    chance, notes, begins = random.Random(seed), list[Note](), 0.0
    for figure, count in figures:
        phrase = [_coloured(chance, note, colours) for note in FIGURES[figure](chance, count)]
        notes += [replace(note, start_beats=note.start_beats + begins) for note in phrase]
        begins += max(1.0, BARS_APART * round(max(note.start_beats for note in phrase) / BARS_APART + 0.5))
    length = begins + 0.0
    if on_the_edge:
        edges = [Note(0.0, 1, 0.5), Note(length - 1 / 16, 126, 1 / 16), Note(length - 0.5, 2, 8.0)]
        notes += [*edges, Note(length, 125, 1.0)]
    notes = notes[:MOST_NOTES]
    Notes(notes)  # raises BadNotes: what is drawn here is sound
    return RandomClip(tuple(notes), length)


@st.composite
def random_clips(draw: st.DrawFn, most_notes: int = MOST_NOTES) -> RandomClip:
    """Clips of 1 to ``most_notes`` notes."""
    share = draw(st.integers(1, 4))
    names = draw(st.lists(st.sampled_from(sorted(FIGURES)), min_size=share, max_size=share))
    counts = [draw(st.integers(1, most_notes // share)) for _ in names]
    colours = draw(st.frozensets(st.sampled_from(COLOURS)))
    on_the_edge = draw(st.booleans())
    return clip_of(list(zip(names, counts, strict=True)), colours, draw(st.integers(0, 2**32)), on_the_edge)


RICH = clip_of(
    [("overlapping", 8), ("outermost", 6), ("swung", 6), ("pickup", 4), ("quintuplets", 6), ("repeated", 6)],
    frozenset(COLOURS),
    seed=11,
    on_the_edge=True,
)
"""Something of everything, and much that one DAW or the other refuses."""

LONGEST = clip_of(
    [("clusters", 4_880), ("free", 60), ("quintuplets", 60)],
    frozenset({"velocities"}),
    seed=7,
    on_the_edge=False,
)
"""A clip of 5,000 notes that every DAW takes."""
