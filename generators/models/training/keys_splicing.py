"""Pieces spliced so that the key changes once, to judge how a change is followed: before and after are
the opening and the close of one piece, the close moved to another key."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from bridge.model.timebase import Metre
from generators.analysis.key_finding import find_key
from generators.analysis.key_following import follow_keys
from generators.analysis.sounding import Sounding
from generators.models.training.keys_labels import MINOR
from generators.models.training.keys_pieces import KeyPiece, sounding_of

_MOVES = (1, 2, 2, 5, 7, 3, 4, 9, 0, 0)
"""Semitones up; 0: the key stays, and so should the follower."""

_LENGTHS = (16.0, 24.0, 32.0)


@dataclass(frozen=True, slots=True)
class Splice:
    """Music of two keys (0..23), the second from ``change_beats`` on."""

    heard: Sounding
    change_beats: float
    end_beats: float
    keys: tuple[int, int]


def spliced(pieces: Sequence[KeyPiece], seed: int) -> Iterator[Splice]:
    """One splice of each piece that is long enough, the same for the same seed."""
    for number, piece in enumerate(pieces):
        rng = np.random.default_rng([seed, number])
        first, second = (float(rng.choice(_LENGTHS)) for _ in range(2))
        move = int(rng.choice(_MOVES))
        notes = np.concatenate([part.notes for part in piece.parts])
        start, end = piece.start_beats, piece.end_beats
        if end - start < first + second:
            continue
        opening = notes[notes[:, 0] < start + first] - (start, 0, 0)
        opening[:, 1] = np.minimum(opening[:, 1], first - opening[:, 0])
        closing = notes[notes[:, 0] >= end - second] + (first - (end - second), 0, (move + 5) % 12 - 5)
        moved = (piece.key + move) % 12 + MINOR * (piece.key >= MINOR)
        heard = sounding_of(np.concatenate([opening, closing]))
        yield Splice(heard, first, first + second, (piece.key, moved))


def region_accuracy(splices: Sequence[Splice]) -> dict[str, float]:
    """Share of beats that are given their right key, by following and by one key for all."""
    followed, single = [], []
    for splice in splices:
        regions = follow_keys(splice.heard, Metre(), 0.0, splice.end_beats)
        spans = [(r.start_beats, r.end_beats, _index(r.key.tonic, r.key.is_minor)) for r in regions]
        found = find_key(splice.heard).key
        followed.append(_share(splice, spans))
        single.append(_share(splice, [(0.0, splice.end_beats, _index(found.tonic, found.is_minor))]))
    return {"key follower": float(np.mean(followed)), "one key for all": float(np.mean(single))}


def _index(tonic: int, minor: bool) -> int:
    return tonic + MINOR * minor


def _share(splice: Splice, spans: Sequence[tuple[float, float, int]]) -> float:
    right = 0.0
    for start, end, key in ((0.0, splice.change_beats, 0), (splice.change_beats, splice.end_beats, 1)):
        overlaps = [
            max(0.0, min(end, b) - max(start, a)) for a, b, found in spans if found == splice.keys[key]
        ]
        right += sum(overlaps)
    return right / splice.end_beats
