"""The harmony model: how well each of 48 triads fits each slot, and how chords follow each other.

A bidirectional GRU reads the features of all slots (Cho et al. 2014) and gives a score for every
triad and for a change of chord at each slot; a table of transitions joins them to a linear-chain
conditional random field (Lafferty et al. 2001), trained as one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from generators.harmonise.slot_features import Frame
from generators.harmonise.triads import TRIADS
from generators.models.card import ModelCard, read_card, verified_bytes

CARD = Path(__file__).parent / "data" / "harmony.md"

KINDS = 12
"""Kinds of slots: 4 places in the bar x 3 lengths."""

Array = NDArray[np.float64]


def slot_kinds(frame: Frame) -> NDArray[np.int64]:
    """(slots,) place in the bar * 3 + length (0: most of a bar or more, 1: half, 2: a beat or less)."""
    lengths = frame.ends - frame.starts
    share = lengths / frame.grid.metre.bar_beats
    size = np.where(share > 0.7, 0, np.where(share > 0.34, 1, 2))
    if frame.grid.metre.bar_beats <= 2.01:
        size = np.where((size == 1) & (lengths <= 1.01), 2, size)
    found: NDArray[np.int64] = frame.grid.places(frame.starts) * 3 + size
    return found


@dataclass(frozen=True, slots=True)
class Scores:
    """fits: (slots, 48). changes: (slots,) for a chord that differs from the one before.
    follows: (48, 48) from each triad to each. All natural logs up to a constant."""

    fits: Array
    changes: Array
    follows: Array


@dataclass(frozen=True, slots=True)
class Calibration:
    """What `generators.harmonise.decoding` bends likelihoods by, fitted on validation songs.

    rarity: for chords that are rare in the song. consonance: against chords for holding the melody.
    balance: towards the spread of chords that the model expects of the song. change: the price of a new
    chord where the harmonic rhythm is automatic. All natural logs.
    """

    rarity: float
    consonance: float
    balance: float
    change: float


@dataclass(frozen=True, slots=True)
class HarmonyModel:
    """weights: the arrays of the data file, in double precision."""

    weights: Mapping[str, Array]
    card: ModelCard

    def scores(self, features: Array, frame: Frame) -> Scores:
        """What the model says of each slot. features: (slots, WIDTH) of `slot_features`."""
        w = self.weights
        states = _gru(np.stack([features, features[::-1]]), w["in"], w["again"], w["bias"], w["bias_again"])
        out = np.concatenate([states[0], states[1, ::-1]], axis=1) @ w["out"].T + w["bias_out"]
        changes = out[:, TRIADS] + w["kinds"][slot_kinds(frame)]
        return Scores(out[:, :TRIADS], changes, w["follows"][frame.mode])

    @property
    def calibration(self) -> Calibration:
        """How its likelihoods are turned into chords."""
        return Calibration(*(float(value) for value in self.weights["calibration"]))


def _gru(read: Array, w_in: Array, w_again: Array, bias: Array, bias_again: Array) -> Array:
    """(2, slots, hidden) states of both directions; gates in the order reset, update, new.

    read: (2, slots, features), the second backwards. Weights: (2, 3 * hidden, ...).
    """
    size = w_again.shape[2]
    by_slot = np.ascontiguousarray((read @ w_in.transpose(0, 2, 1) + bias[:, None, :]).transpose(1, 0, 2))
    turned = np.ascontiguousarray(w_again.transpose(0, 2, 1))
    state = np.zeros((2, size))
    found = np.empty((2, len(by_slot), size))
    for index, row in enumerate(by_slot):
        again = (state[:, None, :] @ turned)[:, 0] + bias_again
        gates = 0.5 * np.tanh(0.5 * (row[:, : 2 * size] + again[:, : 2 * size])) + 0.5
        new = np.tanh(row[:, 2 * size :] + gates[:, :size] * again[:, 2 * size :])
        state = new + gates[:, size:] * (state - new)
        found[:, index] = state
    return found


def model_bytes(weights: Mapping[str, NDArray[np.generic]]) -> bytes:
    """The data file of a model, in half precision; the inverse of `model_from_bytes`."""
    file = BytesIO()
    arrays = {name: np.asarray(weights[name], dtype=np.float16) for name in sorted(weights)}
    np.savez_compressed(file, allow_pickle=False, **arrays)
    return file.getvalue()


def model_from_bytes(data: bytes, card: ModelCard) -> HarmonyModel:
    """The model in a data file."""
    with np.load(BytesIO(data), allow_pickle=False) as arrays:
        return HarmonyModel({name: arrays[name].astype(np.float64) for name in arrays.files}, card)


@cache
def load_harmony_model(card_path: Path = CARD) -> HarmonyModel:
    """The shipped model, read once. Raises Unavailable when its file is missing or not as it was shipped."""
    card = read_card(card_path)
    return model_from_bytes(verified_bytes(card, card_path.parent), card)
