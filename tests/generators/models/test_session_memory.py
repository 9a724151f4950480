"""The short-term model and its gate: what came round in this session is expected to come round again."""

from __future__ import annotations

import numpy as np
import pytest

from generators.models.chord_model import load_chord_model
from generators.models.gate import SHAPE, mix
from generators.models.short_term import LONGEST_MATCH, matches
from generators.models.training.gate_fitting import Examples, fit_gate, gradient

STRANGE_LOOP = (13, 64, 31, 97)
"""Classes that hardly ever follow one another in songs."""


def test_a_strange_loop_is_expected_once_it_has_come_round() -> None:
    model = load_chord_model()
    once = model.distribution(STRANGE_LOOP[:3], "major")[STRANGE_LOOP[3]]
    again = model.distribution(STRANGE_LOOP * 3 + STRANGE_LOOP[:3], "major")
    assert again.argmax() == STRANGE_LOOP[3]
    assert again[STRANGE_LOOP[3]] > 0.8 > 0.1 > once


def test_trust_weighs_the_session_against_songs_in_general() -> None:
    model = load_chord_model()
    history = STRANGE_LOOP * 3
    believed = [model.distribution(history, "major", trust)[STRANGE_LOOP[0]] for trust in (0.0, 0.5, 1.0)]
    assert believed == sorted(believed) and believed[0] < 0.1 < believed[2]


def test_matches_grow_as_long_as_the_past_agrees() -> None:
    assert matches(()) == []
    found = matches((1, 2, 3, 1, 2))
    assert [match.length for match in found] == [0, 1, 2]
    assert found[2].classes.tolist() == [3]
    assert 2 not in found[0].classes  # the chord that sounds now cannot come next
    assert matches(tuple(range(2)) * 40)[-1].length == LONGEST_MATCH


def test_without_a_session_the_long_term_model_speaks_alone() -> None:
    long_term = np.full(108, 1 / 108)
    assert mix(np.ones(SHAPE), 0, [], long_term) is long_term


def made_up_examples(right: float) -> Examples:
    """Matches that were right in that share of the cases, against a long-term model that gives 0.3."""
    rng = np.random.default_rng(7)
    hits = np.repeat((rng.random(200) < right)[:, None], SHAPE[0], axis=1).astype(float)
    rows = np.concatenate([np.ones((200, SHAPE[0], 1)), rng.random((200, SHAPE[0], SHAPE[1] - 1))], axis=2)
    return Examples(rows, hits, np.ones((200, SHAPE[0])), np.full(200, 0.3))


def test_the_gate_learns_how_far_the_session_can_be_trusted() -> None:
    def trust(right: float) -> float:
        seen = made_up_examples(right)
        weights = fit_gate(seen, steps=80)
        gates = 1 / (1 + np.exp(-(seen.features * weights).sum(axis=2)))
        return float((1 - (1 - gates).prod(axis=1)).mean())

    assert trust(0.95) > 0.8
    assert trust(0.1) < 0.3


def test_the_gradient_is_that_of_the_likelihood() -> None:
    seen = made_up_examples(0.6)
    weights = np.random.default_rng(3).normal(size=SHAPE) * 0.3

    def loss(at: np.ndarray) -> float:
        gates = 1 / (1 + np.exp(-(seen.features * at).sum(axis=2)))
        p = seen.base
        for length in range(SHAPE[0]):
            p = gates[:, length] * seen.hits[:, length] + (1 - gates[:, length]) * p
        return float(-np.log(np.maximum(p, 1e-12)).mean())

    found = gradient(weights, seen, 0.0)
    for place in [(0, 0), (4, 3), (10, 7)]:
        nudge = np.zeros(SHAPE)
        nudge[place] = 1e-6
        numeric = (loss(weights + nudge) - loss(weights - nudge)) / 2e-6
        assert found[place] == pytest.approx(numeric, rel=1e-3, abs=1e-9)
