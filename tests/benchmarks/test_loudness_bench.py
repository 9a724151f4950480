"""Our loudness meter beside libebur128, pyloudnorm and ffmpeg: every EBU case at three sample rates, true
peak beside a 64 times finer grid, and speed."""

from __future__ import annotations

import math
import time
from collections import defaultdict

import numpy as np
import pytest

from generators.mix.loudness import measure
from tests.benchmarks.other_meters import METERS, Meter, Readings, libebur128, missing
from tests.generators.mix.loudness.ebu import CASES, FINER, Signal, bursts

pytestmark = [
    pytest.mark.bench,
    pytest.mark.timeout(900),
    pytest.mark.skipif(bool(missing()), reason=f"not installed: {', '.join(missing())}"),
]

RATES = (44_100, 48_000, 96_000)
READINGS = ("integrated_lufs", "lra_lu", "max_momentary_lufs", "max_short_term_lufs", "true_peak_dbtp")


def ours(signal: Signal, rate_hz: int) -> Readings:
    found = measure(signal, rate_hz)
    return {name: getattr(found, name) for name in READINGS}


def test_ebu_cases(capsys: pytest.CaptureFixture[str]) -> None:
    meters: dict[str, Meter] = {"sideman": ours, **METERS}
    worst: dict[tuple[str, str], float] = defaultdict(float)
    failed: dict[str, set[str]] = defaultdict(set)
    for rate_hz in RATES:
        for case in CASES:
            signal = case.make(rate_hz)
            for meter, read in meters.items():
                if meter == "ffmpeg" and rate_hz != 48_000:
                    continue
                found = read(signal, rate_hz).get(case.reading)
                if found is None:
                    continue
                error = found - case.expected
                key = (meter, case.reading)
                worst[key] = max(worst[key], error, -error, key=abs)
                if not -case.under - 1e-9 <= error <= case.over + 1e-9:
                    failed[meter].add(f"{case.name} at {rate_hz}")
    lines = [f"{'worst deviation, LU or dB':<28}" + "".join(f"{meter:>12}" for meter in meters)]
    for reading in READINGS:
        cells = [
            f"{worst[meter, reading]:>12.3f}" if (meter, reading) in worst else f"{'–':>12}"
            for meter in meters
        ]
        lines.append(f"{reading:<28}" + "".join(cells))
    lines.append(
        f"{'readings out of tolerance':<28}" + "".join(f"{len(failed[meter]):>12}" for meter in meters)
    )
    with capsys.disabled():
        print("", *lines, sep="\n")
    assert not failed["sideman"]
    assert worst["sideman", "integrated_lufs"] <= 0.03


def test_true_peak_beside_a_64_times_finer_grid(capsys: pytest.CaptureFixture[str]) -> None:
    under = {"sideman": 0.0, "libebur128": 0.0, "samples": 0.0}
    for rate_hz in (44_100, 48_000):
        for wave in bursts(rate_hz, count=300, seed=11):
            truth = 20 * math.log10(np.abs(wave).max())
            samples = np.repeat(wave[::FINER, None], 2, axis=1)
            readings = {
                "sideman": ours(samples, rate_hz)["true_peak_dbtp"],
                "libebur128": METERS["libebur128"](samples, rate_hz)["true_peak_dbtp"],
                "samples": 20 * math.log10(np.abs(samples).max()),
            }
            for name, found in readings.items():
                under[name] = min(under[name], found - truth)
    with capsys.disabled():
        print("", "worst under-read of true peak, 20 Hz to 20 kHz, dB:", under, sep="\n")
    assert under["sideman"] >= -0.06


def libebur128_at_10_hz(signal: Signal, rate_hz: int) -> Readings:
    """As often as the documents ask for; ours looks a hundred times a second."""
    return libebur128(signal, rate_hz, looks_a_second=10)


def test_speed_of_three_minutes_of_stereo(capsys: pytest.CaptureFixture[str]) -> None:
    rng = np.random.default_rng(13)
    rate_hz = 48_000
    wave = np.cumsum(rng.standard_normal((180 * rate_hz, 2)), axis=0)
    wave = np.tanh(3 * (wave - np.convolve(wave[:, 0], np.ones(999) / 999, "same")[:, None]) / 60)
    swell = 0.3 + 0.7 * np.abs(np.sin(np.arange(len(wave)) / rate_hz * 2))[:, None]
    signal = (0.9 * wave * swell).astype(np.float32)
    seconds: dict[str, list[float]] = {name: [] for name in ("sideman", "libebur128", "pyloudnorm")}
    meters = {"sideman": ours, "libebur128": libebur128_at_10_hz, "pyloudnorm": METERS["pyloudnorm"]}
    for _ in range(3):
        for name, taken in seconds.items():
            start = time.perf_counter()
            meters[name](signal, rate_hz)
            taken.append(time.perf_counter() - start)
    with capsys.disabled():
        for name, taken in seconds.items():
            print(f"{name:<12}{180 / min(taken):>8.0f} times real time")
    assert min(seconds["sideman"]) <= min(seconds["libebur128"]), "with the same measures"
