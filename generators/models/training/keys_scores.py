"""Reads OpenScore Lieder and String Quartets as pieces with a key, one for each stretch of one signature."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from generators.models.training.keys_labels import home_key
from generators.models.training.keys_pieces import KeyPiece, Part

SHORTEST_BEATS = 24.0
"""Stretches below this are in passing and no home."""


def read_scores(data: Path, corpus: str, dropped: Counter[str] | None = None) -> list[KeyPiece]:
    """The pieces of `DIR/CORPUS/CORPUS.jsonl.gz` ("lieder", "quartets") whose key is beyond doubt.

    dropped counts, by reason, the stretches that were left out.
    """
    counts = Counter[str]() if dropped is None else dropped
    pieces: list[KeyPiece] = []
    with gzip.open(data / corpus / f"{corpus}.jsonl.gz", "rt", encoding="utf-8") as file:
        for line in file:
            pieces += _pieces(json.loads(line), corpus, counts)
    return sorted(pieces, key=lambda piece: piece.piece_id)


def _pieces(record: dict[str, Any], corpus: str, dropped: Counter[str]) -> Iterator[KeyPiece]:
    for index, (start, end, sharps, whole) in enumerate(_stretches(record)):
        parts = []
        for part in record["parts"]:
            notes = np.array([note[:3] for note in part["notes"]], np.float64).reshape(-1, 3)
            here = notes[(notes[:, 0] >= start - 1e-6) & (notes[:, 0] < end - 1e-6)]
            if len(here):
                parts.append(Part(part["role"], here))
        piece = KeyPiece(f"{record['id']}.{index}", corpus, record["composer"], tuple(parts), -1, whole)
        if not parts or piece.end_beats - piece.start_beats < SHORTEST_BEATS:
            dropped["short"] += 1
            continue
        key = home_key(piece.heard(), sharps)
        if key is None:
            dropped["doubtful"] += 1
            continue
        bars = tuple(float(bar[0]) for bar in record["bars"] if start <= bar[0] < end)
        yield replace(piece, key=key, bars=bars)


def _stretches(record: dict[str, Any]) -> Iterator[tuple[float, float, int, bool]]:
    """(start, end, sharps, whether it is a whole piece or movement), in beats."""
    bars = record["bars"]
    end = bars[-1][0] + bars[-1][1]
    movements = [bars[bar][0] for bar in record.get("movements") or [0]]
    signatures = record["key_signatures"]
    for first, last in zip(movements, [*movements[1:], end], strict=True):
        inside = [onset for onset, _ in signatures if first + 1e-6 < onset < last - 1e-6]
        borders = [first, *inside, last]
        for start, stop in pairwise(borders):
            sharps = [fifths for onset, fifths in signatures if onset <= start + 1e-6]
            if sharps:
                yield start, stop, sharps[-1], not inside
