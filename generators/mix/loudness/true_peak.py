"""True peak: the highest point of the wave between the samples (BS.1770-5, annex 2).

Two passes. A short four-fold interpolator looks at every place whose samples are high enough to hide the
peak; the highest places are then read again with a long 32-fold one, which stays within 0.01 dB up to nine
tenths of the band. The standard's own four-fold filter may read 0.3 dB too little near 20 kHz.
"""

from __future__ import annotations

import math
from functools import cache

import numpy as np
from numpy.typing import NDArray

Singles = NDArray[np.float32]

COARSE, FINE = 4, 32
_COARSE_REACH, _FINE_REACH = 8, 48
"""Samples on either side that an interpolated point is made of."""

_COARSE_BETA, _FINE_BETA = 3.0, 9.0
"""Of the Kaiser windows: the short one trades exactness for a passband up to the edge."""

_ROW = 32
"""Samples that are interpolated at a time."""

_MARGIN = 10 ** (-0.7 / 20)
"""What the coarse pass may read too little: places this far under the highest are read again."""

_MOST_PLACES = 256


@cache
def _interpolator(factor: int, reach: int, beta: float) -> NDArray[np.float64]:
    """(factor - 1, 2 reach) weights of the samples around a gap, for the points inside it; a sinc under a
    Kaiser window, each row summing to 1."""
    points = np.arange(1, factor)[:, None] / factor
    distance = np.arange(-reach + 1, reach + 1)[None, :] - points
    window = np.i0(beta * np.sqrt(np.maximum(0.0, 1 - (distance / reach) ** 2))) / np.i0(beta)
    weights = np.sinc(distance) * window
    found: NDArray[np.float64] = weights / weights.sum(axis=1, keepdims=True)
    return found


@cache
def _row_matrix() -> Singles:
    """(row + 2 reach - 1, row * (factor - 1)): from the samples around a row to the points in its gaps."""
    weights = _interpolator(COARSE, _COARSE_REACH, _COARSE_BETA)
    matrix = np.zeros((_ROW + 2 * _COARSE_REACH - 1, _ROW, COARSE - 1), np.float32)
    for gap in range(_ROW):
        matrix[gap : gap + 2 * _COARSE_REACH, gap] = weights.T
    return matrix.reshape(len(matrix), -1)


@cache
def _most_gain() -> float:
    """How far a point between samples that are at most 1 can rise above 1 in the coarse pass."""
    return float(np.abs(_interpolator(COARSE, _COARSE_REACH, _COARSE_BETA)).sum(axis=1).max())


class TruePeakMeter:
    """The true peak of a signal that comes block by block."""

    def __init__(self, channels: int) -> None:
        self._tail = np.zeros((channels, 2 * _FINE_REACH), np.float32)
        self._highest = 0.0
        self._sample_peak = 0.0
        self._heights = np.zeros(0)
        self._places: Singles = np.zeros((0, _ROW + 2 * _FINE_REACH), np.float32)

    @property
    def sample_peak(self) -> float:
        """The highest absolute sample so far."""
        return self._sample_peak

    def push(self, block: NDArray[np.floating]) -> None:
        """block: (channels, samples)."""
        if block.shape[1] == 0:
            return
        line = np.concatenate([self._tail, block.astype(np.float32)], axis=1)
        self._sample_peak = max(self._sample_peak, float(max(block.max(), -block.min())))
        rows = (line.shape[1] - 2 * _FINE_REACH) // _ROW
        for channel in line:
            self._look(channel, rows)
        self._tail = line[:, rows * _ROW :].copy()

    def peak(self) -> float:
        """The highest absolute value of the wave so far, linear; silence follows the last sample."""
        rest = np.pad(self._tail, ((0, 0), (0, 2 * _FINE_REACH + _ROW)))
        closing = TruePeakMeter(len(rest))
        closing._highest, closing._heights, closing._places = self._highest, self._heights, self._places
        rows = (rest.shape[1] - 2 * _FINE_REACH) // _ROW
        for channel in rest:
            closing._look(channel, rows)
        return max(self._sample_peak, closing._refined())

    def _look(self, line: Singles, rows: int) -> None:
        """The coarse pass over the rows that start at the fine reach; keeps the highest places."""
        if rows < 1:
            return
        around = np.lib.stride_tricks.sliding_window_view(line, _ROW + 2 * _FINE_REACH)[::_ROW][:rows]
        body = (
            np.abs(line[_FINE_REACH - _ROW : _FINE_REACH + (rows + 1) * _ROW])
            .reshape(rows + 2, _ROW)
            .max(axis=1)
        )
        local = np.maximum(np.maximum(body[:-2], body[1:-1]), body[2:])
        self._highest = max(self._highest, float(local.max()))
        loud = np.flatnonzero(local * _most_gain() >= self._highest * _MARGIN)
        if not len(loud):
            return
        first = _FINE_REACH - _COARSE_REACH + 1
        near = np.lib.stride_tricks.sliding_window_view(line[first:], _ROW + 2 * _COARSE_REACH - 1)[::_ROW]
        between = near[loud] @ _row_matrix()
        heights = np.maximum(np.maximum(between.max(axis=1), -between.min(axis=1)), body[1:-1][loud])
        self._highest = max(self._highest, float(heights.max()))
        high = heights >= self._highest * _MARGIN
        self._keep(heights[high].astype(np.float64), around[loud[high]])

    def _keep(self, heights: NDArray[np.float64], places: Singles) -> None:
        heights = np.concatenate([self._heights, heights])
        places = np.concatenate([self._places, places])
        order = np.argsort(-heights, kind="stable")[:_MOST_PLACES]
        order = order[heights[order] >= self._highest * _MARGIN]
        self._heights, self._places = heights[order], places[order]

    def _refined(self) -> float:
        """The fine pass over the places that were kept."""
        if not len(self._places):
            return 0.0
        windows = np.lib.stride_tricks.sliding_window_view(
            self._places.astype(np.float64), 2 * _FINE_REACH, axis=1
        )
        fine = windows @ _interpolator(FINE, _FINE_REACH, _FINE_BETA).T
        return float(np.abs(fine).max())


def decibels(amplitude: float) -> float:
    """dB relative to full scale; -inf for silence."""
    return 20 * math.log10(amplitude) if amplitude > 0 else -math.inf
