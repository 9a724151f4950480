"""The key model: a small net that asks of each of twelve tonics how well it fits as major and as minor."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from generators.analysis.key_features import PROFILE_COUNT, TABLE_COUNT
from generators.models.card import ModelCard, read_card, verified_bytes

CARD = Path(__file__).parent / "data" / "keys.md"

KEYS = 24
"""Keys in the model's order: C, Db .. B major, then C .. B minor."""

Floats = NDArray[np.floating]


@cache
def seen_from_tonics(width: int) -> NDArray[np.int64]:
    """(12, width): where each feature lies when the pitch classes are counted from a tonic instead of C."""
    steps = np.arange(12)
    rows = []
    for tonic in range(12):
        classes = (steps + tonic) % 12
        profiles = np.arange(PROFILE_COUNT)[:, None] * 12 + classes
        tables = np.arange(TABLE_COUNT)[:, None, None] * 144 + (classes[:, None] * 12 + classes)
        plain = np.arange(PROFILE_COUNT * 12 + TABLE_COUNT * 144, width)
        rows.append(np.concatenate([profiles.ravel(), PROFILE_COUNT * 12 + tables.ravel(), plain]))
    return np.array(rows)


@dataclass(frozen=True, slots=True)
class KeyNet:
    """Layers with ReLU between them; weights: (in, out) each. temperature: divides the outputs."""

    weights: tuple[NDArray[np.float32], ...]
    biases: tuple[NDArray[np.float32], ...]
    temperature: float

    def log_probabilities(self, features: Floats) -> NDArray[np.float64]:
        """(n, 24) log P(key) of (n, width) features, natural logarithm; each row's exponents sum to 1."""
        seen = features.astype(np.float32)[:, seen_from_tonics(features.shape[1])]
        for weight, bias in zip(self.weights[:-1], self.biases[:-1], strict=True):
            seen = np.maximum(seen @ weight + bias, 0)
        out = (seen @ self.weights[-1] + self.biases[-1]).astype(np.float64) / self.temperature
        logits = out.transpose(0, 2, 1).reshape(len(features), KEYS)
        logits -= logits.max(axis=1, keepdims=True)
        found: NDArray[np.float64] = logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))
        return found


@dataclass(frozen=True, slots=True)
class KeyModel:
    """The net and its card."""

    net: KeyNet
    card: ModelCard


def model_bytes(net: KeyNet) -> bytes:
    """The data file of a net, weights as float16; the inverse of `net_from_bytes`."""
    arrays = {f"weight{n}": weight.astype(np.float16) for n, weight in enumerate(net.weights)}
    arrays |= {f"bias{n}": bias.astype(np.float16) for n, bias in enumerate(net.biases)}
    file = BytesIO()
    np.savez_compressed(file, allow_pickle=False, temperature=np.array(net.temperature), **arrays)
    return file.getvalue()


def net_from_bytes(data: bytes) -> KeyNet:
    """The net in a data file."""
    with np.load(BytesIO(data), allow_pickle=False) as arrays:
        layers = range(sum(name.startswith("weight") for name in arrays.files))
        return KeyNet(
            tuple(arrays[f"weight{n}"].astype(np.float32) for n in layers),
            tuple(arrays[f"bias{n}"].astype(np.float32) for n in layers),
            float(arrays["temperature"]),
        )


@cache
def load_key_model(card_path: Path = CARD) -> KeyModel:
    """The shipped model, read once. Raises Unavailable when its file is missing or not as it was shipped."""
    card = read_card(card_path)
    return KeyModel(net_from_bytes(verified_bytes(card, card_path.parent)), card)
