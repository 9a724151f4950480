"""Measures the shipped key model on authors that it never saw, and on corpora of other people."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np

from generators.analysis.key_finding import find_key
from generators.models.figures import Figure
from generators.models.key_model import KeyNet, load_key_model
from generators.models.training.keys_corpora import corpus_folder, other_corpora
from generators.models.training.keys_pieces import KeyPiece, part_of
from generators.models.training.keys_profiles import profile_key
from generators.models.training.keys_scores import read_scores
from generators.models.training.keys_scoring import Item, items, scores
from generators.models.training.keys_songs import read_billboard_pieces
from generators.models.training.keys_splicing import region_accuracy, spliced

TASK = "key"
_TARGETS = {"whole piece": ">= .95", "first 8 beats": ">= .88", "any 8 beats in the home scale": ">= .88"}
_ESSEN_EVERY = 4
"""Every fourth Essen tune: 2,000 are plenty, and reading all of them takes most of the time."""

_TIMED, _TRIES = 400, 3
"""Excerpts that are timed; each counts with the best of some tries, so that other programs' work does not."""


def measure(data: Path, said: Callable[[str], None]) -> Iterator[Figure]:
    """Exact and MIREX-weighted key, time, and modulation, beside three profile methods on the same excerpts.

    data: a folder with `lieder`, `quartets` and `billboard`. The other corpora come from music21 where
    it is installed, and are named as left out where it is not.
    """
    net = load_key_model().net
    pieces = held_out_pieces(data)
    excerpts = list(items(pieces))
    yield from _figures(excerpts, net, "held-out authors", said)
    yield from _times(excerpts)
    yield from _modulations(pieces)
    folder = corpus_folder()
    if folder is None:
        said("key: other corpora left out, music21 is not installed")
        return
    others = list(other_corpora(folder, _ESSEN_EVERY))
    yield from _figures(list(items(others)), net, "never trained on", said)


def held_out_pieces(data: Path) -> list[KeyPiece]:
    """Lieder, quartets and played Billboard chords of the authors that were kept out of training."""
    scored = [*read_scores(data, "lieder"), *read_scores(data, "quartets")]
    played = read_billboard_pieces(data, seed=1, wanted=lambda artist: part_of(artist) == "held out")
    return [piece for piece in scored if part_of(piece.author) == "held out"] + played


def _figures(
    excerpts: Sequence[Item], net: KeyNet, split: str, said: Callable[[str], None]
) -> Iterator[Figure]:
    for score in scores(excerpts, net, said):
        corpus = f"{score.corpus} ({split}), {score.texture}, {score.span}"
        target = _TARGETS.get(score.span, "") if score.texture == "all parts" else ""
        yield Figure(TASK, corpus, score.system, "exact", score.exact, score.items, target)
        yield Figure(TASK, corpus, score.system, "MIREX", score.mirex, score.items)


def _times(excerpts: Sequence[Item]) -> Iterator[Figure]:
    for span in ("first 8 beats", "whole piece"):
        chosen = [item for item in excerpts if item.span == span and item.texture == "all parts"][:_TIMED]
        for system, act in (("key model", find_key), ("Krumhansl", lambda h: profile_key(h, "Krumhansl"))):
            times = []
            for item in chosen:
                tries = []
                for _ in range(_TRIES):
                    start = time.perf_counter()
                    act(item.heard)
                    tries.append(time.perf_counter() - start)
                times.append(min(tries) * 1000)
            value = float(np.percentile(times, 95))
            corpus = f"all held-out excerpts, {span}"
            target = "< 2" if system == "key model" else ""
            yield Figure(TASK, corpus, system, "ms (p95)", value, len(times), target)


def _modulations(pieces: Sequence[KeyPiece]) -> Iterator[Figure]:
    splices = list(spliced(pieces, seed=1))
    for system, value in region_accuracy(splices).items():
        corpus = "held-out pieces spliced to change key once"
        yield Figure(TASK, corpus, system, "beats in the right key", value, len(splices))
