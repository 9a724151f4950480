"""How far a user's own pieces may bend the chord model: learned on those pieces, or not at all.

Each piece is predicted from the others. The shares of the mix are learned by expectation maximisation; the
figures that decide, and that the user is shown, are of pieces whose group had no part in learning the shares.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from generators.api import UserMemory
from generators.models.chord_model import ChordModel
from generators.models.gate import Floats
from generators.models.user_memory import (
    BUCKETS,
    START,
    Runs,
    bucket_of,
    counts_from,
    doubt_of,
    packed_runs,
    runs_of,
)

PIECES_AT_LEAST = 4
"""Held-out pieces below which nothing can be said, and the memory stays out of the music."""

NOISE_BITS = 5.0
"""Bits a chord from which a piece is left out altogether: the model hears chords at random (8.6 bits) or a
file that was misheard, not somebody's harmony (1.3 bits on songs that it does not know)."""

GROUPS = 12
"""Pieces are left out one by one up to so many, beyond that in so many groups."""

EARLY = 16
"""Changes from the start of a piece that are also measured alone."""

PRIOR_SHARES = (
    (0.003, 0.005, 0.007),
    (0.007, 0.016, 0.014),
    (0.012, 0.013, 0.032),
    (0.011, 0.056, 0.117),
)  # fmt: skip
"""Doubt of the chord model (rows) x support of the user's runs: the shares that serve Billboard artists with
five songs or more, learned by `generators.models.training.memory_report` on songs new to the chord model."""

_PRIOR_CHORDS = 200.0
"""How many chords of the user's own weigh as much as the prior, a bucket."""

_ROUNDS = 30
_ERRORS_ABOVE = 1.0
"""Standard errors that the mean gain of a piece must lie above zero."""

_PIECES_HELPED = 0.6
"""Share of the pieces that must gain: a folder of two minds may not serve one half at the other's cost."""

_FADING_PIECES = 128.0
"""Pieces after which a piece weighs half of the newest."""


_PLACE = np.dtype(
    [("before", "u1"), ("last", "u1"), ("next", "u1"), ("doubt", "u1"), ("early", "u1"), ("chance", "<f4")]
)

Places = NDArray[np.void]
"""(n,) the chords of a piece, sorted, so that the piece can't be read off: the run of three, how unsure the
chord model was (`doubt_of`), whether it was among the first `EARLY`, and what it gave the chord that came."""


@dataclass(frozen=True, slots=True)
class Piece:
    """What is kept of one of the user's pieces. held_out: whether it may be predicted from the others to see
    what the memory gives; a clip that was made with the memory may not. weight: of its counts."""

    places: Places
    held_out: bool = True
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Gain:
    """Bits a chord of held-out pieces, each predicted from the others; early: of their first `EARLY` chords.
    trusted: whether the gain is above chance. shares: as learned on all of them."""

    pieces: int
    bits_with: float
    bits_without: float
    early_with: float
    early_without: float
    trusted: bool
    shares: tuple[float, ...]


def places_of(changes: Sequence[int], mode: str | None, model: ChordModel) -> Places:
    """What is kept of a line of changes."""
    padded = (START, START, *changes)
    expected = model.walk(changes, mode)
    rows = [
        (*padded[place : place + 3], doubt_of(base), place < EARLY, max(float(base[chosen]), 1e-9))
        for place, (chosen, base) in enumerate(zip(changes, expected, strict=False))
    ]
    return np.sort(np.array(rows, _PLACE), order=_PLACE.names)


def packed_places(places: Places) -> bytes:
    """Places as bytes."""
    return places.tobytes()


def unpacked_places(packed: bytes) -> Places:
    """The inverse of `packed_places`."""
    return np.frombuffer(packed, _PLACE)


def memory_of(pieces: Sequence[Piece], prior: Floats | None = None) -> tuple[UserMemory | None, Gain | None]:
    """The memory of these pieces, oldest first, where it helps; and what it gave, where that can be said."""
    weighed = _faded([piece for piece in pieces if not is_noise(piece)])
    measured = gain(weighed, prior)
    if measured is None or not measured.trusted or not any(measured.shares):
        return None, measured
    runs = _runs(weighed)
    return UserMemory(
        packed_runs(runs), measured.shares, measured.pieces, measured.bits_with, measured.bits_without
    ), measured


