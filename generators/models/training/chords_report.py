"""Measures the chord model on songs that it does not know, beside its parts and its references."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from bridge.model.keys import Key
from generators.chords.next_chords import next_chords
from generators.models.chord_model import load_chord_model
from generators.models.figures import Figure
from generators.models.training.billboard import Song, read_billboard
from generators.models.training.chord_figures import figures
from generators.models.training.chord_folds import Plan
from generators.models.training.chords import cross_validated
from generators.models.vocabulary import chord_of

KEEP = "SIDEMAN_TRAINED_NETWORKS"
"""Names the folder of networks that an earlier run kept; without it they are trained again (minutes)."""

_TIMED_SONGS = 40


def measure(data: Path, said: Callable[[str], None]) -> Iterator[Figure]:
    """Next chords, the first 16 of a song, gaps, and how long a palette takes. data: as for training."""
    songs = read_billboard(data)
    keep = os.environ.get(KEEP)
    plan = Plan(keep=Path(keep) if keep else None)
    following, missing = cross_validated(songs, plan, said)
    yield from figures(following, missing, plan.folds)
    yield from latency(songs)


def latency(songs: list[Song]) -> Iterator[Figure]:
    """Milliseconds of the shipped model: a palette after each chord of some songs."""
    model, key = load_chord_model(), Key(0)
    times = []
    for song in songs[:_TIMED_SONGS]:
        chords = [chord_of(chord_class, key) for chord_class in song.changes]
        for position in range(len(chords)):
            start = time.perf_counter()
            next_chords(chords[:position], key, model=model)
            times.append(1000 * (time.perf_counter() - start))
    for measured, share in (("ms (p50)", 50), ("ms (p95)", 95)):
        target = "< 5" if share == 95 else ""
        value = float(np.percentile(times, share))
        yield Figure("next-chord palette", "Billboard", "chord model", measured, value, len(times), target)
