"""The grid: pickups are weak, slots cover what sounds, in every metre."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.model.timebase import Metre, parse_metre
from generators.harmonise.bar_grid import BARLINE, MIDDLE, OFFBEAT, PULSE, RHYTHMS, bar_grid


def test_a_pickup_is_weak_and_the_bar_after_it_strong() -> None:
    grid = bar_grid(Metre(4, 4), [1.0, 0.0, 5.0])
    assert grid.places(np.array([0.0, 1.0, 3.0, 2.0, 1.5])).tolist() == [
        PULSE,
        BARLINE,
        MIDDLE,
        PULSE,
        OFFBEAT,
    ]


def test_the_grid_goes_on_after_its_last_bar_and_before_its_first() -> None:
    grid = bar_grid(Metre(3, 4), [0.0])
    assert grid.places(np.array([9.0, -3.0, 4.0])).tolist() == [BARLINE, BARLINE, PULSE]


@pytest.mark.parametrize(
    ("metre", "rhythm", "starts"),
    [
        ("4/4", "half", [0, 2, 4, 6]),
        ("3/4", "half", [0, 2, 3, 5, 6]),
        ("6/8", "half", [0, 1.5, 3, 4.5, 6, 7.5]),
        ("6/8", "beat", [0, 1.5, 3, 4.5, 6, 7.5]),
        ("4/4", "bar", [0, 4]),
        ("2/4", "beat", [0, 1, 2, 3, 4, 5, 6, 7]),
    ],
)
def test_slots_of_a_rhythm(metre: str, rhythm: str, starts: list[float]) -> None:
    assert bar_grid(parse_metre(metre)).slots(rhythm, 0.0, 8.0).tolist() == starts


@given(
    st.sampled_from(["4/4", "3/4", "6/8", "5/4", "12/8", "2/2", "7/8"]),
    st.sampled_from(RHYTHMS),
    st.floats(-20, 40),
    st.floats(0.1, 50),
    st.sampled_from([0.0, 0.5, 1.0]),
)
def test_slots_cover_every_span_without_gaps(
    metre: str, rhythm: str, start: float, length: float, pickup: float
) -> None:
    bar = parse_metre(metre).bar_beats
    bars = [0.0, *(pickup + n * bar for n in range(4))] if pickup else [n * bar for n in range(4)]
    starts = bar_grid(parse_metre(metre), bars).slots(rhythm, start, start + length)
    assert starts[0] <= start + 1e-2
    assert (np.diff(starts) > 1e-6).all()
    assert starts[-1] < start + length + 1e-2
    assert np.diff(starts).max(initial=0.0) <= bar + 1e-6
