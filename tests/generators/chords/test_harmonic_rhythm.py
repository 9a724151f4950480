"""When the chords change."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.model.timebase import Metre, parse_metre
from generators.chords.harmonic_rhythm import harmonic_rhythm
from generators.theory.bar_parts import bar_parts

metres = st.builds(Metre, st.integers(1, 15), st.sampled_from([2, 4, 8, 16]))


@given(st.integers(1, 64), metres, st.floats(0, 1), st.integers(0, 99))
def test_slots_fill_the_bars_without_gaps(bars: int, metre: Metre, density: float, seed: int) -> None:
    slots = harmonic_rhythm(bars, metre, density, np.random.default_rng(seed))
    assert slots[0].start_beats == 0
    assert all(a.end_beats == pytest.approx(b.start_beats) for a, b in pairwise(slots))
    assert slots[-1].end_beats == pytest.approx(bars * metre.bar_beats)
    assert all(slot.length_beats > 0 for slot in slots)


@given(st.integers(1, 16), metres, st.tuples(st.floats(0, 1), st.floats(0, 1)))
def test_more_density_never_means_fewer_chords(bars: int, metre: Metre, two: tuple[float, float]) -> None:
    sparse, busy = (
        len(harmonic_rhythm(bars, metre, density, np.random.default_rng(1))) for density in sorted(two)
    )
    assert sparse <= busy


@pytest.mark.parametrize(
    ("metre", "parts"),
    [
        ("4/4", (2, 2)), ("3/4", (2, 1)), ("6/8", (1.5, 1.5)), ("5/4", (3, 2)), ("7/8", (2, 1.5)),
        ("12/8", (3, 3)), ("9/8", (3, 1.5)), ("2/4", (1, 1)), ("1/4", (1,)),
    ],
)  # fmt: skip
def test_bars_divide_at_felt_beats(metre: str, parts: tuple[float, ...]) -> None:
    assert bar_parts(parse_metre(metre)) == parts


def test_harmony_quickens_towards_the_cadence() -> None:
    slots = harmonic_rhythm(4, Metre(), 0.5, np.random.default_rng(0))
    assert [slot.length_beats for slot in slots] == [4, 4, 4, 2, 2]


def test_phrases_answer_each_other() -> None:
    lengths = [s.length_beats for s in harmonic_rhythm(8, Metre(), 0.7, np.random.default_rng(3))]
    assert lengths[: len(lengths) // 2] == lengths[len(lengths) // 2 :]