def is_noise(piece: Piece) -> bool:
    """Whether a piece lies above `NOISE_BITS`."""
    return len(piece.places) > 0 and float(-np.log2(piece.places["chance"]).mean()) > NOISE_BITS


def gain(pieces: Sequence[Piece], prior: Floats | None = None) -> Gain | None:
    """What the pieces say about each other; None where too few may be held out. prior: (`BUCKETS`,)."""
    held = [number for number, piece in enumerate(pieces) if piece.held_out and len(piece.places)]
    if len(held) < PIECES_AT_LEAST:
        return None
    asked = left_out(pieces, held)
    bits: list[tuple[float, float, int]] = []
    early = np.zeros(3)
    for index in range(len(asked)):
        rest = [one for other, each in enumerate(asked) if other != index for one in each]
        shares = learned(rest, prior)
        for one in asked[index]:
            mixed = (1 - shares[one.buckets]) * one.base + shares[one.buckets] * one.own
            costs = -np.log2(np.maximum(np.stack((mixed, one.base)), 1e-9))
            bits.append((float(costs[0].sum()), float(costs[1].sum()), len(one.base)))
            early += (*costs[:, one.early].sum(axis=1), int(one.early.sum()))
    table = np.array(bits)
    chords = table[:, 2].sum()
    gains = (table[:, 1] - table[:, 0]) / table[:, 2]
    error = float(gains.std(ddof=1)) / np.sqrt(len(gains))
    helps = (
        table[:, 0].sum() < table[:, 1].sum()
        and float(gains.mean()) > _ERRORS_ABOVE * error
        and float((gains > 0).mean()) >= _PIECES_HELPED
    )
    shares = learned([one for each in asked for one in each], prior)
    return Gain(
        len(held),
        float(table[:, 0].sum() / chords),
        float(table[:, 1].sum() / chords),
        float(early[0] / max(early[2], 1)),
        float(early[1] / max(early[2], 1)),
        bool(helps),
        tuple(round(float(share), 4) for share in shares),
    )


@dataclass(frozen=True, slots=True)
class Asked:
    """What both said about the chords of a piece. base, own: chances of what came. buckets: of the shares."""

    base: Floats
    own: Floats
    buckets: NDArray[np.int64]
    early: NDArray[np.bool_]


def left_out(pieces: Sequence[Piece], held: Sequence[int]) -> list[list[Asked]]:
    """The held pieces (numbers) in groups, each asked of the counts of all the others."""
    return [_asked(pieces, held[first::GROUPS]) for first in range(min(GROUPS, len(held)))]


def _asked(pieces: Sequence[Piece], group: Sequence[int]) -> list[Asked]:
    counts = counts_from(_runs([piece for number, piece in enumerate(pieces) if number not in group]))
    found = []
    for number in group:
        places = pieces[number].places
        said = [
            (*counts.chance_over(chance, before, last, following), doubt)
            for before, last, following, doubt, _, chance in places.tolist()
        ]
        found.append(
            Asked(
                places["chance"].astype(np.float64),
                np.array([own for own, _, _ in said]),
                np.array([bucket_of(doubt, support) for _, support, doubt in said]),
                places["early"].astype(bool),
            )
        )
    return found


def learned(
    asked: Sequence[Asked], prior: Floats | None = None, prior_chords: float = _PRIOR_CHORDS
) -> Floats:
    """(`BUCKETS`,) shares by expectation maximisation, drawn to the prior as by so many chords a bucket."""
    first = np.array(PRIOR_SHARES).ravel() if prior is None else prior
    base = np.concatenate([one.base for one in asked])
    own = np.concatenate([one.own for one in asked])
    buckets = np.concatenate([one.buckets for one in asked])
    counts = np.bincount(buckets, minlength=BUCKETS) + prior_chords
    shares = first
    for _ in range(_ROUNDS):
        part = shares[buckets] * own
        part /= part + (1 - shares[buckets]) * base
        shares = (np.bincount(buckets, part, BUCKETS) + prior_chords * first) / counts
    return shares


def _faded(pieces: Sequence[Piece]) -> list[Piece]:
    newest = len(pieces) - 1
    return [
        replace(piece, weight=piece.weight * 0.5 ** ((newest - number) / _FADING_PIECES))
        for number, piece in enumerate(pieces)
    ]


def _runs(pieces: Sequence[Piece]) -> Runs:
    return runs_of(
        (tuple(run), piece.weight)
        for piece in pieces
        for run in piece.places[["before", "last", "next"]].tolist()
    )
