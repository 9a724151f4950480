"""The meter: loudness, loudness range and peaks of a signal that comes block by block."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bridge.model.errors import BadInput
from generators.mix.loudness.channels import channel_weights
from generators.mix.loudness.gating import integrated_lufs, loudness_of, range_lu, windows
from generators.mix.loudness.k_weighting import k_weighting
from generators.mix.loudness.true_peak import TruePeakMeter, decibels

SPANS_A_SECOND = 100
"""Energies are kept for every 10 ms, so that the loudest 400 ms are found wherever they begin."""

_MOMENTARY, _SHORT_TERM, _BLOCK_STEP, _TIMELINE_STEP = 40, 300, 10, 10
"""In spans: 0.4 s, 3 s, the step of the gating blocks (three quarters overlap), and ten values a second."""

_PUSH_SAMPLES = 1 << 16
"""At a time: what stays in the processor's cache is measured faster."""

STABLE_RANGE_S = 60.0
"""Tech 3342 advises against a loudness range of less than a minute."""


@dataclass(frozen=True, slots=True)
class Timeline:
    """Ten values a second, LUFS (-inf for silence): momentary and short-term loudness at ``times_s``, the
    ends of their windows. A window that began before the signal is not there: nan."""

    times_s: tuple[float, ...]
    momentary_lufs: tuple[float, ...]
    short_term_lufs: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Loudness:
    """Of a whole signal; -inf where nothing sounds. psr: true peak over the loudest 3 s, LU."""

    seconds: float
    integrated_lufs: float
    lra_lu: float
    max_momentary_lufs: float
    max_short_term_lufs: float
    true_peak_dbtp: float
    sample_peak_dbfs: float
    rms_dbfs: float

    @property
    def plr(self) -> float:
        """Peak to loudness ratio, LU: true peak over integrated loudness; nan for silence."""
        return self.true_peak_dbtp - self.integrated_lufs if math.isfinite(self.integrated_lufs) else math.nan

    @property
    def psr(self) -> float:
        """Peak to short-term ratio, LU: true peak over the loudest 3 s; nan under 3 s of sound."""
        found = self.max_short_term_lufs
        return self.true_peak_dbtp - found if math.isfinite(found) else math.nan

    @property
    def crest_db(self) -> float:
        """Sample peak over RMS; nan for silence."""
        return self.sample_peak_dbfs - self.rms_dbfs if math.isfinite(self.rms_dbfs) else math.nan

    @property
    def range_is_stable(self) -> bool:
        return self.seconds >= STABLE_RANGE_S


class LoudnessMeter:
    """Takes blocks of any length. Raises BadInput for a rate or a number of channels it cannot measure."""

    def __init__(self, rate_hz: int, channels: int) -> None:
        self._sections = k_weighting(rate_hz)
        self._weights = channel_weights(channels)
        self._rate_hz = rate_hz
        self._state = np.zeros((len(self._sections), channels, 2))
        self._true_peak = TruePeakMeter(channels)
        self._energies: list[NDArray[np.float64]] = []
        self._rest = np.zeros((channels, 0))
        self._spans = self._samples = 0
        self._squares = 0.0

    def push(self, block: NDArray[np.floating]) -> None:
        """block: (samples, channels), or (samples,) of a mono signal; -1..1 is full scale.

        Raises BadInput for another number of channels, or for samples that are no finite numbers.
        """
        signal = np.atleast_2d(block.T).astype(np.float64)
        if signal.shape[0] != len(self._weights):
            raise BadInput(
                f"A block has {signal.shape[0]} channels, not {len(self._weights)}.",
                "Give every block of a signal the same channels.",
                "channel_count",
            )
        if not signal.size:
            return
        if not np.isfinite(signal).all():
            raise BadInput(
                "The signal holds samples that are no numbers.",
                "Export the file again; a plug-in may have blown up.",
                "not_finite",
            )
        self._samples += signal.shape[1]
        self._squares += float(np.vdot(signal, signal))
        self._true_peak.push(signal)
        self._weigh(signal)

    def _weigh(self, signal: NDArray[np.float64]) -> None:
        from scipy.signal import sosfilt  # a heavy import, needed only where sound is measured

        filtered, self._state = sosfilt(self._sections, signal, axis=1, zi=self._state)
        line = np.concatenate([self._rest, filtered], axis=1)
        first = self._edge(self._spans)
        count = ((first + line.shape[1] + 1) * SPANS_A_SECOND - 1) // self._rate_hz - self._spans
        if count:
            edges = np.array([self._edge(self._spans + i) - first for i in range(count + 1)])
            used = line[:, : edges[-1]]
            power = np.einsum("c,cs,cs->s", self._weights, used, used)
            self._energies.append(np.add.reduceat(power, edges[:-1]) / np.diff(edges))
            line = line[:, edges[-1] :]
            self._spans += count
        self._rest = line.copy()

    def _edge(self, span: int) -> int:
        """The sample at which a span begins; at rates that 100 does not divide, spans differ by one."""
        return span * self._rate_hz // SPANS_A_SECOND

    def _all_energies(self) -> NDArray[np.float64]:
        return np.concatenate(self._energies) if self._energies else np.zeros(0)

    def loudness(self) -> Loudness:
        """Of all that came so far."""
        energies = self._all_energies()
        momentary, short_term = windows(energies, _MOMENTARY), windows(energies, _SHORT_TERM)
        mean_square = self._squares / max(1, self._samples * len(self._weights))
        return Loudness(
            self._samples / self._rate_hz,
            integrated_lufs(momentary[::_BLOCK_STEP]),
            range_lu(short_term[::_TIMELINE_STEP]),
            loudness_of(float(momentary.max(initial=0.0))),
            loudness_of(float(short_term.max(initial=0.0))),
            decibels(self._true_peak.peak()),
            decibels(self._true_peak.sample_peak),
            decibels(math.sqrt(mean_square)),
        )

    def timeline(self) -> Timeline:
        """Of all that came so far."""
        energies = self._all_energies()
        ends = np.arange(_TIMELINE_STEP, len(energies) + 1, _TIMELINE_STEP)
        return Timeline(
            tuple((ends / SPANS_A_SECOND).tolist()),
            _at_ends(energies, _MOMENTARY, ends),
            _at_ends(energies, _SHORT_TERM, ends),
        )


def _at_ends(energies: NDArray[np.float64], length: int, ends: NDArray[np.int64]) -> tuple[float, ...]:
    found = windows(energies, length)
    return tuple(loudness_of(float(found[end - length])) if end >= length else math.nan for end in ends)


def measure(signal: NDArray[np.floating], rate_hz: int) -> Loudness:
    """Of a whole signal, (samples, channels) or (samples,). Raises BadInput."""
    meter = LoudnessMeter(rate_hz, 1 if signal.ndim == 1 else signal.shape[1])
    for start in range(0, len(signal), _PUSH_SAMPLES):
        meter.push(signal[start : start + _PUSH_SAMPLES])
    return meter.loudness()
