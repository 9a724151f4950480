"""Pieces of music with a known key, part by part, and what can be cut out of them."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from generators.analysis.sounding import Sounding, from_rows

HELD_OUT_SHARE = 0.2
CHECKING_SHARE = 0.15
"""Of the authors: kept out of all training; and, of the rest, used for calibration and early stopping."""


@dataclass(frozen=True, slots=True)
class Part:
    """One line or staff. role: as in the data ("voice", "piano_left", "cello", "bass", ...).
    notes: (n, 3) start_beats, length_beats, pitch."""

    role: str
    notes: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class KeyPiece:
    """A piece, movement or stretch under one signature, with its home key (0..11 major, 12..23 minor).

    author: composer or artist, by whom the data is split. whole: not just a stretch of a longer piece.
    bars: starts of its bars in beats, or () where they are not known. judged: whether figures may come from
    it; not so for second renderings, and for data that is all synthetic.
    """

    piece_id: str
    corpus: str
    author: str
    parts: tuple[Part, ...]
    key: int
    whole: bool = True
    bars: tuple[float, ...] = ()
    judged: bool = True

    @property
    def start_beats(self) -> float:
        return float(min(part.notes[:, 0].min() for part in self.parts))

    @property
    def end_beats(self) -> float:
        return float(max((part.notes[:, 0] + part.notes[:, 1]).max() for part in self.parts))

    def heard(self, roles: Collection[str] | None = None) -> Sounding:
        """The notes of some roles, or of all parts."""
        chosen = [part.notes for part in self.parts if roles is None or part.role in roles]
        return sounding_of(np.concatenate(chosen) if chosen else np.zeros((0, 3)))


def sounding_of(notes: NDArray[np.float64]) -> Sounding:
    """From (n, 3) start_beats, length_beats, pitch."""
    if not len(notes):
        return from_rows([])
    return Sounding(notes[:, 0], notes[:, 0] + notes[:, 1], notes[:, 2].astype(np.int64), np.ones(len(notes)))


def part_of(author: str) -> str:
    """ "held out", "checking" or "training", by a hash of the author's name: the same in every run."""
    share = int.from_bytes(hashlib.sha256(author.encode()).digest()[:4], "big") / 2**32
    if share < HELD_OUT_SHARE:
        return "held out"
    return "checking" if share < HELD_OUT_SHARE + CHECKING_SHARE * (1 - HELD_OUT_SHARE) else "training"


def split(pieces: Sequence[KeyPiece]) -> dict[str, list[KeyPiece]]:
    """The pieces by `part_of` their authors."""
    parts: dict[str, list[KeyPiece]] = {"training": [], "checking": [], "held out": []}
    for piece in pieces:
        parts[part_of(piece.author)].append(piece)
    return parts
