"""What the gates would have seen in songs that the long-term models do not know."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from generators.models.chord_model import FAINT, ChordModel, expectation
from generators.models.gap_evidence import UNKNOWN, gap_evidence
from generators.models.gap_filling import gap_voices
from generators.models.gate import Evidence, Floats, blended
from generators.models.mode import mode_of
from generators.models.recurrent import start_symbol
from generators.models.session_evidence import evidence
from generators.models.short_term import NOTHING_HEARD, Integers
from generators.models.training.billboard import Song
from generators.models.vocabulary import CLASSES

MASKED_EACH = 24
"""Single chords of a song that are taken out to learn and to measure gap filling."""

RUNS_EACH = 12
"""Runs of two to four chords of a song that are taken out to learn it."""


def long_term_logs(model: ChordModel, song: Song) -> Floats:
    """(n, 2, 108) logs of the network and the n-gram at every change; the mode is told from the past."""
    state = model.forward.read(model.forward.fresh(), start_symbol(None))
    found = np.empty((len(song.changes), 2, CLASSES))
    for position, chord_class in enumerate(song.changes):
        past = song.changes[:position]
        found[position, 0] = expectation(model.forward, state, past[-1:])
        found[position, 1] = model.long_term.distribution(past, mode_of(past))
        state = model.forward.read(state, chord_class)
    return np.log(np.maximum(found, FAINT))


@dataclass(frozen=True, slots=True)
class Seen:
    """One question to a gate with its answer. evidence: None where the session says nothing yet."""

    song: int
    position: int
    distance: int
    target: int
    blend: Floats
    evidence: Evidence | None


def next_seen(song: Song, number: int, logs: Floats, weights: Floats) -> Iterator[Seen]:
    """Every change of a song. weights: of the blend of the two long-term models."""
    memory = NOTHING_HEARD
    for position, target in enumerate(song.changes):
        past = song.changes[:position]
        blend = blended(weights, logs[position], past[-1:])
        found = evidence(memory, logs[position], blend) if position else None
        yield Seen(number, position, 0, target, blend, found)
        memory = memory.after(target)


@dataclass(frozen=True, slots=True)
class Gap:
    """A chord that was taken out, with ``distance - 1`` more on its right, and what the voices say."""

    line: Integers
    place: int
    distance: int
    target: int
    logs: Floats

    @property
    def barred(self) -> tuple[int, ...]:
        """Its known neighbours, which it can't equal."""
        ends = (self.place - 1, self.place + 1 if self.distance == 1 else -1)
        return tuple(int(self.line[end]) for end in ends if end >= 0)


def gaps(model: ChordModel, song: Song, rng: np.random.Generator) -> Iterator[Gap]:
    """Gaps at random places of a song: `MASKED_EACH` single chords, `RUNS_EACH` runs."""
    count = len(song.changes)
    singles = rng.permutation(count - 1)[:MASKED_EACH]
    wanted = [(int(place), 1) for place in singles]
    wanted += [(int(rng.integers(0, count)), int(rng.integers(2, 5))) for _ in range(RUNS_EACH)]
    for place, distance in wanted:
        if place + distance < count:
            line = np.array(song.changes, np.int64)
            line[place : place + distance] = UNKNOWN
            left, right = song.changes[:place], song.changes[place + distance :]
            logs = gap_voices(model, left, right, distance, None)
            yield Gap(line, place, distance, song.changes[place], logs)


def gap_seen(gap: Gap, number: int, weights: Floats) -> Seen:
    """The question that a gap asks. weights: of the blend of the five voices."""
    blend = blended(weights, gap.logs, gap.barred)
    found = gap_evidence(gap.line, gap.place, gap.distance, gap.logs, blend, gap.barred)
    return Seen(number, gap.place, gap.distance, gap.target, blend, found)
