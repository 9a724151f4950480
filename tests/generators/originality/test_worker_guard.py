"""Given a generator that plays a training item, when the worker answers, then it is kept back."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bridge.model.notes import Note, Notes
from bridge.model.suggestion import Provenance
from generators.api import Candidate, Request
from generators.originality.shipped import load_index
from generators.originality.tokens import BREAK, repeating
from generators.registry import Found, Registry, State
from generators.wire import Answered, Ask, Failed, Listing
from generators.worker import answer


def stolen_line() -> Notes:
    """Forty notes of the first line in the shipped index that moves enough, played from its tokens."""
    index = load_index()
    tokens = index.lines.tokens
    for start in range(0, 20_000, 40):
        stretch = tokens[start : start + 40]
        if BREAK in stretch or (~repeating(stretch, 4)).sum() < 36:
            continue
        steps, ratios = np.divmod(stretch.astype(int), 9)
        pitches = 64 + np.concatenate([[0, 0], np.cumsum(steps - 12)])
        waits = np.concatenate([[1.0], np.cumprod(2.0 ** ((ratios - 4) / 2))])
        if pitches.min() >= 24 and pitches.max() <= 100 and waits.min() > 0.2 and waits.max() < 9:
            onsets = np.concatenate([[0.0], np.cumsum(waits)])
            return Notes(Note(float(at), int(pitch), 0.1) for at, pitch in zip(onsets, pitches, strict=True))
    raise AssertionError("no line moves enough")


class Thief:
    name, kinds, summary = "thief", ("notes",), "Plays what it knows."

    def __init__(self, notes: Notes) -> None:
        self.notes = notes

    def self_check(self) -> None:
        pass

    def generate(self, request: Request) -> Sequence[Candidate]:
        return [Candidate("mine", "Trust me.", self.notes, 64.0, Provenance("thief"))]


def asked(notes: Notes) -> object:
    listing = Listing("thief", State.READY.value, ("notes",))
    return answer(Registry([Found(listing, Thief(notes))]), Ask("thief", Request("notes", count=1, bars=16)))


def test_a_training_item_never_leaves_the_worker() -> None:
    reply = asked(stolen_line())
    assert isinstance(reply, Failed) and reply.code == "too_close"


def test_the_same_pitches_in_another_order_do() -> None:
    notes = list(stolen_line())
    order = np.random.default_rng(4).permutation(len(notes))
    mixed = Notes(
        Note(note.start_beats, notes[other].pitch, note.length_beats)
        for note, other in zip(notes, order, strict=True)
    )
    reply = asked(mixed)
    assert isinstance(reply, Answered) and reply.candidates[0].provenance.originality["outcome"] == "ok"
