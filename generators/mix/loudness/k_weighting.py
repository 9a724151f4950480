"""K-weighting: the ear's rough frequency response, as two second-order filters (BS.1770-5, annex 1)."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from bridge.model.errors import BadInput

LOWEST_HZ, HIGHEST_HZ = 8_000, 192_000
"""Sample rates that a meter takes."""

_TABLE_RATE_HZ, _TONE_HZ = 48_000, 997

_SHELF_HZ, _SHELF_Q, _SHELF_DB = 1681.974450955533, 0.7071752369554196, 3.999843853973347
_SHELF_SLOPE = 0.4996667741545416
_HIGH_PASS_HZ, _HIGH_PASS_Q = 38.13547087602444, 0.5003270373238773
"""The analogue filters behind tables 1 and 2 of the standard, whose digital form holds at 48 kHz only:
found by undoing the bilinear transform of the tables' values, so that at 48 kHz they come back."""


def check_rate(rate_hz: int) -> None:
    """Raises BadInput outside of 8 to 192 kHz."""
    if not LOWEST_HZ <= rate_hz <= HIGHEST_HZ:
        raise BadInput(
            f"A sample rate of {rate_hz} Hz cannot be measured.",
            f"Sideman measures {LOWEST_HZ} to {HIGHEST_HZ} Hz: convert the file to 44100 or 48000.",
            "sample_rate",
        )


def k_weighting(rate_hz: int) -> NDArray[np.float64]:
    """(2, 6) second-order sections (b0 b1 b2 a0 a1 a2) for a sample rate. Raises BadInput.

    At every rate the gain at 997 Hz, on which the scale rests, is that of 48 kHz.
    """
    check_rate(rate_hz)
    sections = _sections(rate_hz)
    sections[0, :3] *= _gain(_sections(_TABLE_RATE_HZ), _TABLE_RATE_HZ) / _gain(sections, rate_hz)
    return sections


def _sections(rate_hz: int) -> NDArray[np.float64]:
    return np.array([_shelf(rate_hz), _high_pass(rate_hz)])


def _gain(sections: NDArray[np.float64], rate_hz: int) -> float:
    """Of the whole filter at the scale's tone."""
    unit = np.exp(-2j * np.pi * _TONE_HZ / rate_hz * np.arange(3))
    return float(np.prod(np.abs((sections[:, :3] @ unit) / (sections[:, 3:] @ unit))))


def _shelf(rate_hz: int) -> list[float]:
    warped = math.tan(math.pi * _SHELF_HZ / rate_hz)
    high = 10 ** (_SHELF_DB / 20)
    band = high**_SHELF_SLOPE
    a0 = 1 + warped / _SHELF_Q + warped**2
    return [
        (high + band * warped / _SHELF_Q + warped**2) / a0,
        2 * (warped**2 - high) / a0,
        (high - band * warped / _SHELF_Q + warped**2) / a0,
        1.0,
        2 * (warped**2 - 1) / a0,
        (1 - warped / _SHELF_Q + warped**2) / a0,
    ]


def _high_pass(rate_hz: int) -> list[float]:
    """The numerator stays 1, -2, 1, as in table 2, at every rate."""
    warped = math.tan(math.pi * _HIGH_PASS_HZ / rate_hz)
    a0 = 1 + warped / _HIGH_PASS_Q + warped**2
    return [
        1.0,
        -2.0,
        1.0,
        1.0,
        2 * (warped**2 - 1) / a0,
        (1 - warped / _HIGH_PASS_Q + warped**2) / a0,
    ]
