"""A tune is the same tune in another key and at another speed."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generators.originality.tokens import change_token, change_tokens, line_tokens, repeating

LINES = st.lists(
    st.tuples(st.sampled_from([0.25, 0.5, 1.0, 1.5, 3.0]), st.integers(40, 80)), min_size=3, max_size=40
)


def tokens(line: list[tuple[float, int]], factor: float = 1.0, up: int = 0) -> list[int]:
    onsets = np.cumsum([wait for wait, _ in line]) * factor
    return line_tokens(onsets, np.array([pitch + up for _, pitch in line], float)).tolist()


@given(LINES, st.sampled_from([0.5, 2.0, 2 / 3, 0.1]), st.integers(-24, 24))
def test_key_and_speed_change_nothing(line: list[tuple[float, int]], factor: float, up: int) -> None:
    assert tokens(line, factor, up) == tokens(line)
    assert len(tokens(line)) == len(line) - 2


@given(LINES, st.randoms(use_true_random=False))
def test_small_slips_in_time_change_nothing(line: list[tuple[float, int]], rng: object) -> None:
    onsets = np.cumsum([wait for wait, _ in line])
    late = onsets + [rng.uniform(-0.01, 0.01) for _ in line]  # type: ignore[attr-defined]
    pitches = np.array([pitch for _, pitch in line], float)
    assert line_tokens(late, pitches).tolist() == line_tokens(onsets, pitches).tolist()


def test_other_steps_and_other_rhythms_are_other_tokens() -> None:
    tune = [(1.0, 60), (1.0, 62), (0.5, 64), (0.5, 60)]
    bent = [(1.0, 60), (1.0, 62), (0.5, 63), (0.5, 60)]
    dotted = [(1.0, 60), (1.0, 62), (1.5, 64), (0.5, 60)]
    assert len({tuple(tokens(one)) for one in (tune, bent, dotted)}) == 3


def test_wide_leaps_keep_their_direction() -> None:
    up, octave_less, down = (tokens([(1.0, 60), (1.0, 60), (1.0, 60 + leap)]) for leap in (19, 7, -19))
    assert up == octave_less and up != down


@pytest.mark.parametrize("up", range(12))
def test_changes_are_told_by_root_motion_and_kind(up: int) -> None:
    loop = [0, 5 * 9, 7 * 9 + 4, 9 * 9 + 1]
    moved = [(one + 9 * up) % 108 for one in loop]
    assert change_tokens(moved).tolist() == change_tokens(loop).tolist()
    assert change_tokens(loop).tolist() == [change_token(a, b) for a, b in pairwise(loop)]


def test_what_goes_round_is_counted_once() -> None:
    loop = np.array([1, 2, 3, 4] * 3 + [9], np.uint8)
    assert repeating(loop, 4).tolist() == [False] * 7 + [True] * 5 + [False]
    assert not repeating(loop, 3).any()
    assert repeating(np.array([5] * 6, np.uint8), 4).tolist() == [False] * 3 + [True] * 3
    assert not repeating(np.zeros(0, np.uint8), 4).any()
