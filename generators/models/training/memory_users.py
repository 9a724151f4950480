"""Simulated users: artists with several songs, and a chord model that knows none of those songs.

The long-term models learn from all other artists' songs. The users are parted into two halves; the gate
that a half is measured with learned from what the long-term models say about the songs of the other half.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from generators.models.chord_model import ChordModel
from generators.models.gate import Gate
from generators.models.training.billboard import Song
from generators.models.training.chord_folds import Plan, long_term_model
from generators.models.training.gate_examples import long_term_logs, next_seen
from generators.models.training.gate_fitting import FLOOR, fit_blend, fit_network
from generators.models.training.recurrent_training import Recipe

SONGS_AT_LEAST = 5
"""Songs of an artist from which on he counts as a user."""

FOLD = 90
"""Names the networks of this measurement among the kept ones."""

_UNUSED = Recipe(width=8, epochs=1, backwards=True)
"""The network that reads from the end: next chords never ask it."""


@dataclass(frozen=True, slots=True)
class User:
    """An artist, his songs in the order of their ids, and a model that knows none of them."""

    name: str
    songs: tuple[Song, ...]
    model: ChordModel


def parted(songs: Sequence[Song]) -> tuple[list[tuple[Song, ...]], list[Song]]:
    """The songs of each artist with `SONGS_AT_LEAST`, by name; and everybody else's."""
    by_artist: dict[str, list[Song]] = defaultdict(list)
    for song in songs:
        by_artist[song.artist].append(song)
    rest = [song for song in songs if len(by_artist[song.artist]) < SONGS_AT_LEAST]
    return [
        tuple(by_artist[name]) for name in sorted(by_artist) if len(by_artist[name]) >= SONGS_AT_LEAST
    ], rest


def users(songs: Sequence[Song], keep: Path | None, said: Callable[[str], None]) -> Iterator[User]:
    """Every simulated user. keep: folder of trained networks, so that a second run is quick."""
    artists, rest = parted(songs)
    plan = Plan(keep=keep, backward=_UNUSED)
    model = long_term_model(rest, plan, FOLD, said)
    halves = artists[0::2], artists[1::2]
    for half, other in (halves, halves[::-1]):
        taught = replace(model, gate=_gate(model, [song for artist in other for song in artist], plan))
        said("a gate was learned from the other half of the artists")
        for artist in half:
            yield User(artist[0].artist, artist, taught)


def _gate(model: ChordModel, songs: Sequence[Song], plan: Plan) -> Gate:
    logs = [long_term_logs(model, song) for song in songs]
    targets = np.concatenate([np.array(song.changes) for song in songs])
    lasts = np.concatenate([np.array([-1, *song.changes[:-1]]) for song in songs])
    blend = fit_blend(np.concatenate(logs), targets, lasts)
    seen = [
        one
        for number, (song, said) in enumerate(zip(songs, logs, strict=True))
        for one in next_seen(song, number, said, blend)
    ]
    return Gate(blend, *fit_network(seen, plan.gate, plan.seed), FLOOR).rounded()
