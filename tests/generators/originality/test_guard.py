"""Given a sampler that wants to copy, when the guard stands by, then no run reaches the limit."""

from __future__ import annotations

import numpy as np
import pytest

from generators.chords.drawing import Foresight, unblocked
from generators.originality.guard import ChangesGuard, Following, Guard
from generators.originality.runs import corpus_of
from generators.originality.tokens import change_tokens
from tests.generators.originality.small_index import LOOP, SONG, small_index

INDEX = small_index()


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("limit", [10, 14])
def test_a_greedy_copier_never_reaches_the_limit(seed: int, limit: int) -> None:
    rng = np.random.default_rng(seed)
    text = rng.integers(0, 5, 400).astype(np.uint8)
    corpus = corpus_of([text], [0])
    guard, state = Guard(corpus, limit), Following()
    start = int(rng.integers(100))
    for place in range(start, start + 200):
        wanted, blocked = int(text[place]), guard.blocked(state)
        free = [token for token in range(5) if not blocked[token]]
        assert free, "something is always allowed"
        state = guard.extend(state, wanted if wanted in free else free[0])
    drawn = np.array(state.drawn, np.uint8)
    assert max(run.counted for run in corpus.runs(drawn)) < limit
    unguarded = corpus.runs(text[start : start + 200])[0]
    assert unguarded.counted >= limit, "the test would see a copy"


def test_what_is_blocked_is_just_the_next_note_of_the_copy() -> None:
    text = np.arange(1, 40, dtype=np.uint8)
    guard, state = Guard(corpus_of([text], [0]), 12), Following()
    for token in text[5:16].tolist():
        assert not guard.blocked(state).any()
        state = guard.extend(state, token)
    assert np.flatnonzero(guard.blocked(state)).tolist() == [17]


def follow(progression: list[int]) -> list[int]:
    """How many of its chords may be drawn."""
    guard = ChangesGuard(Guard(INDEX.changes, 12, 2), 12)
    for count in range(1, len(progression)):
        allowed = guard.allowed(tuple(progression[:count]))
        if allowed is not None and not allowed[progression[count]]:
            return progression[:count]
    return progression


def test_a_song_is_left_before_its_limit_and_common_property_is_not() -> None:
    transposed = [(one + 9 * 5) % 108 for one in SONG]
    assert len(follow(SONG)) == len(follow(transposed)) == 12
    assert follow(LOOP) == LOOP
    doubled = [chord for chord in SONG for _ in range(2)]
    assert len(follow(doubled)) == 24, "a chord that is held is one change"


def test_the_guard_and_the_verdict_agree() -> None:
    runs = INDEX.changes.runs(change_tokens(follow(SONG)))
    assert runs[0].counted + 1 < INDEX.limits["chords"].block


class OnlyOne:
    """A guard that allows one class."""

    def __init__(self, allowed: int | None) -> None:
        self._allowed = allowed

    def allowed(self, drawn: tuple[int, ...]) -> np.ndarray | None:
        return None if self._allowed is None else np.arange(108) == self._allowed


@pytest.mark.parametrize(
    ("allowed", "expected"), [(None, {3: 0.5, 7: 0.5}), (7, {7: 1.0}), (50, {3: 0.5, 7: 0.5})]
)
def test_drawing_takes_the_blocked_away_and_renormalises(
    allowed: int | None, expected: dict[int, float]
) -> None:
    """Where nothing else would be left, the draw goes on: the verdict on the whole clip comes after it."""
    weights = np.zeros(108)
    weights[[3, 7]] = 0.5
    foresight = Foresight(None, (), "major", guard=OnlyOne(allowed))  # type: ignore[arg-type]
    kept = unblocked(foresight, weights, [0, 9])
    assert {int(one): float(kept[one]) for one in np.flatnonzero(kept)} == expected
