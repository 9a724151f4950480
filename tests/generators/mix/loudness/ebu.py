"""The test signals of EBU Tech 3341 and 3342, synthesised, with what a meter shall read.

Levels are dBFS of a 1 kHz sine's peak. Cases 7, 8 (recorded programmes) and 3342-5, -6 are not here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Signal = NDArray[np.float64]


@dataclass(frozen=True)
class Case:
    """reading: the field of `Loudness`. make: the signal at a sample rate. The document allows readings
    from ``expected - under`` to ``expected + over``."""

    name: str
    reading: str
    expected: float
    under: float
    over: float
    make: Callable[[int], Signal]


def tone(rate_hz: int, steps: Sequence[tuple[float, float | None]], channels: int = 2) -> Signal:
    """(samples, channels) of a 1 kHz sine in phase on all channels: (seconds, dBFS or None for silence)."""
    edges = np.round(np.cumsum([0.0, *(seconds for seconds, _ in steps)]) * rate_hz).astype(int)
    gains = [0.0 if level_db is None else 10 ** (level_db / 20) for _, level_db in steps]
    wave = np.repeat(gains, np.diff(edges)) * np.sin(2 * np.pi * 1000 * np.arange(edges[-1]) / rate_hz)
    return np.repeat(wave[:, None], channels, axis=1)


def surround(rate_hz: int) -> Signal:
    """L, R at -28, C at -24, Ls, Rs at -30 dBFS for 20 s."""
    return tone(rate_hz, [(20, 0.0)], channels=1) * 10 ** (np.array([-28.0, -28.0, -24.0, -30.0, -30.0]) / 20)


def steady(rate_hz: int, part: int, phase_deg: float, amplitude: float) -> Signal:
    """A sine at 1/part of the sample rate on both channels, with 10 ms tapers."""
    at = np.arange(rate_hz)
    return _stereo(amplitude * np.sin(2 * np.pi * at / part + np.deg2rad(phase_deg)), 0.01 * rate_hz)


def burst(rate_hz: int, offset: int) -> Signal:
    """A sine of 0.50 at fs/6 that turns into one period of 1.00 at fs/4 and back, made at four times the
    rate, low-passed and decimated from one of four offsets on."""
    low = 0.5 * np.sin(2 * np.pi * np.arange(4 * rate_hz // 240 * 24) / 24)
    line = np.concatenate([low, np.sin(2 * np.pi * np.arange(16) / 16), low])
    at = np.arange(-256, 257)
    taps = np.sinc(at / 4) * np.kaiser(len(at), 10.0)
    return _stereo(np.convolve(line, taps / taps.sum(), mode="same"), 0.04 * rate_hz)[offset::4]


FINER = 64
"""How much finer than the samples the grid is on which a true peak is known."""


def bursts(rate_hz: int, count: int, seed: int) -> Iterator[NDArray[np.float64]]:
    """Sines up to 20 kHz under a Hann window, on a grid `FINER` times that of the samples; every second one
    at a whole part of the sample rate, where all samples may miss the peak."""
    rng = np.random.default_rng(seed)
    at = np.arange(512 * FINER) / FINER
    for index in range(count):
        locked = rate_hz / rng.integers(3, 40)
        hz = locked if index % 2 else rng.uniform(20, 20_000)
        yield np.sin(np.pi * at / 512) ** 2 * np.sin(
            2 * np.pi * hz / rate_hz * at + rng.uniform(0, 2 * np.pi)
        )


def _stereo(wave: NDArray[np.float64], taper: float) -> Signal:
    at = np.arange(len(wave))
    return np.repeat((wave * np.clip(np.minimum(at, at[::-1]) / taper, 0, 1))[:, None], 2, axis=1)


Steps = Sequence[tuple[float, float | None]]


def _tones(name: str, reading: str, expected: float, steps: Steps, within: float = 0.1) -> Case:
    return Case(name, reading, expected, within, within, lambda rate_hz: tone(rate_hz, steps))


def _cases() -> Iterator[Case]:
    for name, level_db in (("3341-1", -23.0), ("3341-2", -33.0)):
        for reading in ("integrated_lufs", "max_momentary_lufs", "max_short_term_lufs"):
            yield _tones(name, reading, level_db, [(20, level_db)])
    gated: dict[str, Steps] = {
        "3341-3": [(10, -36), (60, -23), (10, -36)],
        "3341-4": [(10, -72), (10, -36), (60, -23), (10, -36), (10, -72)],
        "3341-5": [(20, -26), (20.1, -20), (20, -26)],
    }
    for name, steps in gated.items():
        yield _tones(name, "integrated_lufs", -23.0, steps)
    yield Case("3341-6", "integrated_lufs", -23.0, 0.1, 0.1, surround)
    yield _tones("3341-9", "max_short_term_lufs", -23.0, [(1.34, -20), (1.66, -30)] * 5)
    yield _tones("3341-12", "max_momentary_lufs", -23.0, [(0.18, -20), (0.22, -30)] * 25)
    for i in range(20):
        late: Steps = [(i * 0.15, None), (3, -23), (1, None)]
        yield _tones(f"3341-10.{i + 1}", "max_short_term_lufs", -23.0, late)
    for i in range(20):
        late = [(i * 0.02, None), (0.4, -23), (1, None)]
        yield _tones(f"3341-13.{i + 1}", "max_momentary_lufs", -23.0, late)
    peaks = (
        (4, 0.0, 0.5, -6.0),
        (4, 45.0, 0.5, -6.0),
        (6, 60.0, 0.5, -6.0),
        (8, 67.5, 0.5, -6.0),
        (4, 45.0, 1.41, 3.0),
    )
    for index, (part, phase_deg, amplitude, expected) in enumerate(peaks):
        make = lambda rate_hz, p=part, d=phase_deg, a=amplitude: steady(rate_hz, p, d, a)  # noqa: E731
        yield Case(f"3341-{15 + index}", "true_peak_dbtp", expected, 0.4, 0.2, make)
    for offset in range(4):
        between = lambda rate_hz, o=offset: burst(rate_hz, o)  # noqa: E731
        yield Case(f"3341-{20 + offset}", "true_peak_dbtp", 0.0, 0.4, 0.2, between)
    ranges = (((-20, -30), 10.0), ((-20, -15), 5.0), ((-40, -20), 20.0), ((-50, -35, -20, -35, -50), 15.0))
    for index, (levels, expected) in enumerate(ranges):
        yield _tones(f"3342-{1 + index}", "lra_lu", expected, [(20, level) for level in levels], 1.0)


CASES = tuple(_cases())
