"""Chords for given notes: features, scores, one lattice, and the candidates that come out of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bridge.model.errors import BadInput
from bridge.model.keys import Key
from generators.harmonise.asked import AUTO, Ask
from generators.harmonise.decoding import Decoded, bent_by_balance, change_prices, decode
from generators.harmonise.repeats import repeat_groups
from generators.harmonise.slot_features import Frame, pitch_shares, slot_features
from generators.harmonise.steering import EXTRA_BALANCE, leaning, steered
from generators.harmonise.triads import triad_chord
from generators.models.harmony_model import HarmonyModel, load_harmony_model
from generators.theory.chord import Chord

FINEST = "beat"
"""The grid on which an automatic harmonic rhythm is chosen."""


MOST_SLOTS = 8192
_MOST_PAIRS = 3e7
"""Slots times notes; every pair costs some bytes."""


@dataclass(frozen=True, slots=True)
class Harmony:
    """One harmonisation. starts, ends: of the slots in beats. score: 0 for the best, else below it."""

    starts: tuple[float, ...]
    ends: tuple[float, ...]
    triads: tuple[int, ...]
    chords: tuple[Chord, ...]
    score: float


@dataclass(frozen=True, slots=True)
class Harmonisation:
    """candidates: at least one, the best first; empty where no slots were asked for."""

    key: Key
    key_confidence: float
    candidates: tuple[Harmony, ...]


def harmonise(ask: Ask, model: HarmonyModel | None = None) -> Harmonisation:
    """Chords for what was given; the same ask gives the same chords. model: the shipped one unless given."""
    model = model or load_harmony_model()
    if ask.starts is not None and not len(ask.starts):
        return Harmonisation(ask.key, ask.key_confidence, ())
    automatic = ask.starts is None and ask.wishes.rhythm == AUTO
    starts = ask.starts if ask.starts is not None else rhythm_slots(ask)
    _check_size(len(starts), len(ask.parts.all))
    frame = ask.frame(starts)
    found = decode_frame(ask, frame, model, automatic)
    candidates = [_harmony(one, frame, ask.key, automatic) for one in found]
    return Harmonisation(ask.key, ask.key_confidence, tuple(candidates))


def _check_size(slots: int, notes: int) -> None:
    if slots > MOST_SLOTS or slots * notes > _MOST_PAIRS:
        raise BadInput(
            f"{notes} notes in {slots} slots are too many at once.",
            "Give fewer tracks, a shorter part, or a slower harmonic rhythm.",
            "too_long",
        )


def decode_frame(ask: Ask, frame: Frame, model: HarmonyModel, automatic: bool = False) -> list[Decoded]:
    """The candidates on the slots of a frame."""
    wishes = ask.wishes
    scores = model.scores(slot_features(ask.parts, frame), frame)
    scores = steered(scores, frame.mode, wishes.complexity)
    groups = repeat_groups(ask.parts, frame) if wishes.repeats else None
    calibration = bent_by_balance(model.calibration, EXTRA_BALANCE * leaning(wishes.complexity))
    melody = pitch_shares(ask.parts.melody, frame)
    lengths = frame.ends - frame.starts
    prices = change_prices(frame, calibration) if automatic else None
    return decode(scores, groups, melody, lengths, calibration, wishes.candidates, prices)


def rhythm_slots(ask: Ask) -> NDArray[np.float64]:
    """Slots of the wished rhythm over all notes; automatic: the finest grid, on which chords may last."""
    rows = ask.parts.all
    rhythm = FINEST if ask.wishes.rhythm == AUTO else ask.wishes.rhythm
    first = float(rows[:, 0].min()) if len(rows) else ask.grid.starts[0]
    last = float((rows[:, 0] + rows[:, 1]).max()) if len(rows) else first + ask.grid.metre.bar_beats
    if ask.end_beats is not None:
        first, last = min(first, ask.grid.starts[0]), ask.end_beats
    return ask.grid.slots(rhythm, first, last)


def _harmony(found: Decoded, frame: Frame, key: Key, merges: bool) -> Harmony:
    starts, ends, triads = frame.starts.tolist(), frame.ends.tolist(), list(found.triads)
    if merges:
        kept = [at for at, triad in enumerate(triads) if not at or triad != triads[at - 1]]
        ends = [starts[at] for at in kept[1:]] + ends[-1:]
        starts, triads = [starts[at] for at in kept], [triads[at] for at in kept]
    chords = tuple(triad_chord(triad, key) for triad in triads)
    return Harmony(tuple(starts), tuple(ends), tuple(triads), chords, found.score)
