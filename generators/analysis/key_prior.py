"""What is believed about the key before a note is heard: the DAW's own scale, or what the musician named."""

from __future__ import annotations

import numpy as np

from bridge.model.keys import SCALES, Key
from generators.analysis.key_segments import Floats

PRIOR_NATS = 6.0
"""How much likelier (as a natural logarithm, 400 times) another key must sound before a set scale gives way.
Relative and neighbouring keys hardly ever get there within one clip; a song in quite another key does."""

MODEL_KEYS = tuple(Key(tonic, scale, "listened") for scale in ("major", "minor") for tonic in range(12))
"""The keys that can be heard, in the key model's order."""


def log_prior(prior: Key | None) -> Floats:
    """(24,) what to add to each key's log-probability: zeros for no prior, and for one that is no choice."""
    bonus = np.zeros(len(MODEL_KEYS))
    if prior is not None:
        bonus[list(believed(prior))] = PRIOR_NATS
    return bonus


def believed(prior: Key) -> tuple[int, ...]:
    """The keys among `MODEL_KEYS` that a set scale stands for: by its tonic, and by its third if it has one.

    D dorian stands for D minor. A scale with both thirds or none stands for both modes; the chromatic
    scale says nothing.
    """
    steps = set(SCALES[prior.scale])
    if len(steps) == 12:
        return ()
    minor, major = 3 in steps, 4 in steps
    if minor == major:
        return (prior.tonic, prior.tonic + 12)
    return (prior.tonic + 12,) if minor else (prior.tonic,)


def named(index: int, prior: Key | None) -> Key:
    """A key by its place in `MODEL_KEYS`; where the prior stands for it, the prior itself."""
    return prior if prior is not None and index in believed(prior) else MODEL_KEYS[index]
