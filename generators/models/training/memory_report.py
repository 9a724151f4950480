"""Measures what learning the session and the user gives, on songs that the chord model does not know.

Users are simulated (`memory_users`). A song is predicted from the other songs of its artist; whether the
memory may speak at all is decided on those others alone. Chords at random are the adversary: beside an
artist's songs in the same folder they may not make these worse. The session's figures are of second halves
of songs, with the first half nowhere, or as another section of the set.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from generators.models.chord_model import ChordModel
from generators.models.figures import Figure
from generators.models.gate import Floats
from generators.models.training.billboard import read_billboard
from generators.models.training.memory_users import User, users
from generators.models.user_memory import BUCKETS, bent
from generators.models.user_memory_fitting import EARLY, Piece, learned, left_out, memory_of, places_of
from generators.models.vocabulary import CLASSES

KEEP = "SIDEMAN_TRAINED_NETWORKS"
"""Names the folder of networks that an earlier run kept; without it they are trained again (minutes)."""

RANDOM_CHORDS = 64
_FLAT_PRIOR, _FLAT_CHORDS = 0.03, 30.0
_USERS = "Billboard artists with 5 songs or more"
_SECTIONS = "second halves of their songs"

Costs = tuple[Floats, Floats]
"""Bits of every chord of a song, with and without."""


def measure(data: Path, said: Callable[[str], None]) -> Iterator[Figure]:
    """Bits a chord with and without the session's other sections, and with and without a user's memory."""
    keep = os.environ.get(KEEP)
    everybody = list(users(read_billboard(data), Path(keep) if keep else None, said))
    yield from _session_figures(everybody)
    said("the session's figures are measured")
    yield from _user_figures(everybody, said)


def _session_figures(everybody: Sequence[User]) -> Iterator[Figure]:
    found: dict[str, list[Floats]] = {"this section alone": [], "with the other section": []}
    for user in everybody:
        for song in user.songs:
            half = len(song.changes) // 2
            first, second = song.changes[:half], song.changes[half:]
            for name, elsewhere in zip(found, ((), (first,)), strict=True):
                found[name].append(_costs(user.model, second, elsewhere))
    for name, songs in found.items():
        every, early = np.concatenate(songs), np.concatenate([song[:EARLY] for song in songs])
        yield Figure("session memory", _SECTIONS, name, "bits a chord", float(every.mean()), len(every))
        yield Figure(
            "session memory", _SECTIONS, name, "bits, first 16 chords", float(early.mean()), len(early)
        )


def _costs(model: ChordModel, changes: Sequence[int], elsewhere: tuple[tuple[int, ...], ...]) -> Floats:
    chances = [
        model.distribution(changes[:place], elsewhere=elsewhere)[chosen]
        for place, chosen in enumerate(changes)
    ]
    return -np.log2(np.maximum(chances, 1e-9))


def _user_figures(everybody: Sequence[User], said: Callable[[str], None]) -> Iterator[Figure]:
    pieces = [_pieces(user) for user in everybody]
    shares = pooled_shares(pieces)
    table = "; ".join(" ".join(f"{share:.3f}" for share in row) for row in shares.reshape(-1, 3))
    said(f"shares that serve all of them: {table}")
    # The prior of a user comes from the other half of the artists, as the gate of his model does.
    priors = [
        pooled_shares(
            [own for other, own in zip(everybody, pieces, strict=True) if other.model is not user.model]
        )
        for user in everybody
    ]
    rows = list(zip(everybody, pieces, priors, strict=True))
    played = [user_costs(*row) for row in rows]
    yield from _figures(_USERS, [costs for costs, _ in played])
    songs = sum(len(user.songs) for user in everybody)
    share = sum(spoke for _, spoke in played) / songs
    yield Figure(
        "user memory", _USERS, "with the user's memory", "share of songs where it spoke", share, songs
    )
    said("the artists are measured")
    strangers = [_stranger(user, number) for number, user in enumerate(everybody)]
    noise = [_pieces(one) for one in strangers]
    folders = {
        "the artists, with as many random pieces in their folders": noise,
        "the artists, with another artist's songs in their folders": [*pieces[1:], pieces[0]],
    }
    for corpus, others in folders.items():
        beside = zip(rows, others, strict=True)
        yield from _figures(corpus, [user_costs(*row, others=other)[0] for row, other in beside])
    alone = zip(strangers, noise, priors, strict=True)
    yield from _figures("random players", [user_costs(*row)[0] for row in alone])


def _figures(corpus: str, played: Sequence[Sequence[Costs]]) -> Iterator[Figure]:
    for name, column in (("with the user's memory", 0), ("without", 1)):
        every = np.concatenate([song[column] for user in played for song in user])
        early = np.concatenate([song[column][:EARLY] for user in played for song in user])
        yield Figure("user memory", corpus, name, "bits a chord", float(every.mean()), len(every))
        yield Figure("user memory", corpus, name, "bits, first 16 chords", float(early.mean()), len(early))
    gains = [float(np.concatenate([without - own for own, without in user]).mean()) for user in played]
    yield Figure(
        "user memory", corpus, "with the user's memory", "bits saved, worst user", min(gains), len(gains)
    )
    yield Figure(
        "user memory", corpus, "with the user's memory", "bits saved, best user", max(gains), len(gains)
    )


def _pieces(user: User) -> list[Piece]:
    return [Piece(places_of(song.changes, None, user.model)) for song in user.songs]


def user_costs(
    user: User, pieces: Sequence[Piece], prior: Floats | None = None, others: Sequence[Piece] = ()
) -> tuple[list[Costs], int]:
    """Bits of every chord of every song with and without a memory of the user's other songs, and in how many
    songs that memory spoke. others: pieces in the same folder. The memory sees nothing of the song: neither
    counts, nor shares, nor trust."""
    found, spoke = [], 0
    for number, song in enumerate(user.songs):
        memory, _ = memory_of([*others, *pieces[:number], *pieces[number + 1 :]], prior)
        spoke += memory is not None
        expected = list(user.model.walk(song.changes))[:-1]
        rows = [
            (bent(memory, base, song.changes[:place])[chosen], base[chosen])
            for place, (chosen, base) in enumerate(zip(song.changes, expected, strict=True))
        ]
        own, without = -np.log2(np.maximum(np.array(rows), 1e-9)).T
        found.append((own, without))
    return found, spoke


def pooled_shares(everybody: Sequence[Sequence[Piece]]) -> Floats:
    """(`BUCKETS`,) the shares that serve many users at once; `PRIOR_SHARES` are these of all artists."""
    asked = [one for pieces in everybody for group in left_out(pieces, range(len(pieces))) for one in group]
    return learned(asked, np.full(BUCKETS, _FLAT_PRIOR), _FLAT_CHORDS)


def _stranger(user: User, seed: int) -> User:
    """A player of chords at random: as many songs as an artist has."""
    rng = np.random.default_rng(seed)
    return replace(user, songs=tuple(replace(song, changes=_random_line(rng)) for song in user.songs))


def _random_line(rng: np.random.Generator) -> tuple[int, ...]:
    line: list[int] = []
    while len(line) < RANDOM_CHORDS:
        chord_class = int(rng.integers(CLASSES))
        if line[-1:] != [chord_class]:
            line.append(chord_class)
    return tuple(line)
