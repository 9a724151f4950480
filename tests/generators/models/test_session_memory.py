"""The short-term model and its gate: what came round in this session is expected to come round again."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from generators.models import short_term
from generators.models.chord_model import load_chord_model
from generators.models.gate import Gate, blended, entropy_bits
from generators.models.session_evidence import FEATURES, evidence
from generators.models.short_term import LEVELS, NOTHING_HEARD, THRESHOLDS, Memory, levels_of
from generators.models.vocabulary import CLASSES, KINDS, without_repeats

STRANGE_LOOP = (13, 64, 31, 97)
"""Classes that hardly ever follow one another in songs."""

few_chords = st.lists(st.integers(0, 4), max_size=40).map(without_repeats)


def heard(changes: tuple[int, ...]) -> Memory:
    memory = NOTHING_HEARD
    for chord_class in changes:
        memory = memory.after(chord_class)
    return memory


def agreement(changes: tuple[int, ...], place: int) -> int:
    """How many chords before a place are those before now, counted one by one."""
    length = 0
    while length < place and changes[place - 1 - length] == changes[len(changes) - 1 - length]:
        length += 1
    return length


@given(few_chords)
def test_agreements_grow_chord_by_chord_as_if_counted_anew(changes: tuple[int, ...]) -> None:
    memory = heard(changes)
    assert memory.stream.tolist() == list(changes)
    assert memory.lengths.tolist() == [agreement(changes, place) for place in range(len(changes))]


@given(few_chords, st.integers(1, 11))
def test_a_repeat_in_another_key_is_recognised(changes: tuple[int, ...], semitones: int) -> None:
    """After the same chords a few semitones higher, the place where they began agrees after transposition."""
    higher = tuple((one + semitones * len(KINDS)) % CLASSES for one in changes)
    line = (*changes, 107, *higher)  # a chord between, that neither part holds
    assume(len(changes) >= 2 and 107 not in changes and 107 not in higher)
    memory = heard(line)
    end = len(changes)
    assert memory.moved[end] >= len(changes)
    assert memory.shifts[end] == semitones


def test_what_followed_is_counted_by_how_long_the_past_agrees() -> None:
    memory = heard((1, 2, 3, 1, 2))
    assert memory.followers[3].tolist() == [1, 1, 1] + [0] * (LEVELS - 3)
    assert memory.copied == 3
    assert levels_of(np.array([0, 1, 5, 6, 400])).tolist() == [0, 1, 4, 5, LEVELS - 1]
    assert THRESHOLDS[levels_of(np.array([400]))[0]] == 32


def test_the_oldest_chords_are_forgotten_and_the_rest_stays_right(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(short_term, "REMEMBERED", 10)
    line = STRANGE_LOOP * 6
    memory = heard(line)
    assert memory.stream.tolist() == list(line[-10:])
    assert memory.copied == STRANGE_LOOP[0]
    again = [place for place, length in enumerate(memory.lengths) if length]
    assert again == [place for place in range(1, 10) if memory.stream[place - 1] == memory.stream[-1]]


def test_a_strange_loop_is_expected_once_it_has_come_round() -> None:
    model = load_chord_model()
    once = model.distribution(STRANGE_LOOP[:3], "major")[STRANGE_LOOP[3]]
    again = model.distribution(STRANGE_LOOP * 4 + STRANGE_LOOP[:3], "major")
    assert again.argmax() == STRANGE_LOOP[3]
    assert again[STRANGE_LOOP[3]] > 0.8 > 0.1 > once


def test_trust_weighs_the_session_against_songs_in_general() -> None:
    model = load_chord_model()
    history = STRANGE_LOOP * 3
    believed = [model.distribution(history, "major", trust)[STRANGE_LOOP[0]] for trust in (0.0, 0.5, 1.0)]
    assert believed == sorted(believed) and believed[0] < 0.1 < believed[2]


def test_a_walk_says_what_was_said_chord_by_chord() -> None:
    model = load_chord_model()
    line = without_repeats((0, 45, 63, 0, 81, 45, 63) * 3)
    for mode in ("major", "minor", None):
        walked = list(model.walk(line, mode))
        assert len(walked) == len(line) + 1
        for position, found in enumerate(walked):
            assert np.allclose(found, model.distribution(line[:position], mode))


@given(few_chords.filter(bool))
def test_evidence_is_finite_and_never_for_the_chord_that_sounds(changes: tuple[int, ...]) -> None:
    logs = np.log(np.full((2, CLASSES), 1 / CLASSES))
    blend = blended(np.array([0.5, 0.5]), logs, changes[-1:])
    found = evidence(heard(changes), logs, blend)
    assert found.rows.shape == (len(found.classes) + 1, len(FEATURES))
    assert np.isfinite(found.rows).all()
    assert changes[-1] not in found.classes
    assert set(found.classes.tolist()) >= set(changes) - {changes[-1]}


def test_a_gate_that_learned_nothing_gives_every_entry_the_same_share() -> None:
    gate = Gate(np.ones(2) / 2, np.zeros((len(FEATURES), 3)), np.zeros(3), np.zeros(3), 0.0)
    logs = np.log(np.random.default_rng(3).dirichlet(np.ones(CLASSES), 2))
    changes = (1, 2, 3, 1, 2)
    blend = blended(gate.blend, logs, (2,))
    mixed = gate.mix(evidence(heard(changes), logs, blend), blend)
    assert mixed.sum() == pytest.approx(1.0)
    assert mixed[[1, 3]] == pytest.approx([1 / 3, 1 / 3])  # two chords heard before, and all others as one
    assert mixed[2] == 0.0
    others = np.setdiff1d(np.arange(CLASSES), (1, 2, 3))
    assert mixed[others] / mixed[others].sum() == pytest.approx(blend[others] / blend[others].sum())


def test_entropy_is_counted_in_bits() -> None:
    assert entropy_bits(np.array([0.25, 0.25, 0.5, 0.0])) == 1.5
