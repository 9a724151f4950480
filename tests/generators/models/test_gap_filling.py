"""Missing chords: what stands elsewhere between the same neighbours is found again, from both sides."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generators.models.chord_model import load_chord_model
from generators.models.gap_evidence import LONGEST, UNKNOWN, agreements
from generators.models.gap_filling import fill, missing_chord
from generators.models.vocabulary import without_repeats

LOOP = (0, 81, 45, 63)
STRANGE = (13, 64, 31, 97)

lines = st.lists(st.integers(0, 3), min_size=3, max_size=30).map(without_repeats).filter(lambda x: len(x) > 2)


def same(line: list[int], one: int, other: int) -> bool:
    inside = 0 <= one < len(line) and 0 <= other < len(line)
    return inside and line[one] == line[other] != UNKNOWN


@given(lines, st.data())
def test_agreements_are_those_counted_one_by_one(changes: tuple[int, ...], data: st.DataObject) -> None:
    gap = data.draw(st.integers(0, len(changes) - 1))
    distance = data.draw(st.integers(1, 3))
    line = list(changes)
    line[gap : gap + distance] = [UNKNOWN] * len(line[gap : gap + distance])
    places, left, right = agreements(np.array(line), gap, distance)
    assert places.tolist() == [place for place, one in enumerate(line) if one != UNKNOWN]
    for place, before, after in zip(places.tolist(), left.tolist(), right.tolist(), strict=True):
        lengths = [0, 0]
        while lengths[0] < LONGEST and same(line, place - 1 - lengths[0], gap - 1 - lengths[0]):
            lengths[0] += 1
        while lengths[1] < LONGEST and same(line, place + distance + lengths[1], gap + distance + lengths[1]):
            lengths[1] += 1
        assert [before, after] == lengths


def test_a_strange_chord_is_found_between_its_neighbours() -> None:
    """The loop stands only after the gap: a model that hears the left side alone can't know it."""
    model = load_chord_model()
    line = (STRANGE[0], UNKNOWN, *STRANGE[2:], *STRANGE, *STRANGE)
    best, *_ = fill(model, line, "major")
    assert best.line[1] == STRANGE[1]
    assert best.probability > 0.5 > model.distribution(line[:1], "major")[STRANGE[1]]


@pytest.mark.parametrize("missing", [2, 3, 4])
def test_a_run_is_filled_as_the_loop_has_it(missing: int) -> None:
    line = list(LOOP * 4)
    line[5 : 5 + missing] = [UNKNOWN] * missing
    best, *others = fill(load_chord_model(), line, "major", 4)
    assert best.line == LOOP * 4
    assert [one.probability for one in others] == sorted((one.probability for one in others), reverse=True)


def test_several_gaps_and_open_ends_are_filled() -> None:
    line = list(LOOP * 4)
    for gap in (0, 6, 15):
        line[gap] = UNKNOWN
    best = fill(load_chord_model(), line, "major")[0]
    assert best.line == LOOP * 4


def test_without_a_right_side_the_forward_model_speaks() -> None:
    model = load_chord_model()
    found = missing_chord(model, (*LOOP, UNKNOWN), 4, "major")
    assert np.array_equal(found, model.distribution(LOOP, "major"))
    assert fill(model, (UNKNOWN,), "minor")[0].line[0] == 1  # a minor song opens on its minor tonic


@given(st.lists(st.one_of(st.integers(0, 107), st.just(UNKNOWN)), min_size=1, max_size=8))
@settings(max_examples=25)
def test_any_line_gets_fillings_without_neighbours_alike(asked: list[int]) -> None:
    line = [one for place, one in enumerate(asked) if one == UNKNOWN or asked[place - 1 : place] != [one]]
    for filling in fill(load_chord_model(), line, None, 3):
        assert UNKNOWN not in filling.line
        assert 0 < filling.probability <= 1
        for place, one in enumerate(line):
            if one == UNKNOWN:
                assert filling.line[place] not in filling.line[place - 1 : place] if place else True
            else:
                assert filling.line[place] == one


def test_probabilities_of_a_gap_sum_to_one() -> None:
    found = missing_chord(load_chord_model(), (0, UNKNOWN, 45, 63, 0, 81, 45), 1)
    assert found.sum() == pytest.approx(1.0)
    assert found[0] == found[45] == 0.0
