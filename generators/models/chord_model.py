"""The chord model: what chord comes next, from songs in general and from this session."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from io import BytesIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from generators.api import UserMemory
from generators.models.card import ModelCard, read_card, verified_bytes
from generators.models.gate import Floats, Gate, blended, gate_arrays, gate_from, softmax
from generators.models.kneser_ney import Distribution, KneserNey
from generators.models.kneser_ney_arrays import kneser_ney_arrays, kneser_ney_from
from generators.models.mode import LEANINGS, mode_that_leans
from generators.models.recurrent import Recurrent, arrays_of, network_from, start_symbol
from generators.models.session_evidence import evidence
from generators.models.short_term import Memory, remembering
from generators.models.user_memory import bent

CARD = Path(__file__).parent / "data" / "chords.md"

Lines = tuple[tuple[int, ...], ...]
"""Lines of changes, each apart from the others."""

REMEMBERED_STATES = 1024
"""Histories whose state is kept: many questions go on from one that was just asked."""

FAINT = 1e-9
"""The probability below which a long-term model's word is not told apart."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What the model keeps of a history: the session's memory, the state of the forward network, and how
    far its chords lean towards major (above 0) or minor."""

    memory: Memory
    state: NDArray[np.float32]
    leaning: float = 0.0


@dataclass(frozen=True, slots=True)
class ChordModel:
    """forward, backward: networks that read songs from their start and from their end. long_term: pairs
    and runs counted in songs. gate: the mix with the session's own changes. gap_near, gap_far: the same
    for one missing chord, and for the first of several."""

    forward: Recurrent
    backward: Recurrent
    long_term: KneserNey
    gate: Gate
    gap_near: Gate
    gap_far: Gate
    card: ModelCard
    _reaching: list[Floats] = field(default_factory=list, repr=False, compare=False)
    _states: OrderedDict[tuple[str | None, Lines, tuple[int, ...]], Heard] = field(
        default_factory=OrderedDict, repr=False, compare=False
    )

    def distribution(
        self,
        history: Sequence[int],
        mode: str | None = None,
        trust: float = 1.0,
        elsewhere: Lines = (),
        user: UserMemory | None = None,
    ) -> Distribution:
        """P(next class | changes so far): 108 probabilities that sum to 1.

        history: classes relative to the tonic, none following itself; what was played in the
        session and what is being written now are one line. The last class has probability 0.
        mode: "major" or "minor"; told from the history where it is None. trust: the share of the
        session's own repeats in the mix, from 0 (songs in general only) to 1 (as learned). elsewhere:
        other lines of the session, such as other sections. user: what the musician's own pieces add.
        """
        line = tuple(history)
        return bent(user, self._next(self.heard(line, mode, elsewhere), line, mode, trust), line)

    def walk(self, changes: Sequence[int], mode: str | None = None) -> Iterator[Distribution]:
        """For every position of a line, and once after its end, P(class | the changes before it)."""
        now = self.heard((), mode)
        yield self._next(now, (), mode, 1.0)
        for position, chord_class in enumerate(changes, start=1):
            now = self._after(now, chord_class)
            yield self._next(now, changes[:position], mode, 1.0)

    def reaching(self, steps: int) -> Floats:
        """(108, 108) the chance of a class (column) some steps after another (row), by pairs of chords."""
        while len(self._reaching) < steps:
            pairs = self._reaching[0] if self._reaching else self.long_term.pairs()
            self._reaching.append(self._reaching[-1] @ pairs if self._reaching else pairs)
        return self._reaching[steps - 1]

    def heard(self, history: tuple[int, ...], mode: str | None, elsewhere: Lines = ()) -> Heard:
        """The state after a history; goes on from the longest one that is remembered."""
        known, missing = None, len(history) + 1
        while known is None and missing:
            missing -= 1
            known = self._states.get((mode, elsewhere, history[:missing]))
        now = known or Heard(
            remembering(elsewhere), self.forward.read(self.forward.fresh(), start_symbol(mode))
        )
        for chord_class in history[missing:]:
            now = self._after(now, chord_class)
        self._states[mode, elsewhere, history] = now
        self._states.move_to_end((mode, elsewhere, history))
        if len(self._states) > REMEMBERED_STATES:
            self._states.popitem(last=False)
        return now

    def _after(self, heard: Heard, chord_class: int) -> Heard:
        state = self.forward.read(heard.state, chord_class)
        return Heard(heard.memory.after(chord_class), state, heard.leaning + LEANINGS[chord_class])

    def _next(self, heard: Heard, history: Sequence[int], mode: str | None, trust: float) -> Distribution:
        logs = self.voices(heard, history, mode)
        blend = blended(self.gate.blend, logs, tuple(history[-1:]))
        if not len(heard.memory.stream) or trust <= 0:
            return blend
        mixed = self.gate.mix(evidence(heard.memory, logs, blend), blend)
        return mixed if trust >= 1 else trust * mixed + (1 - trust) * blend

    def voices(self, heard: Heard, history: Sequence[int], mode: str | None) -> Floats:
        """(2, 108) natural logs of what the forward network and the n-gram expect next."""
        counted = self.long_term.distribution(history, mode or mode_that_leans(heard.leaning))
        expected = expectation(self.forward, heard.state, history[-1:])
        return np.log(np.maximum(np.stack((expected, counted)), FAINT))


def expectation(network: Recurrent, state: NDArray[np.float32], barred: Sequence[int]) -> Floats:
    """(108,) what a network expects next, without the ``barred`` classes."""
    logs = network.log_odds(state).astype(np.float64)
    logs[list(barred)] = -np.inf
    return softmax(logs)


_NETWORKS = ("forward", "backward")
_GATES = ("gate", "gap_near", "gap_far")


def model_bytes(model: ChordModel) -> bytes:
    """The data file of a model; the inverse of `model_from_bytes`."""
    arrays = kneser_ney_arrays(model.long_term)
    for name in _NETWORKS:
        arrays |= arrays_of(getattr(model, name), name)
    for name in _GATES:
        arrays |= gate_arrays(getattr(model, name), name)
    file = BytesIO()
    np.savez_compressed(file, allow_pickle=False, **arrays)
    return file.getvalue()


def model_from_bytes(data: bytes, card: ModelCard) -> ChordModel:
    """The model in a data file."""
    with np.load(BytesIO(data), allow_pickle=False) as file:
        arrays = {name: file[name] for name in file.files}
    forward, backward = (network_from(arrays, name) for name in _NETWORKS)
    gate, gap_near, gap_far = (gate_from(arrays, name) for name in _GATES)
    return ChordModel(forward, backward, kneser_ney_from(arrays), gate, gap_near, gap_far, card)


@cache
def load_chord_model(card_path: Path = CARD) -> ChordModel:
    """The shipped model, read once. Raises Unavailable when its file is missing or not as it was shipped."""
    card = read_card(card_path)
    return model_from_bytes(verified_bytes(card, card_path.parent), card)
