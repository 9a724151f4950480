"""The user's memory: counted runs on top of the chord model, trusted only where they help."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generators.api import UserMemory
from generators.models.chord_model import load_chord_model
from generators.models.user_memory import (
    BUCKETS,
    MOST_RUNS,
    START,
    bent,
    counts_from,
    packed_runs,
    runs_of,
    unpacked_runs,
)
from generators.models.user_memory_fitting import (
    Piece,
    gain,
    memory_of,
    packed_places,
    places_of,
    unpacked_places,
)
from generators.models.vocabulary import CLASSES, without_repeats

HABIT = (0, 72, 45, 31, 97, 13)
"""Changes that songs in general hardly ever make."""

lines = st.lists(st.integers(0, 11), min_size=2, max_size=40).map(without_repeats)


def runs(*changes: tuple[int, ...], weight: float = 1.0) -> bytes:
    padded = ((START, START, *line) for line in changes)
    triples = (run for line in padded for run in zip(line, line[1:], line[2:], strict=False))
    return packed_runs(runs_of((run, weight) for run in triples))


def memory(*changes: tuple[int, ...], share: float = 0.5) -> UserMemory:
    return UserMemory(runs(*changes), (share,) * BUCKETS)


def habits(count: int) -> list[Piece]:
    """Pieces with one habit, each begun elsewhere in it."""
    model = load_chord_model()
    turned = ((HABIT[turn:] + HABIT[:turn]) * 3 for turn in range(count))
    return [Piece(places_of(line, None, model)) for line in turned]


@given(st.lists(lines, max_size=4), lines, st.floats(0, 1))
@settings(max_examples=40, deadline=None)
def test_whatever_was_learned_probabilities_stay_probabilities(
    learned: list[tuple[int, ...]], history: tuple[int, ...], share: float
) -> None:
    found = load_chord_model().distribution(history, user=memory(*learned, share=share))
    assert found.sum() == pytest.approx(1.0) and found.min() >= 0
    assert found.max() <= 1 and found[history[-1]] == 0 if history else True


@given(lines, lines)
@settings(max_examples=40, deadline=None)
def test_without_a_share_and_without_a_memory_is_the_same(
    learned: tuple[int, ...], history: tuple[int, ...]
) -> None:
    model = load_chord_model()
    plain = model.distribution(history, "major")
    for nothing in (None, memory(learned, share=0.0)):
        assert (model.distribution(history, "major", user=nothing) == plain).all()


@given(st.lists(lines, min_size=1, max_size=4), st.integers(0, 11), st.integers(0, 11))
@settings(max_examples=60, deadline=None)
def test_one_chance_is_that_of_the_whole_distribution(
    learned: list[tuple[int, ...]], before: int, last: int
) -> None:
    counts = counts_from(unpacked_runs(runs(*learned)))
    base = np.full(CLASSES, 1 / (CLASSES - 1))
    base[last] = 0.0
    whole, support = counts.over(base, before, last)
    for chord_class in {0, 5, 11, 100} - {last}:
        chance, same = counts.chance_over(float(base[chord_class]), before, last, chord_class)
        assert chance == pytest.approx(whole[chord_class]) and same == support


def test_a_habit_is_expected_where_the_songs_would_not_go() -> None:
    model, known = load_chord_model(), memory(HABIT * 4)
    history = HABIT[:3]
    plain = model.distribution(history)[HABIT[3]]
    assert bent(known, model.distribution(history), history)[HABIT[3]] > 20 * plain


def test_a_memory_that_grows_keeps_its_heaviest_runs() -> None:
    many = (
        ((first, second, third), 1.0) for first in range(40) for second in range(40) for third in range(20)
    )
    found = runs_of([((100, 101, 102), 9.0), *many])
    assert len(found) == MOST_RUNS and (100, 101, 102, 9.0) in found.tolist()


def test_what_is_kept_of_a_piece_is_a_sorted_bag_of_runs() -> None:
    places = places_of(HABIT * 2, None, load_chord_model())
    assert places[["before", "last", "next"]].tolist() == sorted(places[["before", "last", "next"]].tolist())
    assert (unpacked_places(packed_places(places)) == places).all()


def test_habits_are_trusted_and_their_figures_are_of_held_out_pieces() -> None:
    found, measured = memory_of(habits(5))
    assert found is not None and measured is not None and measured.trusted
    assert measured.bits_with < measured.bits_without and found.bits_with == measured.bits_with


def test_pieces_made_with_the_memory_count_but_never_testify() -> None:
    made_with_it = [replace(piece, held_out=False) for piece in habits(6)]
    assert memory_of(made_with_it) == (None, None)
    measured = gain([*made_with_it[:2], *habits(6)[2:]])
    assert measured is not None and measured.pieces == 4


def test_chords_at_random_beside_good_songs_are_not_trusted_over_them() -> None:
    """The random half would gain by a memory; the songs must not pay for it."""
    model, rng = load_chord_model(), np.random.default_rng(4)
    loops = ((0, 45, 63), (63, 0, 64, 45), (0, 64, 45, 63, 45), (45, 63, 0))
    plain = [Piece(places_of(loop * 6, None, model)) for loop in loops]
    noise = [
        Piece(places_of(without_repeats(rng.integers(0, CLASSES, 60).tolist()), None, model)) for _ in loops
    ]
    found, measured = memory_of([*plain, *noise])
    only_songs = memory_of(plain)
    assert (found, measured) == only_songs and measured is not None and measured.pieces == 4


def test_the_hash_covers_all_that_bends_a_prediction() -> None:
    one = memory(HABIT)
    others = [memory(HABIT, share=0.4), memory(HABIT[:4])]
    assert one.sha256 not in {other.sha256 for other in others}
    assert one.sha256 == replace_figures(one).sha256


def replace_figures(one: UserMemory) -> UserMemory:
    return UserMemory(one.packed, one.shares, pieces=9, bits_with=1.0, bits_without=2.0)
