"""The counts of the n-gram model as arrays for a data file, and back."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from generators.models.kneser_ney import ORDER, Continuations, KneserNey


def kneser_ney_arrays(model: KneserNey) -> dict[str, NDArray[np.generic]]:
    """Per context length the contexts, how many classes followed each, which and how often."""
    arrays: dict[str, NDArray[np.generic]] = {"discounts": model.discounts}
    for length, table in enumerate(model.tables):
        rows = sorted(table.items())
        arrays[f"contexts{length}"] = np.array([row[0] for row in rows], np.uint8).reshape(len(rows), length)
        arrays[f"sizes{length}"] = np.array([len(row[1].classes) for row in rows], np.uint16)
        arrays[f"classes{length}"] = np.concatenate([row[1].classes for row in rows]).astype(np.uint8)
        arrays[f"counts{length}"] = np.concatenate([row[1].counts for row in rows]).astype(np.uint32)
    return arrays


def kneser_ney_from(arrays: Mapping[str, NDArray[np.generic]]) -> KneserNey:
    """The model of these arrays; the inverse of `kneser_ney_arrays`."""
    tables = tuple(_table(*(arrays[f"{part}{length}"] for part in _PARTS)) for length in range(ORDER))
    return KneserNey(tables, arrays["discounts"].astype(np.float64))


_PARTS = ("contexts", "sizes", "classes", "counts")


def _table(
    contexts: NDArray[np.generic],
    sizes: NDArray[np.generic],
    classes: NDArray[np.generic],
    counts: NDArray[np.generic],
) -> dict[tuple[int, ...], Continuations]:
    ends = sizes.astype(np.int64).cumsum().tolist()
    wide_classes, wide_counts = classes.astype(np.int64), counts.astype(np.int64)
    starts = [0, *ends[:-1]]
    return {
        tuple(context): Continuations(wide_classes[start:end], wide_counts[start:end])
        for context, start, end in zip(contexts.tolist(), starts, ends, strict=True)
    }
