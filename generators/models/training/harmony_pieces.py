"""Reads songs and quartets as melody and full score on one bar grid, with the key that they are in.

Source: OpenScore Lieder and String Quartets (CC0). The key is told from the signature that is in force
longest, and from the last bass note: the data gives neither tonic nor mode.
"""

from __future__ import annotations

import gzip
import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from bridge.model.timebase import Metre
from generators.harmonise.bar_grid import BarGrid, bar_grid
from generators.harmonise.parting import NoteRows, in_order, note_rows

MELODY_ROLES = ("voice", "violin1")
BASS_ROLES = ("piano_left", "cello")

_PROFILES = (
    (6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88),
    (6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17),
)
"""Krumhansl & Kessler (1982), major and minor: they only part a major key from its relative minor here."""


@dataclass(frozen=True, slots=True)
class Piece:
    """melody, bass staff and all notes of a stretch in one metre. group: what it is split by (composer).
    mode: 0 major, 1 minor."""

    piece_id: str
    group: str
    grid: BarGrid
    end_beats: float
    tonic: int
    mode: int
    melody: NoteRows
    bass: NoteRows
    all: NoteRows


def read_pieces(path: Path) -> list[Piece]:
    """All stretches of `SET.jsonl.gz`, sorted by id. A song that changes its metre gives several."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        found = [piece for line in file for piece in pieces_of(json.loads(line))]
    return sorted(found, key=lambda piece: piece.piece_id)


def pieces_of(record: dict[str, Any]) -> Iterator[Piece]:
    """The stretches of one score: between changes of metre, and of movement."""
    roles: dict[str, list[list[float]]] = defaultdict(list)
    for part in record["parts"]:
        roles[part["role"]] += part["notes"]
    leads = [part for part in record["parts"] if part["role"] in MELODY_ROLES]
    if not leads or not any(role in roles for role in BASS_ROLES):
        return
    melody = _rows(leads[0]["notes"])
    bass = _rows([note for role in BASS_ROLES for note in roles[role]])
    everything = _rows([note for notes in roles.values() for note in notes])
    bars = [(float(start), float(length)) for start, length in record["bars"]]
    score_end = bars[-1][0] + bars[-1][1]
    edges = {float(start) for start, _, _ in record["time_signatures"]}
    edges |= {bars[bar][0] for bar in record.get("movements", []) if bar < len(bars)}
    lines = sorted(edges | {0.0})
    whole = key_of(everything, record["key_signatures"], 0.0, score_end)
    for number, (start, end) in enumerate(zip(lines, [*lines[1:], score_end], strict=True)):
        metre = _metre(record, start)
        inside = tuple(line for line, _ in bars if start - 1e-6 <= line < end - 1e-6)
        if metre is None or len(inside) < 4:
            continue
        tonic, mode = (
            key_of(everything, record["key_signatures"], start, end) if "movements" in record else whole
        )
        piece = Piece(
            f"{record['id']}.{number:02d}",
            record["composer"],
            bar_grid(metre, inside),
            end,
            tonic,
            mode,
            _within(melody, start, end),
            _within(bass, start, end),
            _within(everything, start, end),
        )
        if len(piece.melody) >= 8 and len(piece.all) >= 24:
            yield piece


def _metre(record: dict[str, Any], start: float) -> Metre | None:
    said = [(n, d) for at, n, d in record["time_signatures"] if at <= start + 1e-6]
    n, d = said[-1] if said else (4, 4)
    return Metre(n, d) if d in (1, 2, 4, 8, 16, 32) else None


def _rows(notes: list[list[float]]) -> NoteRows:
    return note_rows((note[0], note[1], note[2]) for note in notes)


def _within(rows: NoteRows, start: float, end: float) -> NoteRows:
    inside = rows[(rows[:, 0] >= start - 1e-6) & (rows[:, 0] < end - 1e-6)].copy()
    inside[:, 1] = np.minimum(inside[:, 1], end - inside[:, 0])
    return in_order(inside)


def key_of(rows: NoteRows, signatures: list[list[float]], start: float, end: float) -> tuple[int, int]:
    """(tonic, mode) of a stretch: the relative major or minor of its longest signature; the last bass
    note decides, else the better fitting profile."""
    held: dict[int, float] = defaultdict(float)
    points = [float(at) for at, _ in signatures] + [max(end, start + 1)]
    for (at, sharps), after in zip(signatures, points[1:], strict=True):
        held[int(sharps)] += max(0.0, min(after, end) - max(float(at), start))
    sharps = max(held, key=lambda one: (held[one], -abs(one)))
    major = 7 * sharps % 12
    minor = (major + 9) % 12
    here = _within(rows, start, end)
    if not len(here):
        return major, 0
    ends = here[:, 0] + here[:, 1]
    last = here[ends >= ends.max() - 0.02]
    final = int(last[:, 2].min()) % 12
    if held[sharps] >= 0.5 * (end - start) and final in (major, minor):
        return (major, 0) if final == major else (minor, 1)
    weights = np.bincount(here[:, 2].astype(int) % 12, weights=here[:, 1], minlength=12)
    fits = [
        float(np.corrcoef(np.roll(profile, tonic), weights)[0, 1])
        for profile, tonic in zip(_PROFILES, (major, minor), strict=True)
    ]
    return (major, 0) if fits[0] >= fits[1] else (minor, 1)
