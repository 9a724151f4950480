"""The lattice of slots x triads: how likely each triad is over all paths, and the steadiest path."""

from __future__ import annotations

import numpy as np

from generators.harmonise.triads import TRIADS
from generators.models.harmony_model import Array, Scores


def steadiest(logs: Array, prices: Array) -> list[int]:
    """The triads of the highest total of logs, less the price of each slot where the chord changes.

    logs: (slots, 48). prices: (slots,), the first without effect. Ties stay.
    """
    reached, came = logs[0], []
    index = np.arange(TRIADS)
    for row, price in zip(logs[1:], prices[1:].tolist(), strict=True):
        best = int(reached.argmax())
        moved = reached[best] - price
        stays = reached >= moved
        came.append(np.where(stays, index, best))
        reached = np.maximum(reached, moved) + row
    path = [int(reached.argmax())]
    for origin in reversed(came):
        path.append(int(origin[path[-1]]))
    return path[::-1]


def shares(scores: Scores) -> Array:
    """(slots, 48) the probability of each triad in each slot (forward and backward sums, scaled)."""
    likely = np.exp(scores.fits - scores.fits.max(axis=1, keepdims=True))
    change = np.exp(np.clip(scores.changes, -12, 12))
    other = np.exp(scores.follows)
    np.fill_diagonal(other, 0.0)
    same = np.exp(np.diagonal(scores.follows))
    count = len(likely)
    forward, backward = np.empty_like(likely), np.ones_like(likely)
    forward[0] = likely[0] / likely[0].sum()
    for at in range(1, count):
        reached = (forward[at - 1] * same + change[at] * (forward[at - 1] @ other)) * likely[at]
        forward[at] = reached / reached.sum()
    for at in range(count - 2, -1, -1):
        ahead = backward[at + 1] * likely[at + 1]
        reached = ahead * same + change[at + 1] * (other @ ahead)
        backward[at] = reached / reached.sum()
    both = forward * backward
    found: Array = both / both.sum(axis=1, keepdims=True)
    return found
