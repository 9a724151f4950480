"""The script's small laws, asked in the host itself and held against the model's own."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from bridge.model.levels import FADERS, METERS
from bridge.model.session import SILENCE_DB
from tests.bitwig.stage import on_stage

pytestmark = pytest.mark.script

SHOWN_BY_BITWIG = (
    (0.999, 6),
    (0.794, 0),
    (0.630, -6),
    (0.501, -12),
    (0.398, -18),
    (0.316, -24),
    (0.079, -60),
)

ROUNDING_DB = 0.13
"""What three digits of a position leave open at its softest."""

SCENES = (
    ("AB", "AB", [0, 1]),
    ("AB", "ABC", [0, 1, -1]),
    ("AB", "XAB", [-1, 0, 1]),
    ("ABC", "AXBC", [0, -1, 1, 2]),
    ("ABC", "AC", [0, 2]),
    ("ABC", "BC", [1, 2]),
    ("AAA", "AAAA", [0, 1, 2, -1]),
    ("AB", "AX", [0, 1]),
    ("", "AB", [-1, -1]),
    ("AB", "", []),
)


def test_laws_and_matches(tmp_path: Path) -> None:
    async def scene() -> None:
        async with on_stage(tmp_path, connect=False) as stage:
            run = stage.bitwig.run
            for position, db in SHOWN_BY_BITWIG:
                found = await run(f"SidemanLevels.volumeDb({position})")
                assert abs(found - db) < ROUNDING_DB and abs(found - FADERS["bitwig"].to_db(position)) < 1e-9
                assert abs(await run(f"SidemanLevels.volumePosition({db})") - position) < 0.001
            assert await run("SidemanLevels.volumeDb(0)") == SILENCE_DB
            assert await run(f"SidemanLevels.volumePosition({SILENCE_DB})") == 0
            shown = [
                ["-6.0 dB", -6],
                ["+3.5 dB", 3.5],
                ["\u2212Inf dB", -180],
                ["-\u221e dB", -180],
                ["loud", None],
            ]
            for words, db in shown:
                assert await run(f"SidemanLevels.shownDb({json.dumps(words)})") == db, words
            assert await run("[0, 0.5, 1].map(SidemanLevels.pan)") == [-1, 0, 1]
            assert await run("[-1, 0, 1].map(SidemanLevels.panPosition)") == [0, 0.5, 1]
            for step in (1, 64, 127):
                found = await run(f"SidemanLevels.meterDb({step})")
                assert abs(found - METERS["bitwig"].to_db(step / 127)) < 1e-9
            assert not METERS["bitwig"].calibrated
            for before, now, wanted in SCENES:
                rows = ", ".join(json.dumps(list(names)) for names in (before, now))
                assert await run(f"SidemanSceneRows.match({rows})") == wanted, (before, now)

    asyncio.run(scene())
