"""The gate: how far to trust the session's own chords against what songs do in general.

Every chord that the session speaks for is weighed by a small network that sees how often, after which
agreements and how lately it came, and what the long-term models think of it. One more entry stands
for all other chords; its share goes to them as the long-term models have it. The idea of mixing a
long-term and a short-term model by their certainty is Pearce's (2005, chapter 7); the learned form is
ours. The network is learned on songs that the long-term models have not seen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from generators.models.short_term import Integers

Floats = NDArray[np.float64]

IMPOSSIBLE = -np.inf


@dataclass(frozen=True, slots=True)
class Evidence:
    """classes: (m,) what the session speaks for. rows: (m + 1, features) of each, then of all others."""

    classes: Integers
    rows: Floats


@dataclass(frozen=True, slots=True)
class Gate:
    """blend: (models,) weights of the long-term models' logs. inner: (features, hidden), inner_bias:
    (hidden,), outer: (hidden,): the network that weighs an entry. floor: the share of the blend that
    always stays, so that nothing is impossible."""

    blend: Floats
    inner: Floats
    inner_bias: Floats
    outer: Floats
    floor: float

    def weigh(self, rows: Floats) -> Floats:
        """(entries,) probabilities from their features."""
        return softmax(np.tanh(rows @ self.inner + self.inner_bias) @ self.outer)

    def mix(self, evidence: Evidence, blend: Floats) -> Floats:
        """(108,) the long-term blend, bent towards what the session speaks for."""
        weights = self.weigh(evidence.rows)
        rest = blend.copy()
        rest[evidence.classes] = 0.0
        mixed = rest * (weights[-1] / max(float(rest.sum()), 1e-12))
        mixed[evidence.classes] = weights[:-1]
        found: Floats = (1 - self.floor) * mixed + self.floor * blend
        return found / float(found.sum())

    def rounded(self) -> Gate:
        """The same gate in single precision, as it is saved."""
        return gate_from(gate_arrays(self, "gate"), "gate")


def softmax(logs: Floats) -> Floats:
    """Probabilities from unnormalised logs, along the last axis."""
    powers = np.exp(logs - logs.max(axis=-1, keepdims=True))
    found: Floats = powers / powers.sum(axis=-1, keepdims=True)
    return found


def entropy_bits(probabilities: Floats) -> float:
    """Shannon entropy; zeros count as nothing."""
    positive = probabilities[probabilities > 0]
    return float(-(positive * np.log2(positive)).sum())


def blended(weights: Floats, logs: Floats, barred: tuple[int, ...]) -> Floats:
    """(108,) the long-term models as one: a log-linear mix without the ``barred`` classes."""
    mixed = weights @ logs
    mixed[list(barred)] = IMPOSSIBLE
    return softmax(mixed)


PARTS = ("blend", "inner", "inner_bias", "outer")


def gate_arrays(gate: Gate, name: str) -> dict[str, NDArray[np.generic]]:
    """Arrays for the data file; the inverse of `gate_from`."""
    arrays: dict[str, NDArray[np.generic]] = {
        f"{name}.{part}": getattr(gate, part).astype(np.float32) for part in PARTS
    }
    return arrays | {f"{name}.floor": np.array(gate.floor)}


def gate_from(arrays: Mapping[str, NDArray[np.generic]], name: str) -> Gate:
    """The gate that was saved under a name."""
    blend, inner, inner_bias, outer = (arrays[f"{name}.{part}"].astype(np.float64) for part in PARTS)
    return Gate(blend, inner, inner_bias, outer, float(arrays[f"{name}.floor"].astype(np.float64)))
