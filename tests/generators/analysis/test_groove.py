"""Given a part, when Sideman feels its time, then it knows swing from straight and early from late."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generators.analysis.groove import groove
from generators.analysis.sounding import Sounding, from_rows


def hits(beats: list[float]) -> Sounding:
    return from_rows([(beat, beat + 0.1, 42, 90) for beat in beats])


def eighths(middle: float, push: float = 0.0, count: int = 32) -> Sounding:
    return hits([beat + part + push for beat in range(count) for part in (0.0, middle)])


@pytest.mark.parametrize(("middle", "ratio", "unit"), [(0.5, 1.0, 0.0), (2 / 3, 2.0, 1.0), (0.6, 1.5, 1.0)])
def test_swung_eighths(middle: float, ratio: float, unit: float) -> None:
    found = groove(eighths(middle))
    assert found.swing_ratio == pytest.approx(ratio, abs=0.02)
    assert found.swing_unit_beats == unit
    assert abs(found.push_beats) < 0.01


def test_swung_sixteenths() -> None:
    found = groove(hits([beat / 2 + part for beat in range(64) for part in (0.0, 1 / 3)]))
    assert found.swing_unit_beats == 0.5
    assert found.swing_ratio == pytest.approx(2.0, abs=0.05)


def test_straight_sixteenths_do_not_swing() -> None:
    found = groove(hits([step / 4 for step in range(64)]))
    assert (found.swing_ratio, found.swing_unit_beats) == (1.0, 0.0)


@given(st.floats(-0.06, 0.06))
def test_a_part_that_pushes_is_early(push: float) -> None:
    assert groove(eighths(0.5, push)).push_beats == pytest.approx(push, abs=1e-6)


def test_a_loose_part_is_looser_than_a_tight_one() -> None:
    late = [0.03 * (-1) ** step for step in range(64)]
    loose = groove(hits([step / 2 + late[step] for step in range(64)]))
    assert loose.looseness_beats > groove(eighths(0.5)).looseness_beats


def test_two_notes_have_no_feel() -> None:
    assert groove(hits([0.0, 0.66])).swing_ratio == 1.0
