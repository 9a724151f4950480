"""How long it takes to name and to follow a key, beside one correlation with 24 key profiles."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
import pytest

from bridge.model.timebase import Metre
from generators.analysis.key_evidence import evidence
from generators.analysis.key_finding import find_key
from generators.analysis.key_following import follow_evidence, follow_keys
from generators.analysis.sounding import Sounding
from generators.models.key_model import CARD, load_key_model
from generators.models.training.keys_profiles import profile_key

pytestmark = pytest.mark.bench

RUNS = 300


def band(beats: int, seed: int) -> Sounding:
    """A made-up band on 12-bar changes: walking bass, held chords, a melody in quavers, an arpeggio."""
    rng = np.random.default_rng(seed)
    roots = np.array([0, 0, 0, 0, 5, 5, 0, 0, 7, 5, 0, 7])[(np.arange(beats) // 4) % 12]
    rows: list[tuple[float, float, int]] = [(b, 1, 36 + r + (0, 4, 7, 9)[b % 4]) for b, r in enumerate(roots)]
    rows += [(b, 4, 48 + r + tone) for b, r in enumerate(roots) if b % 4 == 0 for tone in (0, 4, 7, 10)]
    rows += [(b + q / 4, 0.25, 60 + r + (0, 4, 7, 12)[q]) for b, r in enumerate(roots) for q in range(4)]
    rows += [(b / 2, 0.5, int(rng.choice([72, 74, 76, 77, 79, 81, 83]))) for b in range(2 * beats)]
    table = np.array(rows)
    return Sounding(table[:, 0], table[:, 0] + table[:, 1], table[:, 2].astype(np.int64), np.ones(len(rows)))


def times_ms(act: Callable[[], object], runs: int = RUNS) -> list[float]:
    found = []
    for _ in range(runs):
        start = time.perf_counter()
        act()
        found.append((time.perf_counter() - start) * 1000)
    return found


def row(name: str, found: list[float]) -> str:
    p50, p95 = np.percentile(found, [50, 95])
    return f"{name:<46}{p50:>10.2f}{p95:>10.2f}"


def test_the_cost_of_a_key() -> None:
    load_key_model.cache_clear()
    load = times_ms(lambda: load_key_model(CARD), 1)
    excerpt, song = band(8, 1), band(256, 2)
    borders = np.arange(65) * 4.0
    rows = evidence(song, borders)
    named = {
        "profile correlation, 8 beats (reference)": times_ms(lambda: profile_key(excerpt, "Krumhansl")),
        f"find the key, 8 beats, {len(excerpt)} notes": times_ms(lambda: find_key(excerpt)),
        f"find the key, 64 bars, {len(song)} notes": times_ms(lambda: find_key(song)),
        "follow the key over 64 bars": times_ms(lambda: follow_keys(song, Metre(), 0.0, 256.0), 60),
        "evidence of 64 bars": times_ms(lambda: evidence(song, borders), 60),
        "after an edit of one bar: its evidence again": times_ms(lambda: rows.remade(song, 128.0, 132.0)),
        "follow from evidence that is there": times_ms(lambda: follow_evidence(rows), 60),
    }
    print(f"\n{'milliseconds':<46}{'p50':>10}{'p95':>10}")
    print(row("load the model (once)", load))
    for name, found in named.items():
        print(row(name, found))
    # The quick runs: the slow ones say how busy the machine is.
    quick = [float(np.percentile(found, 10)) for found in named.values()]
    reference, short, whole, follow, all_bars, one_bar, _ = quick
    assert short < 25 * reference
    assert whole < 25 * short  # 30 times the notes
    assert one_bar < all_bars / 2
    assert follow < 100 * short
