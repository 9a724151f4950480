"""Fills missing chords between known ones: the chord model read from both sides.

A run of missing chords is filled from its left end, several lines at a time (beam search). Each chord is
judged by the networks from both sides, by the chance to reach the right side in time (a lattice of
chord pairs), and by what stands elsewhere in the session between like neighbours.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from generators.models.chord_model import FAINT, ChordModel, expectation
from generators.models.gap_evidence import UNKNOWN, gap_evidence
from generators.models.gate import Floats, blended, softmax
from generators.models.mode import mode_of
from generators.models.recurrent import start_symbol
from generators.models.vocabulary import CLASSES

BEAM = 12
"""Lines that are followed at a time."""

_BRANCHES = 12
"""Likeliest chords that a line is continued with."""


@dataclass(frozen=True, slots=True)
class Filling:
    """line: all classes of the song. probability: of the filled ones together, given the others."""

    line: tuple[int, ...]
    probability: float


def fill(model: ChordModel, line: Sequence[int], mode: str | None = None, count: int = 5) -> list[Filling]:
    """The likeliest ways to fill a line, the best first. line: classes, `UNKNOWN` (-1) where missing."""
    fillings = [Filling(tuple(line), 1.0)]
    width = max(BEAM, count)
    for gap in (place for place, chord_class in enumerate(line) if chord_class == UNKNOWN):
        grown = []
        for filling in fillings:
            likely = missing_chord(model, filling.line, gap, mode)
            for chord_class in np.argsort(-likely, kind="stable")[: max(_BRANCHES, count)].tolist():
                if likely[chord_class] > 0:
                    full = (*filling.line[:gap], chord_class, *filling.line[gap + 1 :])
                    grown.append(Filling(full, filling.probability * float(likely[chord_class])))
        fillings = sorted(grown, key=lambda one: -one.probability)[:width]
    return fillings[:count]


def missing_chord(model: ChordModel, line: Sequence[int], gap: int, mode: str | None = None) -> Floats:
    """(108,) P(class at the gap | everything known), where everything just before it is known.

    A chord never equals its neighbours. With nothing known on the right the forward model speaks alone.
    """
    history = tuple(line[:gap])
    start = max((place + 1 for place, one in enumerate(history) if one == UNKNOWN), default=0)
    after = next((place for place in range(gap + 1, len(line)) if line[place] != UNKNOWN), None)
    if after is None:
        return model.distribution(history[start:], mode)
    end = next((place for place in range(after, len(line)) if line[place] == UNKNOWN), len(line))
    distance = after - gap
    left, right = history[start:], tuple(line[after:end])
    barred = (*left[-1:], *(right[:1] if distance == 1 else ()))
    logs = gap_voices(model, left, right, distance, mode)
    gate = model.gap_near if distance == 1 else model.gap_far
    blend = blended(gate.blend, logs, barred)
    found = gap_evidence(np.array(line, np.int64), gap, distance, logs, blend, barred)
    return gate.mix(found, blend)


def gap_voices(
    model: ChordModel, left: Sequence[int], right: Sequence[int], distance: int, mode: str | None
) -> Floats:
    """(5, 108) natural logs of the long-term voices on a gap; those that can't speak from afar are 0."""
    heard = model.heard(tuple(left), mode)
    forward = expectation(model.forward, heard.state, left[-1:])
    voices = np.zeros((5, CLASSES))
    voices[0] = np.log(np.maximum(forward, FAINT))
    if distance == 1:
        state = model.backward.read(model.backward.fresh(), start_symbol(mode))
        for chord_class in right[:_READ_BACK][::-1]:
            state = model.backward.read(state, chord_class)
        voices[1] = np.log(np.maximum(expectation(model.backward, state, right[:1]), FAINT))
        voices[2] = _onward(model, heard.state, right[0])
    known = mode or mode_of((*left, *right))
    voices[3] = np.log(np.maximum(model.reaching(distance)[:, right[0]], FAINT))
    voices[4] = np.log(np.maximum(model.long_term.distribution((), known), FAINT))
    return voices


_READ_BACK = 64
"""Chords to the right of a gap that the backward network reads."""


def _onward(model: ChordModel, state: NDArray[np.float32], following: int) -> Floats:
    """(108,) log of what the forward network gives the chord on the right after each filling."""
    tried = np.arange(CLASSES)
    states = model.forward.read(np.broadcast_to(state, (CLASSES, len(state))), tried)
    logs = model.forward.log_odds(states).astype(np.float64)
    logs[tried, tried] = -np.inf
    return np.log(np.maximum(softmax(logs)[:, following], FAINT))
