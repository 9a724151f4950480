"""Other sections of the session: what was heard there counts here, and nothing agrees across a seam."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generators.models import short_term
from generators.models.chord_model import load_chord_model
from generators.models.short_term import NOTHING_HEARD, remembering
from generators.models.vocabulary import without_repeats

STRANGE_LOOP = (13, 64, 31, 97)
lines = st.lists(st.integers(0, 4), max_size=12).map(without_repeats)


@given(st.lists(lines, max_size=4), lines)
def test_agreements_end_at_the_seams(elsewhere: list[tuple[int, ...]], here: tuple[int, ...]) -> None:
    memory = remembering(elsewhere)
    for chord_class in here:
        memory = memory.after(chord_class)
    every = [line for line in elsewhere if line] + [here]
    expected = []
    for line in every:
        for place in range(len(line)):
            length = 0
            while length < min(place, len(here)) and line[place - 1 - length] == here[len(here) - 1 - length]:
                length += 1
            expected.append(length)
    assert memory.lengths.tolist() == expected
    assert memory.stream.tolist() == [one for line in every for one in line]


def test_a_loop_of_another_section_is_expected_here() -> None:
    model = load_chord_model()
    alone = model.distribution(STRANGE_LOOP[:2])
    told = model.distribution(STRANGE_LOOP[:2], elsewhere=(STRANGE_LOOP * 4,))
    assert told[STRANGE_LOOP[2]] > 0.5 > 0.1 > alone[STRANGE_LOOP[2]]


def test_the_first_chord_of_a_section_knows_the_others_and_may_be_their_last() -> None:
    model = load_chord_model()
    told = model.distribution((), "major", elsewhere=(STRANGE_LOOP * 4,))
    assert told.sum() == pytest.approx(1.0)
    assert told[STRANGE_LOOP[-1]] > 5 * model.distribution((), "major")[STRANGE_LOOP[-1]]


@given(lines)
@settings(max_examples=30, deadline=None)
def test_no_other_section_is_as_it_was(here: tuple[int, ...]) -> None:
    model = load_chord_model()
    plain = model.distribution(here, "major")
    assert (model.distribution(here, "major", elsewhere=((),)) == plain).all()


def test_what_is_too_old_is_forgotten_with_its_seams() -> None:
    memory = remembering([(0, 1, 2)] * 3)
    for place in range(short_term.REMEMBERED + 20):
        memory = memory.after(place % 2)
    assert len(memory.stream) == short_term.REMEMBERED and memory.seams == ()
    assert NOTHING_HEARD.seams == ()
