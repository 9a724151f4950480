"""The measurement of the user's memory, on a made-up band and the shipped model."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from generators.models.chord_model import load_chord_model
from generators.models.training.memory_report import pooled_shares, user_costs
from generators.models.training.memory_users import SONGS_AT_LEAST, User, parted
from generators.models.user_memory import BUCKETS
from generators.models.user_memory_fitting import Piece, places_of
from tests.generators.models.tiny import songs

HABIT = (0, 72, 45, 31, 97, 13)


def band(count: int = 5) -> tuple[User, list[Piece]]:
    """A band of one habit; each song begins elsewhere in it."""
    model = load_chord_model()
    made = [
        replace(song, changes=(HABIT[turn:] + HABIT[:turn]) * 3) for turn, song in enumerate(songs(count))
    ]
    return User("band", tuple(made), model), [Piece(places_of(song.changes, None, model)) for song in made]


def test_users_are_artists_with_enough_songs_and_the_rest_is_for_the_model() -> None:
    some = [replace(song, artist="Solo") if number < 3 else song for number, song in enumerate(songs(12))]
    artists, rest = parted(some)
    assert [len(songs) for songs in artists] == [9] and {song.artist for song in rest} == {"Solo"}
    assert parted(some[: 3 + SONGS_AT_LEAST - 1])[0] == []


def test_each_song_is_predicted_from_the_others_only() -> None:
    user, pieces = band()
    costs, spoke = user_costs(user, pieces)
    assert spoke == 5
    assert all(own.sum() < without.sum() for own, without in costs)
    plain = [user.model.walk(song.changes) for song in user.songs]
    for (_, without), expected, song in zip(costs, plain, user.songs, strict=True):
        assert without.tolist() == pytest.approx(
            [-np.log2(max(base[one], 1e-9)) for one, base in zip(song.changes, expected, strict=False)]
        )


def test_a_lone_song_gains_nothing_from_itself() -> None:
    user, pieces = band(1)
    ((own, without),), spoke = user_costs(user, pieces)
    assert spoke == 0 and (own == without).all()


def test_pooled_shares_are_shares_and_higher_where_habits_help() -> None:
    _, pieces = band()
    found = pooled_shares([pieces])
    assert found.shape == (BUCKETS,) and (found > 0).all() and (found < 1).all()
    assert found.max() > 0.2
