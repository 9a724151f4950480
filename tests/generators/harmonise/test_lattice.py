"""The lattice against brute force on small tables: the likelihood of each triad, and the steadiest path."""

from __future__ import annotations

from itertools import pairwise, product

import numpy as np
import pytest

from generators.harmonise.decoding import settled
from generators.harmonise.lattice import shares, steadiest
from generators.harmonise.triads import TRIADS
from generators.models.harmony_model import Calibration, Scores

ALIVE = (0, 5, 20)
"""Triads that are possible in these tests; all others are out of the question."""


def scores_of(seed: int, slots: int = 4) -> Scores:
    rng = np.random.default_rng(seed)
    fits = np.full((slots, TRIADS), -60.0)
    fits[:, ALIVE] = rng.normal(size=(slots, len(ALIVE)))
    follows = rng.normal(size=(TRIADS, TRIADS))
    return Scores(fits, rng.normal(size=slots), follows)


def total(scores: Scores, path: tuple[int, ...]) -> float:
    """The log of a path's weight, straight from the definition."""
    found = sum(scores.fits[slot, triad] for slot, triad in enumerate(path))
    for slot, (before, after) in enumerate(pairwise(path), 1):
        found += scores.follows[before, after] + (scores.changes[slot] if before != after else 0.0)
    return float(found)


@pytest.mark.parametrize("seed", range(5))
def test_likelihoods_are_sums_over_all_paths(seed: int) -> None:
    scores = scores_of(seed)
    every = {path: np.exp(total(scores, path)) for path in product(ALIVE, repeat=4)}
    found = shares(scores)
    assert np.allclose(found.sum(axis=1), 1.0)
    for slot in range(4):
        for triad in ALIVE:
            wanted = sum(value for path, value in every.items() if path[slot] == triad)
            assert found[slot, triad] == pytest.approx(wanted / sum(every.values()), abs=1e-9)


@pytest.mark.parametrize("seed", range(5))
def test_the_steadiest_path_is_the_best_of_all(seed: int) -> None:
    scores = scores_of(seed)
    prices = np.abs(scores.changes)

    def worth(path: tuple[int, ...]) -> float:
        paid = sum(prices[at] for at in range(1, 4) if path[at] != path[at - 1])
        return float(sum(scores.fits[at, triad] for at, triad in enumerate(path)) - paid)

    assert steadiest(scores.fits, prices) == list(max(product(ALIVE, repeat=4), key=worth))


def test_changes_that_cost_nothing_follow_the_likeliest_and_dear_ones_stay() -> None:
    logs = scores_of(9, slots=12).fits
    assert steadiest(logs, np.zeros(12)) == logs.argmax(axis=1).tolist()
    assert len(set(steadiest(logs, np.full(12, 1e6)))) == 1


def test_one_slot_is_a_path_too() -> None:
    scores = scores_of(1, slots=1)
    assert steadiest(scores.fits, np.zeros(1)) == [int(scores.fits[0].argmax())]
    assert shares(scores).argmax() == scores.fits[0].argmax()


def test_settling_spreads_chords_as_the_model_expects_and_holds_the_melody_less() -> None:
    likely = np.full((24, TRIADS), 1e-6)
    likely[:, [0, 28]] = 0.55, 0.45
    logs, melody = np.log(likely), np.zeros((24, 12))
    plain, evened = Calibration(0, 0, 0, 0), Calibration(0, 0, 0.1, 0)
    assert settled(likely, logs, melody, plain, None)[1] == [0] * 24
    logs = logs + 0.3 * np.linspace(-1, 1, 24)[:, None] * (np.arange(TRIADS) == 0)
    counts = np.bincount(settled(likely, logs, melody, evened, None)[1], minlength=TRIADS)
    assert counts[0] + counts[28] == 24 and 8 <= counts[0] <= 18
    melody[:, 4] = 1.0  # in the first triad, not in the other
    assert settled(likely, np.log(likely), melody, Calibration(0, 1.0, 0, 0), None)[1] == [28] * 24
    assert settled(likely, np.log(likely), 0 * melody, Calibration(1.5, 0, 0, 0), None)[1] == [28] * 24
