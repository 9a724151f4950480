"""The chord model: what chord comes next, from songs in general and from this session."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from generators.models.card import ModelCard, read_card, verified_bytes
from generators.models.gate import mix
from generators.models.kneser_ney import ORDER, Continuations, Distribution, KneserNey
from generators.models.short_term import matches

CARD = Path(__file__).parent / "data" / "chords.md"


@dataclass(frozen=True, slots=True)
class ChordModel:
    """long_term: learned from songs. gate: weights of the mix with the session's own changes."""

    long_term: KneserNey
    gate: NDArray[np.float64]
    card: ModelCard

    def distribution(self, history: Sequence[int], mode: str, trust: float = 1.0) -> Distribution:
        """P(next class | changes so far): 108 probabilities that sum to 1.

        history: classes relative to the tonic, none following itself; what was played in the
        session and what is being written now are one line. The last class has probability 0.
        trust: the share of the session's own repeats in the mix, from 0 (songs in general only) to
        1 (as learned).
        """
        long_term = self.long_term.distribution(history, mode)
        return trust * mix(self.gate, len(history), matches(history), long_term) + (1 - trust) * long_term


def model_bytes(long_term: KneserNey, gate: NDArray[np.float64]) -> bytes:
    """The data file of a model; the inverse of `model_from_bytes`."""
    arrays: dict[str, NDArray[np.generic]] = {"discounts": long_term.discounts, "gate": gate}
    for length, table in enumerate(long_term.tables):
        rows = sorted(table.items())
        arrays[f"contexts{length}"] = np.array([row[0] for row in rows], np.uint8).reshape(len(rows), length)
        arrays[f"sizes{length}"] = np.array([len(row[1].classes) for row in rows], np.uint16)
        arrays[f"classes{length}"] = np.concatenate([row[1].classes for row in rows]).astype(np.uint8)
        arrays[f"counts{length}"] = np.concatenate([row[1].counts for row in rows]).astype(np.uint32)
    file = BytesIO()
    np.savez_compressed(file, allow_pickle=False, **arrays)
    return file.getvalue()


def model_from_bytes(data: bytes, card: ModelCard) -> ChordModel:
    """The model in a data file."""
    with np.load(BytesIO(data), allow_pickle=False) as arrays:
        tables = tuple(_table(*(arrays[f"{part}{length}"] for part in _PARTS)) for length in range(ORDER))
        return ChordModel(KneserNey(tables, arrays["discounts"]), arrays["gate"], card)


_PARTS = ("contexts", "sizes", "classes", "counts")


def _table(
    contexts: NDArray[np.uint8],
    sizes: NDArray[np.uint16],
    classes: NDArray[np.uint8],
    counts: NDArray[np.uint32],
) -> dict[tuple[int, ...], Continuations]:
    ends = sizes.astype(np.int64).cumsum().tolist()
    wide_classes, wide_counts = classes.astype(np.int64), counts.astype(np.int64)
    starts = [0, *ends[:-1]]
    return {
        tuple(context): Continuations(wide_classes[start:end], wide_counts[start:end])
        for context, start, end in zip(contexts.tolist(), starts, ends, strict=True)
    }


@cache
def load_chord_model(card_path: Path = CARD) -> ChordModel:
    """The shipped model, read once. Raises Unavailable when its file is missing or not as it was shipped."""
    card = read_card(card_path)
    return model_from_bytes(verified_bytes(card, card_path.parent), card)
