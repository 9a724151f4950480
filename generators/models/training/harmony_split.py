"""Which composers train the harmony model, which calibrate it, and which it is judged on."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from generators.models.training.harmony_pieces import Piece

SPLIT_SEED = 7
_HELD_OUT, _VALIDATION = 0.12, 0.08


@dataclass(frozen=True, slots=True)
class Split:
    """Pieces by composer: no composer is in two of them."""

    training: list[Piece]
    validation: list[Piece]
    held_out: list[Piece]


def split_by_composer(pieces: Sequence[Piece], seed: int = SPLIT_SEED) -> Split:
    """Composers in a seeded order go to the held-out part until it holds its share of the pieces,
    then to validation, then to training; at least one composer in each."""
    groups = sorted({piece.group for piece in pieces})
    random.Random(seed).shuffle(groups)
    held, validation = _HELD_OUT * len(pieces), _VALIDATION * len(pieces)
    found = Split([], [], [])
    for group in groups:
        own = [piece for piece in pieces if piece.group == group]
        if len(found.held_out) < held:
            found.held_out.extend(own)
        elif len(found.validation) < validation:
            found.validation.extend(own)
        else:
            found.training.extend(own)
    return found
