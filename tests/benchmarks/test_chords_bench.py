"""How long a musician waits for chords, directly and through the pool, and what one prediction costs."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from functools import partial

import msgspec
import numpy as np
import pytest

from bridge.generation.pool import WorkerPool
from bridge.model.keys import Key
from generators.api import Request
from generators.chords import ChordGenerator
from generators.chords.next_chords import next_chords
from generators.models.chord_model import CARD, load_chord_model
from generators.models.gap_evidence import UNKNOWN
from generators.models.gap_filling import fill
from generators.models.vocabulary import chord_of
from tests.generators.playing import block_chords, clip_before

pytestmark = pytest.mark.bench

CONTEXT = (clip_before(block_chords(" ".join(["A:min F:maj C:maj G:maj"] * 4))),)
ASKS = 40


def requests() -> list[Request]:
    """Different keys, lengths and seeds, half of them with a session to go on from."""
    return [
        Request(
            kind="chords", seed=n, key=Key(n % 12), bars=(4, 8)[n % 2], context=CONTEXT if n % 4 < 2 else ()
        )
        for n in range(ASKS)
    ]


def row(name: str, times_s: list[float]) -> str:
    p50, p99 = np.percentile(np.array(times_s) * 1000, [50, 99])
    return f"{name:<38}{p50:>10.2f}{p99:>10.2f}"


def timed(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


async def through_the_pool(asks: list[Request]) -> tuple[float, list[float]]:
    pool = WorkerPool()
    start = time.perf_counter()
    await pool.start()
    warm_s, times = time.perf_counter() - start, []
    for request in asks:
        start = time.perf_counter()
        await pool.generate("chords", request, 30)
        times.append(time.perf_counter() - start)
    await pool.aclose()
    return warm_s, times


def test_the_wait_for_chords() -> None:
    load_chord_model.cache_clear()
    load_s = timed(lambda: load_chord_model(CARD))
    model, generator = load_chord_model(CARD), ChordGenerator()
    loop = (9, 72, 0, 63) * 8
    histories = [loop[: 4 + n % 28] for n in range(400)]
    one = [timed(partial(model.distribution, history, "major")) for history in histories]
    key = Key(0)
    heard = [chord_of(chord_class, key) for chord_class in loop]
    palettes = [timed(partial(next_chords, heard[: 4 + n % 28], key)) for n in range(400)]
    walks = [timed(lambda: list(model.walk((loop * 4)[:100]))) for _ in range(10)]
    gap = (*loop[:13], UNKNOWN, *loop[14:])
    fills = [timed(partial(fill, model, gap, "major")) for _ in range(20)]
    direct = [timed(partial(generator.generate, request)) for request in requests()]
    fretted = [msgspec.structs.replace(one, parameters={"instrument": "guitar"}) for one in requests()]
    on_frets = [timed(partial(generator.generate, request)) for request in fretted]
    warm_s, pooled = asyncio.run(through_the_pool(requests()))
    print(f"\n{'milliseconds':<38}{'p50':>10}{'p99':>10}")
    print(row("load the model (once)", [load_s]))
    print(row("next chord, 4 to 31 changes heard", one))
    print(row("palette of next chords, with reasons", palettes))
    print(row("walk through 100 changes", walks))
    print(row("fill one missing chord of 32", fills))
    print(row("ask -> 4 candidates, direct", direct))
    print(row("ask -> 4 candidates for a guitar", on_frets))
    print(row("start the pool until it is warm (once)", [warm_s]))
    print(row("ask -> 4 candidates, through the pool", pooled))
    assert np.median(pooled) < 5 * np.median(direct)  # the pipe costs little beside the music
    assert np.median(on_frets) < 3 * np.median(direct)  # nor do fingerings
    assert np.median(palettes) < np.median(direct) / 5
    assert np.median(one) < np.median(direct) / 10
