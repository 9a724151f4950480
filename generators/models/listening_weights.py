"""Learned weights of the listener: what notes say about a track's role, and accents about the bar."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from generators.models.card import ModelCard, read_card, verified_bytes

CARD = Path(__file__).parent / "data" / "listening.md"

NOTE_ROLES = ("drums", "bass", "chords", "melody", "pad", "arp")
"""Roles that notes alone can tell apart."""


@dataclass(frozen=True, slots=True)
class ListeningWeights:
    """roles: (6, features of a track) log-odds. grid: (features of a bar grid,), see
    `generators.analysis.bar_grid`."""

    roles: NDArray[np.float32]
    grid: NDArray[np.float32]
    card: ModelCard | None = None


def weights_bytes(weights: ListeningWeights) -> bytes:
    """The data file; the inverse of `weights_from_bytes`."""
    file = BytesIO()
    np.savez_compressed(file, allow_pickle=False, roles=weights.roles, grid=weights.grid)
    return file.getvalue()


def weights_from_bytes(data: bytes, card: ModelCard | None = None) -> ListeningWeights:
    with np.load(BytesIO(data), allow_pickle=False) as arrays:
        return ListeningWeights(arrays["roles"], arrays["grid"], card)


@cache
def load_listening_weights(card_file: Path = CARD) -> ListeningWeights:
    """The weights that ship with Sideman. Raises Unavailable when the file is missing or was changed."""
    card = read_card(card_file)
    return weights_from_bytes(verified_bytes(card, card_file.parent), card)
