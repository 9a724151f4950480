"""From the energy of short spans to loudness: windows, gates and the loudness range.

Energies are the channel-weighted mean squares of the K-weighted signal; loudness is
-0.691 + 10 log10 of them, in LUFS (BS.1770-5, annex 1, equation 2).
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

OFFSET_LU = -0.691
ABSOLUTE_GATE_LUFS = -70.0
RELATIVE_GATE_LU = -10.0
RANGE_GATE_LU = -20.0
RANGE_PERCENTILES = (10.0, 95.0)


def loudness_of(energy: float) -> float:
    """LUFS of a mean square; -inf for silence."""
    return OFFSET_LU + 10 * math.log10(energy) if energy > 0 else -math.inf


def energy_of(lufs: float) -> float:
    """The inverse of `loudness_of`."""
    return float(10 ** ((lufs - OFFSET_LU) / 10))


def windows(energies: Floats, length: int, step: int = 1) -> Floats:
    """Mean energies of windows of ``length`` spans, every ``step`` spans; whole windows only."""
    if len(energies) < length:
        return np.zeros(0)
    sums = np.concatenate([[0.0], np.cumsum(energies)])
    found: Floats = np.maximum(sums[length:] - sums[:-length], 0.0)[::step] / length
    return found


def integrated_lufs(blocks: Floats) -> float:
    """Of 400 ms blocks that overlap by three quarters: gated at -70 LUFS, then 10 LU under what is left
    (BS.1770-5, annex 1, equations 5 to 7). -inf where nothing passes."""
    heard = blocks[blocks > energy_of(ABSOLUTE_GATE_LUFS)]
    if not len(heard):
        return -math.inf
    gate = float(heard.mean()) * 10 ** (RELATIVE_GATE_LU / 10)
    return loudness_of(float(heard[heard > gate].mean()))


def range_lu(short_term: Floats) -> float:
    """Of 3 s windows taken ten times a second or more: the span from the 10th to the 95th percentile of
    their loudness, gated at -70 LUFS and 20 LU under the mean (EBU Tech 3342). 0 where nothing passes."""
    heard = short_term[short_term >= energy_of(ABSOLUTE_GATE_LUFS)]
    if not len(heard):
        return 0.0
    heard = heard[heard >= float(heard.mean()) * 10 ** (RANGE_GATE_LU / 10)]
    low, high = np.percentile(OFFSET_LU + 10 * np.log10(heard), RANGE_PERCENTILES)
    return float(high - low)
