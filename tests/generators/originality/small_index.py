"""An index of a few invented pieces, and clips for it."""

from __future__ import annotations

import numpy as np

from bridge.model.notes import Note, Notes
from generators.models.card import ModelCard
from generators.originality.runs import corpus_of
from generators.originality.shipped import CHANGES_PERIOD, LINE_PERIOD, Index, Limit, Piece
from generators.originality.tokens import change_tokens, line_tokens

RNG = np.random.default_rng(7)
THEME = (60 + np.cumsum(RNG.integers(-4, 5, 40))).tolist()
STEPS = RNG.choice([0.25, 0.5, 1.0], 40).tolist()
SONG = [int(one) for one in RNG.permutation(108)[:30]]
LOOP = [0, 45, 63, 82, 18, 27, 36, 54, 72, 90, 9, 99, 100, 1, 46]
"""A long progression that three songs share."""

_CARD = ModelCard("small-index-1", "", "", ())


def theme(first: int, last: int, up: int = 0, factor: float = 1.0, channel: int = 0) -> Notes:
    """A stretch of the theme."""
    starts = np.concatenate([[0.0], np.cumsum(STEPS)])[first:last] * factor
    starts = starts - starts[0]
    return Notes(
        Note(start, pitch + up, step * factor, channel=channel)
        for start, pitch, step in zip(starts.tolist(), THEME[first:last], STEPS[first:last], strict=True)
    )


def small_index() -> Index:
    onsets = np.concatenate([[0.0], np.cumsum(STEPS)])[:40]
    tokens = line_tokens(onsets, np.array(THEME, float))
    songs = [SONG, LOOP, [5, *LOOP], [*LOOP, 7]]
    pieces = [Piece("Theme", "Nobody", "CC0", "lieder")]
    pieces += [Piece(f"Song {n}", "A band", "CC0", "billboard") for n in range(len(songs))]
    limits = {role: Limit(14, 18) for role in ("melody", "bass", "inner")} | {"chords": Limit(11, 13)}
    return Index(
        _CARD,
        tuple(pieces),
        limits,
        corpus_of([tokens], [0], LINE_PERIOD),
        corpus_of([change_tokens(song) for song in songs], [1, 2, 3, 4], CHANGES_PERIOD),
    )


def named(classes: list[int]) -> dict[str, object]:
    """Details that name the chords of these classes, in E flat."""
    kinds = ("maj", "min", "dim", "aug", "7", "maj7", "min7", "hdim7", "sus4")
    roots = ("Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B", "C", "Db", "D")
    return {"chords": [{"symbol": f"{roots[one // 9]}:{kinds[one % 9]}"} for one in classes]}
