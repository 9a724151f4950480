"""Baselines on the same slots: the majority chord, a template, and a hidden Markov model."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from generators.harmonise.triads import TONES, TRIADS

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Observed:
    """shares: (slots, 12) of the melody's time above the tonic, 0 in silence. triads: (slots,). mode."""

    shares: Array
    triads: NDArray[np.int64]
    mode: int


@dataclass(frozen=True, slots=True)
class Baselines:
    """usual: (2, 48) shares of triads. emissions: (2, 48, 12). follows: (2, 48, 48); all probabilities."""

    usual: Array
    emissions: Array
    follows: Array

    def majority(self, song: Observed) -> NDArray[np.int64]:
        """The commonest triad of the mode in every slot."""
        return np.full(len(song.shares), int(self.usual[song.mode].argmax()))

    def template(self, song: Observed) -> NDArray[np.int64]:
        """The triad that holds most of the slot's melody, of several the commonest."""
        fits = song.shares @ TONES.T + 1e-3 * self.usual[song.mode]
        found: NDArray[np.int64] = fits.argmax(axis=1)
        return found

    def hmm(self, song: Observed) -> NDArray[np.int64]:
        """The best path through a hidden Markov model: multinomial emissions, first-order transitions."""
        fits = _EMISSION_WEIGHT * song.shares @ np.log(self.emissions[song.mode]).T
        table = np.log(self.follows[song.mode])
        reached, came = fits[0] + np.log(self.usual[song.mode]), []
        for row in fits[1:]:
            steps = reached[:, None] + table
            came.append(steps.argmax(axis=0))
            reached = steps.max(axis=0) + row
        path = [int(reached.argmax())]
        for origin in reversed(came):
            path.append(int(origin[path[-1]]))
        return np.array(path[::-1])


_EMISSION_WEIGHT = 2.0
"""Notes that a half bar's melody counts as; the best of 1, 2, 3, 4, 6 on validation songs."""


def fit_baselines(songs: Iterable[Observed]) -> Baselines:
    """From the same training songs that the model has."""
    usual, emissions = np.full((2, TRIADS), 0.5), np.full((2, TRIADS, 12), 0.05)
    follows = np.full((2, TRIADS, TRIADS), 0.05)
    for song in songs:
        np.add.at(usual[song.mode], song.triads, 1.0)
        np.add.at(emissions[song.mode], song.triads, song.shares)
        np.add.at(follows[song.mode], (song.triads[:-1], song.triads[1:]), 1.0)
    return Baselines(
        usual / usual.sum(axis=1, keepdims=True),
        emissions / emissions.sum(axis=2, keepdims=True),
        follows / follows.sum(axis=2, keepdims=True),
    )
