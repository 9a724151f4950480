"""How long chords for a melody take: one pass of the net, sixteen slots, eight bars, a whole song."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pytest

from generators.harmonise.asked import Wishes
from generators.harmonise.harmonising import decode_frame, harmonise, rhythm_slots
from generators.harmonise.reading import ask_from_json
from generators.harmonise.slot_features import slot_features
from generators.models.harmony_model import CARD, load_harmony_model

pytestmark = pytest.mark.bench

ASKS = 60


def tune(seed: int, bars: int) -> dict[str, Any]:
    """A random walk in eighths and quarters over a scale."""
    rng = np.random.default_rng(seed)
    scale = np.array([60, 62, 64, 65, 67, 69, 71, 72, 74, 76])
    notes, at, place = [], 0.0, 4
    while at < bars * 4:
        length = float(rng.choice([0.5, 1.0]))
        place = int(np.clip(place + rng.integers(-2, 3), 0, 9))
        notes.append([at, length, int(scale[place])])
        at += length
    return {"notes": notes, "tonic": "C", "mode": "major"}


def timed(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def row(name: str, times_s: list[float]) -> str:
    p50, p95 = np.percentile(np.array(times_s) * 1000, [50, 95])
    return f"{name:<46}{p50:>10.2f}{p95:>10.2f}"


def test_the_wait_for_a_harmonisation() -> None:
    load_harmony_model.cache_clear()
    load_s = timed(lambda: load_harmony_model(CARD))
    model = load_harmony_model(CARD)
    sixteen = [
        ask_from_json({**tune(n, 8), "slot_starts": [2.0 * s for s in range(16)]}, Wishes(candidates=1))
        for n in range(ASKS)
    ]
    automatic = [ask_from_json(tune(n, 8)) for n in range(ASKS)]
    long = [ask_from_json(tune(n, 64)) for n in range(8)]
    frames = [(ask, ask.frame(rhythm_slots(ask) if ask.starts is None else ask.starts)) for ask in sixteen]
    net = [timed(partial(model.scores, slot_features(ask.parts, frame), frame)) for ask, frame in frames]
    slots = [timed(partial(decode_frame, ask, frame, model)) for ask, frame in frames]
    eight = [timed(partial(harmonise, ask)) for ask in automatic]
    song = [timed(partial(harmonise, ask)) for ask in long]
    print(f"\n{'milliseconds':<46}{'p50':>10}{'p95':>10}")
    print(row("load the model (once)", [load_s]))
    print(row("the net over 16 slots", net))
    print(row("16 half-bar slots, 1 candidate", slots))
    print(row("8 bars, rhythm chosen, 3 candidates", eight))
    print(row("64 bars, rhythm chosen, 3 candidates", song))
    assert np.median(net) < np.median(slots)
    assert np.median(song) < 40 * np.median(eight)  # eight times the music: far from quadratic blow-up
