"""The index that ships: every line and progression that the models were trained on, and the limits."""

from __future__ import annotations

import io
from functools import lru_cache
from pathlib import Path

import msgspec
import numpy as np

from generators.models.card import ModelCard, read_card, verified_bytes
from generators.originality.runs import Corpus

DATA = Path(__file__).parents[1] / "models" / "data"
CARD = "originality.md"
LINE_PERIOD, CHANGES_PERIOD = 4, 16
"""The longest figure, in tokens, whose repeats are not counted."""


class Piece(msgspec.Struct, frozen=True, array_like=True):
    """A training item as it is named to people."""

    title: str
    by: str
    licence: str
    data: str


class Limit(msgspec.Struct, frozen=True, array_like=True):
    """Percentiles of the longest run that a piece by a person shares with other pieces: in notes of a
    line, or chords of a progression. Above ``warn`` is warned of, at ``block`` a run is too long."""

    warn: int
    block: int


class Index(msgspec.Struct, frozen=True):
    """lines and changes: the corpora; the groups of both are numbers in ``pieces``. limits: by role."""

    card: ModelCard
    pieces: tuple[Piece, ...]
    limits: dict[str, Limit]
    lines: Corpus
    changes: Corpus


class Directory(msgspec.Struct, frozen=True):
    """What the data file says beside its tokens."""

    pieces: tuple[Piece, ...]
    limits: dict[str, Limit]


def read_index(data: bytes, card: ModelCard) -> Index:
    """The index of a data file: `lines`, `line_starts`, `line_pieces`, the same of `changes`, `directory`."""
    with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
        directory = msgspec.json.decode(arrays["directory"].tobytes(), type=Directory)
        lines, changes = (
            Corpus(
                arrays[f"{kind}s"],
                arrays[f"{kind}_starts"].astype(np.int64),
                arrays[f"{kind}_pieces"].astype(np.int64),
                period,
            )
            for kind, period in (("line", LINE_PERIOD), ("change", CHANGES_PERIOD))
        )
    return Index(card, directory.pieces, directory.limits, lines, changes)


@lru_cache(maxsize=1)
def load_index() -> Index:
    """The index that ships, verified and sorted once. Raises Unavailable."""
    card = read_card(DATA / CARD)
    return read_index(verified_bytes(card, DATA), card)
