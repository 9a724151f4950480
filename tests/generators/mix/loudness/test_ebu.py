"""Given the test signals of EBU Tech 3341 and 3342, the meter reads what the documents expect.

Here at 48 kHz; the benchmark reads every case at 44.1 and 96 kHz too, beside other meters.
"""

from __future__ import annotations

import math

import numpy as np
import pytest

from generators.mix.loudness import LoudnessMeter, measure
from tests.generators.mix.loudness.ebu import CASES, FINER, Case, bursts, tone

RATE_HZ = 48_000
OWN_LU = 0.03
"""What we allow ourselves on integrated loudness; the documents allow 0.1."""


@pytest.mark.parametrize("case", CASES, ids=[f"{case.name}-{case.reading}" for case in CASES])
def test_reading(case: Case) -> None:
    found = getattr(measure(case.make(RATE_HZ), RATE_HZ), case.reading)
    assert case.expected - case.under <= found <= case.expected + case.over
    if case.reading == "integrated_lufs":
        assert found == pytest.approx(case.expected, abs=OWN_LU)


def test_short_term_stays_put_in_3341_9() -> None:
    meter = LoudnessMeter(RATE_HZ, 2)
    meter.push(tone(RATE_HZ, [(1.34, -20), (1.66, -30)] * 5))
    line = meter.timeline()
    found = [lufs for at, lufs in zip(line.times_s, line.short_term_lufs, strict=True) if at >= 3.0]
    assert len(found) > 100
    assert found == pytest.approx([-23.0] * len(found), abs=0.1)


def test_momentary_stays_put_in_3341_12() -> None:
    meter = LoudnessMeter(RATE_HZ, 2)
    meter.push(tone(RATE_HZ, [(0.18, -20), (0.22, -30)] * 25))
    line = meter.timeline()
    found = [lufs for at, lufs in zip(line.times_s, line.momentary_lufs, strict=True) if at >= 1.0]
    assert len(found) > 80
    assert found == pytest.approx([-23.0] * len(found), abs=0.1)


def test_loudest_so_far_in_one_stream() -> None:
    """3341-11 and -14: each of twenty bursts is louder than those before it."""
    long, brief = LoudnessMeter(RATE_HZ, 2), LoudnessMeter(RATE_HZ, 2)
    for i in range(20):
        long.push(tone(RATE_HZ, [(i * 0.15, None), (3, -38 + i), (3 - i * 0.15, None)]))
        assert long.loudness().max_short_term_lufs == pytest.approx(-38 + i, abs=0.1)
        brief.push(tone(RATE_HZ, [(i * 0.02, None), (0.4, -38 + i), (0.4 - i * 0.02, None)]))
        assert brief.loudness().max_momentary_lufs == pytest.approx(-38 + i, abs=0.1)


@pytest.mark.parametrize("rate_hz", (44_100, 48_000))
def test_true_peak_of_sines_up_to_20_khz_beside_a_64_times_finer_grid(rate_hz: int) -> None:
    for wave in bursts(rate_hz, count=120, seed=3):
        truth = 20 * math.log10(np.abs(wave).max())
        assert measure(wave[::FINER], rate_hz).true_peak_dbtp == pytest.approx(truth, abs=0.06)
