"""A small recurrent network over chord changes, run in numpy one chord at a time.

Source: Cho et al., "Learning phrase representations using RNN encoder-decoder", EMNLP 2014 (the gated
recurrent unit), in the form that torch.nn.GRU computes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from generators.models.mode import MODES
from generators.models.vocabulary import CLASSES

Floats = NDArray[np.float32]

SYMBOLS = CLASSES + 1 + len(MODES)
"""What the network reads: a class, or the start of a song in an unknown mode, in major or in minor."""


def start_symbol(mode: str | None) -> int:
    """What stands before the first chord."""
    return CLASSES + (0 if mode is None else 1 + MODES.index(mode))


@dataclass(frozen=True, slots=True)
class Recurrent:
    """inputs: (symbols, 3H), the input side of the gates for every symbol, biases included. hidden: (H, 3H).
    hidden_bias: (3H,). output: (H, 108). output_bias: (108,). Gates in the order reset, update, new."""

    inputs: Floats
    hidden: Floats
    hidden_bias: Floats
    output: Floats
    output_bias: Floats

    @property
    def width(self) -> int:
        """H, the size of the state."""
        return len(self.hidden)

    def fresh(self) -> Floats:
        """The state before anything was read."""
        return np.zeros(self.width, np.float32)

    def read(self, state: Floats, symbols: int | NDArray[np.int64]) -> Floats:
        """The state after one more symbol; states (..., H) with as many symbols (...) go in one call."""
        width = self.width
        seen = self.inputs[symbols]
        kept = state @ self.hidden + self.hidden_bias
        gates = 1 / (1 + np.exp(-(seen[..., : 2 * width] + kept[..., : 2 * width])))
        reset, update = gates[..., :width], gates[..., width:]
        new = np.tanh(seen[..., 2 * width :] + reset * kept[..., 2 * width :])
        after: Floats = new + update * (state - new)
        return after

    def log_odds(self, state: Floats) -> Floats:
        """(..., 108) unnormalised logs of what comes next."""
        found: Floats = state @ self.output + self.output_bias
        return found


def joined(networks: Sequence[Recurrent]) -> Recurrent:
    """Several networks side by side as one, whose log odds are the mean of theirs."""
    widths = [network.width for network in networks]
    hidden = np.zeros((sum(widths), 3 * sum(widths)), np.float32)
    start = 0
    for network, width in zip(networks, widths, strict=True):
        for gate in range(3):
            column = gate * sum(widths) + start
            hidden[start : start + width, column : column + width] = network.hidden[
                :, gate * width : (gate + 1) * width
            ]
        start += width
    return Recurrent(
        _by_gate([network.inputs for network in networks]),
        hidden,
        _by_gate([network.hidden_bias for network in networks]),
        np.concatenate([network.output / len(networks) for network in networks], dtype=np.float32),
        np.mean([network.output_bias for network in networks], axis=0, dtype=np.float32),
    )


def _by_gate(arrays: Sequence[Floats]) -> Floats:
    """All reset parts, then all update parts, then all new parts, along the last axis."""
    split = [np.split(array, 3, axis=-1) for array in arrays]
    return np.concatenate([parts[gate] for gate in range(3) for parts in split], axis=-1)


ARRAYS = ("inputs", "hidden", "hidden_bias", "output", "output_bias")


def arrays_of(network: Recurrent, name: str) -> dict[str, NDArray[np.generic]]:
    """Half-precision arrays for the data file; the inverse of `network_from`."""
    return {f"{name}.{part}": getattr(network, part).astype(np.float16) for part in ARRAYS}


def network_from(arrays: Mapping[str, NDArray[np.generic]], name: str) -> Recurrent:
    """The network that was saved under a name."""
    return Recurrent(*(np.ascontiguousarray(arrays[f"{name}.{part}"], np.float32) for part in ARRAYS))
