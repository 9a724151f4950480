"""Draws excerpts of pieces as training examples: any length, any parts, played long or short."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from generators.analysis.key_evidence import WIDTH, whole_evidence
from generators.analysis.key_features import features
from generators.analysis.sounding import Sounding
from generators.models.training.keys_pieces import KeyPiece, sounding_of

FEWEST_NOTES = 4
"""An excerpt with fewer says too little about a key to learn from or to be scored on."""

_WHOLE, _OPENING, _CLOSING = 0.18, 0.32, 0.1
"""Shares of whole pieces, openings and closes; the rest is cut out of anywhere."""
_EIGHT = 0.5
"""Share of excerpts of 8 beats; the others have 4 to 64."""
_SHORTEST, _LONGEST = 4, 64
_ALL_PARTS, _ONE_PART = 0.4, 0.35
"""Shares of full textures and of single parts; the rest are random subsets of parts."""
_AT_BAR_LINE = 0.7
_SHORTENED = ((0.12, 0.5), (0.12, 0.9), (0.06, 0.25))
"""(share, factor) of excerpts whose notes are all played shorter than written."""
_CUT = 0.5
"""Share of excerpts that also hold what was struck before and still sounds, all cut to the span."""

SCORES = ("lieder", "quartets")
PER_PIECE = {"lieder": 70, "quartets": 90, "billboard": 30, "progressions": 8}


AT_HOME, WANDERING = 0, 1
"""Whether an excerpt is sure to be in its piece's home key: it opens or closes it, or is all of it, or the
song is annotated stretch by stretch. Anything else may have modulated."""


@dataclass(frozen=True, slots=True)
class Examples:
    """features: (n, WIDTH) float16, for the memory. keys: (n,) 0..23, home keys. places: (n,) `AT_HOME` or
    `WANDERING`."""

    features: NDArray[np.float16]
    keys: NDArray[np.int64]
    places: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.keys)


def excerpt(notes: NDArray[np.float64], start: float, end: float, cut: bool) -> Sounding:
    """The notes (n, 3: start, length, pitch) that start in a span; or all that sound in it, cut to it."""
    if cut:
        return sounding_of(notes).within(start, end)
    return sounding_of(notes[(notes[:, 0] >= start - 1e-6) & (notes[:, 0] < end - 1e-6)])


def examples(pieces: Sequence[KeyPiece], seed: int, share: float = 1.0) -> Examples:
    """`PER_PIECE` times ``share`` examples of each piece, in the pieces' order."""
    rows, keys, places = [], [], []
    for number, piece in enumerate(pieces):
        rng = np.random.default_rng([seed, number])
        for _ in range(max(1, round(PER_PIECE[piece.corpus] * share))):
            heard, place = _draw(piece, rng)
            if len(heard) >= FEWEST_NOTES:
                rows.append(whole_evidence(heard).rows[0])
                keys.append(piece.key)
                places.append(place)
    made = features(np.array(rows)) if rows else np.zeros((0, WIDTH))
    return Examples(made.astype(np.float16), np.array(keys, np.int64), np.array(places, np.int64))


def _draw(piece: KeyPiece, rng: np.random.Generator) -> tuple[Sounding, int]:
    notes = np.concatenate([piece.parts[index].notes for index in _parts(piece, rng)])
    for share, factor in _SHORTENED:
        if rng.random() < share:
            notes = notes * (1.0, factor, 1.0)
            break
    manner = rng.random()
    if manner < _WHOLE:
        return sounding_of(notes), AT_HOME
    start, end = float(notes[:, 0].min()), float((notes[:, 0] + notes[:, 1]).max())
    length = 8.0
    if rng.random() >= _EIGHT:
        length = float(round(np.exp(rng.uniform(np.log(_SHORTEST), np.log(_LONGEST)))))
    latest = max(end - start - length, 0.0)
    place = AT_HOME if piece.corpus not in SCORES else WANDERING
    offset = _somewhere(piece, start, latest, rng)
    if manner < _WHOLE + _OPENING:
        offset, place = 0.0, AT_HOME
    elif manner < _WHOLE + _OPENING + _CLOSING:
        offset, place = latest, AT_HOME
    return excerpt(notes, start + offset, start + offset + length, rng.random() < _CUT), place


def _somewhere(piece: KeyPiece, start: float, latest: float, rng: np.random.Generator) -> float:
    """Beats from the start of the notes to a bar line, as clips begin, or now and then to any half beat."""
    lines = [bar - start for bar in piece.bars if 0 <= bar - start <= latest]
    if lines and rng.random() < _AT_BAR_LINE:
        return float(rng.choice(lines))
    return float(rng.integers(0, 2 * int(latest) + 1)) / 2


def _parts(piece: KeyPiece, rng: np.random.Generator) -> list[int]:
    many, manner = len(piece.parts), rng.random()
    if manner < _ALL_PARTS or many == 1:
        return list(range(many))
    if manner < _ALL_PARTS + _ONE_PART:
        return [int(rng.integers(many))]
    return sorted(rng.choice(many, int(rng.integers(1, many + 1)), replace=False).tolist())
