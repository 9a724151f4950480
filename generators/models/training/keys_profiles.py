"""Key finding by profile correlation: the baselines that the key model is measured beside.

Krumhansl & Kessler, Psychological Review 89 (1982); Temperley, "What's key for key?", Music Perception 17
(1999), as revised in "Music and Probability" (2007, from the Kostka-Payne corpus); Aarden, "Dynamic
melodic expectancy", PhD, Ohio State University (2003, from the Essen folk songs).
"""

from __future__ import annotations

import numpy as np

from generators.analysis.key_segments import Floats
from generators.analysis.sounding import Sounding

PROFILES = {
    "Krumhansl": (
        (6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88),
        (6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17),
    ),
    "Temperley": (
        (0.748, 0.060, 0.488, 0.082, 0.670, 0.460, 0.096, 0.715, 0.104, 0.366, 0.057, 0.400),
        (0.712, 0.084, 0.474, 0.618, 0.049, 0.460, 0.105, 0.747, 0.404, 0.067, 0.133, 0.330),
    ),
    "Aarden": (
        (17.7661, 0.145624, 14.9265, 0.160186, 19.8049, 11.3587, 0.291248, 22.062, 0.145624, 8.15494,
         0.232998, 4.95122),
        (18.2648, 0.737619, 14.0499, 16.8599, 0.702494, 14.4362, 0.702494, 18.6161, 4.56621, 1.93186,
         7.37619, 1.75623),
    ),
}  # fmt: skip


def correlations(weights: Floats, name: str) -> Floats:
    """(24,) how well each key's profile fits 12 weights, -1..1: majors from C up, then minors."""
    rows = np.array([np.roll(profile, tonic) for profile in PROFILES[name] for tonic in range(12)])
    rows = rows - rows.mean(axis=1, keepdims=True)
    centred = weights - weights.mean()
    size = np.linalg.norm(rows, axis=1) * np.linalg.norm(centred)
    fits: Floats = rows @ centred / np.maximum(size, 1e-12)
    return fits


def profile_key(heard: Sounding, name: str) -> int:
    """The key whose profile fits best, 0..11 major and 12..23 minor."""
    return int(correlations(heard.weights(), name).argmax())
