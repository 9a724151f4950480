"""The meter as its users hold it: any block sizes, any rate, nothing odd at the edges."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.model.errors import BadInput
from generators.mix.loudness import LoudnessMeter, measure
from generators.mix.loudness.k_weighting import k_weighting
from tests.generators.mix.loudness.ebu import tone


def noise(seconds: float, rate_hz: int = 8_000, channels: int = 2) -> np.ndarray:
    rng = np.random.default_rng(5)
    return np.asarray(0.2 * rng.standard_normal((int(seconds * rate_hz), channels)))


def test_the_filter_is_the_standards_table_at_48_khz() -> None:
    shelf, high_pass = k_weighting(48_000)
    assert shelf == pytest.approx(
        [1.53512485958697, -2.69169618940638, 1.19839281085285, 1, -1.69065929318241, 0.73248077421585],
        abs=1e-11,
    )
    assert high_pass == pytest.approx([1, -2, 1, 1, -1.99004745483398, 0.99007225036621], abs=1e-11)


@given(cuts=st.lists(st.integers(0, 32_000), max_size=12))
def test_block_sizes_change_nothing(cuts: list[int]) -> None:
    signal = noise(4.0)
    whole, parts = LoudnessMeter(8_000, 2), LoudnessMeter(8_000, 2)
    whole.push(signal)
    edges = [0, *sorted(cuts), len(signal)]
    for start, end in pairwise(edges):
        parts.push(signal[start:end])
    one, other = whole.loudness(), parts.loudness()
    assert other.integrated_lufs == pytest.approx(one.integrated_lufs, abs=1e-6)
    assert other.max_short_term_lufs == pytest.approx(one.max_short_term_lufs, abs=1e-6)
    assert other.true_peak_dbtp == pytest.approx(one.true_peak_dbtp, abs=0.01)
    assert other.seconds == one.seconds


@given(gain_db=st.floats(-30, 12), rate_hz=st.sampled_from([8_000, 11_025, 22_050, 44_100, 88_200, 192_000]))
def test_a_gain_moves_every_level_by_itself(gain_db: float, rate_hz: int) -> None:
    signal = tone(rate_hz, [(1.0, -20.0)])
    plain, louder = measure(signal, rate_hz), measure(signal * 10 ** (gain_db / 20), rate_hz)
    assert plain.integrated_lufs == pytest.approx(-20.0, abs=0.3), (
        "the K filter differs a little at low rates"
    )
    for name in ("integrated_lufs", "max_momentary_lufs", "true_peak_dbtp", "sample_peak_dbfs", "rms_dbfs"):
        assert getattr(louder, name) - getattr(plain, name) == pytest.approx(gain_db, abs=0.001), name
    assert louder.plr == pytest.approx(plain.plr, abs=0.001)


def test_one_channel_of_997_hz_at_full_scale_reads_minus_3_01() -> None:
    wave = np.sin(2 * math.pi * 997 * np.arange(48_000 * 5) / 48_000)
    assert measure(wave, 48_000).integrated_lufs == pytest.approx(-3.01, abs=0.01)


def test_silence_and_nothing_at_all() -> None:
    for signal in (np.zeros((48_000, 2)), np.zeros((0, 2))):
        found = measure(signal, 48_000)
        assert found.integrated_lufs == found.true_peak_dbtp == found.max_momentary_lufs == -math.inf
        assert found.lra_lu == 0.0
        assert math.isnan(found.plr)
        assert math.isnan(found.psr)


def test_the_low_frequency_channel_counts_nothing() -> None:
    front = tone(48_000, [(3, -20.0)], channels=6) * np.array([1, 1, 1, 0, 0, 0])
    rumbling = front + np.array([0, 0, 0, 1, 0, 0]) * 0.5
    assert measure(rumbling, 48_000).integrated_lufs == measure(front, 48_000).integrated_lufs


@pytest.mark.parametrize(
    ("signal", "rate_hz", "code"),
    [
        (np.zeros((100, 2)), 4_000, "sample_rate"),
        (np.zeros((100, 7)), 48_000, "channel_count"),
        (np.array([0.0, math.nan]), 48_000, "not_finite"),
    ],
)
def test_what_cannot_be_measured_is_said(signal: np.ndarray, rate_hz: int, code: str) -> None:
    with pytest.raises(BadInput) as refused:
        measure(signal, rate_hz)
    assert refused.value.code == code


def test_a_peak_at_the_very_end_counts() -> None:
    signal = np.zeros(4_000)
    signal[-1] = 0.7
    assert measure(signal, 48_000).sample_peak_dbfs == pytest.approx(20 * math.log10(0.7), abs=1e-5)
    assert measure(signal, 48_000).true_peak_dbtp >= 20 * math.log10(0.7) - 1e-5
