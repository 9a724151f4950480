"""How long it takes to load the originality index and to judge a clip, beside unpacking its file."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
import pytest

from bridge.model.notes import Note, Notes
from generators.models.card import read_card, verified_bytes
from generators.originality.shipped import CARD, DATA, load_index, read_index
from generators.originality.verdict import judge

pytestmark = pytest.mark.bench


def times_ms(act: Callable[[], object], runs: int) -> list[float]:
    found = []
    for _ in range(runs):
        start = time.process_time()
        act()
        found.append((time.process_time() - start) * 1000)
    return found


def band(bars: int, seed: int) -> Notes:
    """A melody in quavers, held chords, a walking bass."""
    rng = np.random.default_rng(seed)
    notes = [
        Note(b / 2, int(p), 0.5) for b, p in enumerate(72 + np.cumsum(rng.integers(-3, 4, 8 * bars)) % 12)
    ]
    notes += [Note(4.0 * bar, pitch, 4.0) for bar in range(bars) for pitch in (55, 60, 64)]
    return Notes(notes + [Note(float(b), int(p), 1.0) for b, p in enumerate(rng.integers(36, 48, 4 * bars))])


def test_the_cost_of_a_verdict() -> None:
    card = read_card(DATA / CARD)
    data, index = verified_bytes(card, DATA), load_index()
    short, long = band(8, 1), band(64, 2)
    named = {
        "hash the file (reference)": times_ms(lambda: verified_bytes(card, DATA), 20),
        "load the index (once)": times_ms(lambda: read_index(data, card), 5),
        f"judge 8 bars, {len(short)} notes": times_ms(lambda: judge(short, {}, index), 100),
        f"judge 64 bars, {len(long)} notes": times_ms(lambda: judge(long, {}, index), 30),
    }
    print(f"\n{'milliseconds':<40}{'p50':>10}{'p95':>10}")
    for name, found in named.items():
        print(f"{name:<40}{np.percentile(found, 50):>10.2f}{np.percentile(found, 95):>10.2f}")
    reference, load, clip, song = (float(np.percentile(found, 10)) for found in named.values())
    assert load < 2000 * reference
    assert clip < load / 20
    assert song < 30 * clip  # the notes that sound together are compared pairwise
