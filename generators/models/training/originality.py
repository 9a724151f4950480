"""Builds the originality index, measures its limits, and writes its data file and card.

    python -m generators.models.training.originality --data DIR --out generators/models/data

DIR holds `lieder`, `quartets`, `billboard` and `progressions`. Takes about a minute; the same data and seed
give the same file.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import logging
import math
from collections.abc import Sequence
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from generators.models.training.originality_card import card_text
from generators.models.training.originality_items import Item, read_items
from generators.models.training_data import data_set
from generators.originality.runs import Corpus, corpus_of
from generators.originality.shipped import CHANGES_PERIOD, LINE_PERIOD, Directory, Limit, Piece
from generators.originality.tokens import LEAD_CHORDS, LEAD_NOTES

log = logging.getLogger("sideman.training")

FLOOR = 12
"""No shorter run is blocked, whatever the percentile."""

EXCERPT_TOKENS = {"melody": 62, "bass": 62, "inner": 62, "chords": 23}
"""How much of a piece is compared with all others: 64 notes, or 24 chords."""

_EXCERPTS = 1500
ITEM_FILE = "originality.npz"


def longest_runs(
    items: Sequence[Item], pieces: Sequence[int], corpus: Corpus, role: str, seed: int, count: int = _EXCERPTS
) -> NDArray[np.int64]:
    """The longest counted run that each of ``count`` random excerpts shares with other pieces, in notes or
    chords; 0 for none."""
    width, lead = EXCERPT_TOKENS[role], LEAD_CHORDS if role == "chords" else LEAD_NOTES
    able = [n for n, item in enumerate(items) if item.role == role and len(item.tokens) >= width]
    rng = np.random.default_rng((seed, sum(role.encode())))
    found = []
    for _ in range(count if able else 0):
        number = able[int(rng.integers(len(able)))]
        tokens = items[number].tokens
        start = int(rng.integers(len(tokens) - width + 1))
        runs = corpus.runs(tokens[start : start + width], without_group=pieces[number])
        found.append(runs[0].counted + lead if runs else 0)
    return np.array(found, np.int64)


def piece_numbers(items: Sequence[Item]) -> dict[tuple[str, str], int]:
    """(data set, piece) -> its number in the index, in order."""
    return {name: number for number, name in enumerate(sorted({(item.data, item.piece) for item in items}))}


def build(items: Sequence[Item], seed: int) -> tuple[bytes, dict[str, NDArray[np.int64]]]:
    """(the data file, the longest runs of people's excerpts by role)."""
    number = piece_numbers(items)
    first = {(item.data, item.piece): item for item in reversed(items)}
    pieces = tuple(
        Piece(one.title, one.by, data_set(one.data).licence, one.data)
        for one in (first[name] for name in number)
    )
    arrays: dict[str, NDArray[np.generic]] = {}
    measured: dict[str, NDArray[np.int64]] = {}
    for kind, stem, period in (("line", "line", LINE_PERIOD), ("changes", "change", CHANGES_PERIOD)):
        own = [item for item in items if item.kind == kind]
        groups = [number[item.data, item.piece] for item in own]
        corpus = corpus_of([item.tokens for item in own], groups, period)
        arrays[f"{stem}s"] = corpus.tokens
        arrays[f"{stem}_starts"] = corpus.starts.astype(np.int32)
        arrays[f"{stem}_pieces"] = corpus.group.astype(np.uint16)
        for role in sorted({item.role for item in own}):
            measured[role] = longest_runs(own, groups, corpus, role, seed)
            log.info("%s: %d excerpts compared", role, len(measured[role]))
    limits = {role: limit_of(runs) for role, runs in measured.items()}
    directory = msgspec.json.encode(Directory(pieces, limits))
    arrays["directory"] = np.frombuffer(directory, np.uint8)
    buffer = io.BytesIO()
    np.savez_compressed(buffer, **arrays)  # type: ignore[arg-type]
    return buffer.getvalue(), measured


def limit_of(runs: NDArray[np.int64]) -> Limit:
    """Warn above the 95th percentile, block at the 99th, but never a run shorter than `FLOOR`."""
    if not len(runs):
        return Limit(FLOOR - 1, FLOOR)
    warn, block = (math.ceil(float(np.percentile(runs, share))) for share in (95, 99))
    block = max(FLOOR, block)
    return Limit(min(warn, block - 1), block)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="generators.models.training.originality", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with lieder/, billboard/ ...")
    parser.add_argument("--out", type=Path, required=True, help="where originality.npz and .md go")
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    items = read_items(chosen.data)
    data, measured = build(items, chosen.seed)
    chosen.out.mkdir(parents=True, exist_ok=True)
    (chosen.out / ITEM_FILE).write_bytes(data)
    limits = {role: limit_of(runs) for role, runs in measured.items()}
    card = card_text(items, measured, limits, hashlib.sha256(data).hexdigest(), len(data), chosen.seed)
    (chosen.out / "originality.md").write_text(card, encoding="utf-8")
    log.info("wrote %s (%d bytes) and its card to %s", ITEM_FILE, len(data), chosen.out)


if __name__ == "__main__":
    main()
