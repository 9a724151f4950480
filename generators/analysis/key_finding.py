"""The key of what sounds, from a small net over melody, bass, chords and how they move."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bridge.model.keys import Key
from generators.analysis.key_evidence import PLACE, whole_evidence
from generators.analysis.key_features import features
from generators.analysis.key_prior import log_prior, named
from generators.analysis.key_segments import Floats
from generators.analysis.sounding import Sounding
from generators.models.key_model import load_key_model

_SHOWN = 4
_LEAST = 0.01
"""At most so many alternatives, each at least so probable."""


@dataclass(frozen=True, slots=True)
class HeardKey:
    """A key and the probability that it is right: 0 (nothing sounds and nothing is set) .. 1.

    alternatives: other keys with their probabilities, likeliest first.
    """

    key: Key
    confidence: float
    alternatives: tuple[tuple[Key, float], ...] = ()


def find_key(heard: Sounding, prior: Key | None = None) -> HeardKey:
    """The likeliest major or minor key.

    prior: a scale that is set already, as in the DAW; it comes back as it is, modes and all, unless the
    notes speak overwhelmingly for another key. Where nothing sounds: the prior, or C major with confidence 0.
    """
    if not len(heard):
        return HeardKey(prior, 1.0) if prior else HeardKey(Key(0, "major", "listened"), 0.0)
    return key_of_row(whole_evidence(heard).rows[0], prior)


def key_of_row(row: Floats, prior: Key | None = None) -> HeardKey:
    """As `find_key`, from a row of `KeyEvidence` (see `KeyEvidence.total`)."""
    if not row[PLACE["filled beats"].start] > 0:
        return HeardKey(prior, 1.0) if prior else HeardKey(Key(0, "major", "listened"), 0.0)
    return chosen(probabilities(key_log_probabilities(row[None])[0], prior), prior)


def key_log_probabilities(rows: Floats) -> Floats:
    """(n, 24) log P(key) of n rows of evidence, from the notes alone."""
    return load_key_model().net.log_probabilities(features(rows))


def probabilities(log_probabilities: Floats, prior: Key | None) -> Floats:
    """(24,) P(key) of what is heard and what is set together."""
    found = log_probabilities + log_prior(prior)
    odds = np.exp(found - found.max())
    shares: Floats = odds / odds.sum()
    return shares


def chosen(shares: Floats, prior: Key | None) -> HeardKey:
    """The likeliest of 24 keys, and the others that matter; a prior that stands for two of them is one."""
    pooled: dict[Key, float] = {}
    for index, share in enumerate(shares.tolist()):
        key = named(index, prior)
        pooled[key] = pooled.get(key, 0.0) + share
    ranked = sorted(pooled.items(), key=lambda pair: -pair[1])
    others = tuple(pair for pair in ranked[1 : _SHOWN + 1] if pair[1] >= _LEAST)
    return HeardKey(ranked[0][0], min(1.0, ranked[0][1]), others)
