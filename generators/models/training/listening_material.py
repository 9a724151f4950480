"""What the listener is fitted to and what it is judged by: makers and songs are never in both."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from generators.models.training.harmony_lines import billboard_lines, parted, varied
from generators.models.training.listening_examples import (
    BarredSong,
    CastPiece,
    barred_songs,
    cast_drums,
    cast_rendering,
    cast_scores,
    held_out,
)
from generators.models.training.rendering import TUNING, VALIDATION, render

_RENDERINGS = 600


def role_material(data: Path, seed: int) -> tuple[list[CastPiece], list[CastPiece]]:
    """(tuning, held out): scores and drums by maker, renderings by song and by pattern."""
    real = [*cast_scores(data), *cast_drums(data)]
    out = held_out([piece.maker for piece in real])
    rng = np.random.default_rng(seed)
    tuning, validation = parted(billboard_lines(data))
    drawn = [
        [
            cast_rendering(render(varied(lines[int(rng.integers(len(lines)))], rng), style, rng))
            for _ in range(count)
        ]
        for lines, style, count in (
            (tuning, TUNING, _RENDERINGS),
            (tuning, VALIDATION, _RENDERINGS),
            (validation, VALIDATION, 200),
        )
    ]
    return (
        [piece for piece in real if piece.maker not in out] + drawn[0] + drawn[1],
        [piece for piece in real if piece.maker in out] + drawn[2],
    )


def grid_material(data: Path) -> tuple[list[BarredSong], list[BarredSong]]:
    """(tuning, held out): the Lieder by composer."""
    songs = barred_songs(data)
    out = held_out([song.maker for song in songs])
    return [s for s in songs if s.maker not in out], [s for s in songs if s.maker in out]
