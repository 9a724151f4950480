"""From the model's scores to chords: what is likeliest in each slot, evened out to what people do.

The chord of a slot is the one that is likeliest over all paths through the lattice (posterior
decoding, which makes the expected number of right chords as high as it can be). Alone that leans to a
song's commonest chords and to the consonant ones, more than people do; `settled` takes that back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from generators.harmonise.lattice import shares, steadiest
from generators.harmonise.repeats import same_within, tied
from generators.harmonise.slot_features import Frame
from generators.harmonise.triads import TONES, TRIADS
from generators.models.harmony_model import Array, Calibration, Scores

APART = 0.25
"""Share of the time in which two candidates must have different chords."""

_PENALTIES = (0.7, 1.4, 2.4, 4.0, 7.0, 14.0, 40.0, 400.0)
"""Against a chord that an earlier candidate has in that slot, from gentle to hard; times how open it is."""

_FEWEST_CHORDS = 3
"""Different chords that another candidate should have, where the best has as many: one chord under everything
differs from anything, and is no idea. Taken only where no other is left."""

_ALWAYS_OPEN = 0.05
"""Openness of a slot in which only one chord is thinkable: it changes last."""

_ROUNDS, _STEP, _PRIOR_SHARE, _LEAST_SLOTS = 4, 0.5, 0.035, 0.5
"""Of evening out: rounds, size of a step, and the share of the slots, at least so many, for which every
chord is taken to have been used, so that few bars are hardly touched."""

_LEAST = 1e-9


@dataclass(frozen=True, slots=True)
class Decoded:
    """triads: one a slot. score: mean natural log of their likelihoods a slot, 0 for the best candidate."""

    triads: tuple[int, ...]
    score: float


def decode(
    scores: Scores,
    groups: NDArray[np.int64] | None,
    melody: Array,
    lengths: Array,
    calibration: Calibration,
    count: int,
    prices: Array | None = None,
) -> list[Decoded]:
    """At most ``count`` harmonisations, the best first, any two different in `APART` of the time.

    groups: slots that repeat each other get one chord; None leaves every slot free. melody: (slots, 12)
    how long each pitch class above the tonic sounds, as shares of the slot. lengths: of the slots in
    beats. prices: (slots,) what a change of chord costs at each, where the slots are but the finest grid.
    """
    likely, plain = likelihoods(scores, groups)
    logs, best = settled(likely, plain, melody, calibration, prices)
    weights = lengths / lengths.sum()
    found = [tuple(best)]
    taken, openness = np.zeros_like(logs), _ALWAYS_OPEN + 1 - likely.max(axis=1)
    while len(found) < count:
        taken[np.arange(len(logs)), found[-1]] += openness
        other = _other_path(scores, groups, taken, prices, found, weights)
        if other is None:
            break
        found.append(other)
    totals = [float(logs[np.arange(len(path)), path].mean()) for path in found]
    others = [Decoded(p, round(t - totals[0], 4)) for p, t in zip(found[1:], totals[1:], strict=True)]
    return [Decoded(found[0], 0.0), *sorted(others, key=lambda one: -one.score)]


def likelihoods(scores: Scores, groups: NDArray[np.int64] | None) -> tuple[Array, Array]:
    """(slots, 48) probabilities, and their logs; the logs of slots that repeat each other are the same."""
    likely = shares(tied(scores, groups) if groups is not None else scores)
    logs = np.log(likely + _LEAST)
    return likely, same_within(logs, groups) if groups is not None else logs


def settled(
    likely: Array,
    logs: Array,
    melody: Array,
    calibration: Calibration,
    prices: Array | None,
) -> tuple[Array, list[int]]:
    """(logs as the calibration bends them, their best path).

    They are bent away from what is common in the song anyhow and from pure consonance, and towards the
    spread of chords that the model itself expects of the song; by as much as brings all to the human
    values on validation songs. likely, logs: of `likelihoods`.
    """
    expected = likely.sum(axis=0)
    own = np.log((expected + _LEAST_SLOTS) / (expected.sum() + TRIADS * _LEAST_SLOTS))
    bent = logs - calibration.rarity * own - calibration.consonance * (melody @ TONES.T)
    prior = max(_LEAST_SLOTS, _PRIOR_SHARE * len(logs))
    path = _path(bent, prices)
    for _ in range(_ROUNDS if calibration.balance else 0):
        used = np.bincount(path, minlength=TRIADS)
        bent = bent + _STEP * calibration.balance * np.log((expected + prior) / (used + prior))
        path = _path(bent, prices)
    return bent, path


def _path(logs: Array, prices: Array | None) -> list[int]:
    if prices is None:
        return [int(triad) for triad in logs.argmax(axis=1)]
    return steadiest(logs, prices)


def _other_path(
    scores: Scores,
    groups: NDArray[np.int64] | None,
    taken: Array,
    prices: Array | None,
    before: Sequence[tuple[int, ...]],
    weights: Array,
) -> tuple[int, ...] | None:
    """A path that is far from those before it; None where even the hardest penalty gives none.

    The penalty goes into the lattice itself, so that the neighbours of a changed chord go along with it.
    """
    plainer: tuple[int, ...] | None = None
    for penalty in _PENALTIES:
        bent = replace(scores, fits=scores.fits - penalty * taken)
        path = tuple(_path(likelihoods(bent, groups)[1], prices))
        apart = (float(weights[np.array(path) != np.array(other)].sum()) >= APART for other in before)
        if all(apart):
            if len(set(path)) >= min(_FEWEST_CHORDS, len(set(before[0]))):
                return path
            plainer = plainer or path
    return plainer


def change_prices(frame: Frame, calibration: Calibration) -> Array:
    """(slots,) what a change of chord costs in an automatic harmonic rhythm: least on a bar line."""
    found: Array = calibration.change * _PLACE_PRICES[frame.grid.places(frame.starts)]
    return found


_PLACE_PRICES = np.array([0.5, 1.0, 2.5, 4.0])
"""By place in the bar; the first and the third are those of most harmony books, the rest is order."""


def bent_by_balance(calibration: Calibration, amount: float) -> Calibration:
    """The calibration with more or less evening out, never below none."""
    return replace(calibration, balance=max(0.0, calibration.balance + amount))
