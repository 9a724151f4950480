"""The gate: no call of Bitwig is shipped that no test has made, at any level that is supported."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import pytest

from tests.bitwig.calls import calls
from tests.bitwig.stage import LEVELS, SCRIPTS, on_stage
from tests.bitwig.tour import tour

pytestmark = pytest.mark.script


def mentioned() -> set[str]:
    """Members of the API that the script's text calls."""
    return {call.name for call in calls()}


@pytest.mark.parametrize("level", LEVELS)
def test_every_call_of_bitwig_is_made_on_the_tour(tmp_path: Path, level: int) -> None:
    async def scene() -> list[str]:
        async with on_stage(tmp_path, level) as stage:
            await tour(stage)
            return list(await stage.bitwig.ask("executed"))

    executed = {name.partition(".")[2] for name in asyncio.run(scene())}
    print(f"API {level}: {len(mentioned())} names mentioned, {len(executed)} executed")
    assert mentioned() - executed == set()
    assert executed - mentioned() == set(), "a call that tests.bitwig.calls does not see"
    assert len(mentioned()) > 60, "the gate must see what it guards"


def test_what_the_script_asks_for_exists_at_the_level_it_loads() -> None:
    asked = re.search(r"loadAPI\((\d+)\)", (SCRIPTS / "Sideman.control.js").read_text("utf-8"))
    assert asked and int(asked[1]) == LEVELS[0]


def test_every_file_is_loaded_once_and_every_loaded_file_is_there() -> None:
    loaded = re.findall(r'load\("([\w.]+)"\)', (SCRIPTS / "Sideman.control.js").read_text("utf-8"))
    files = {path.name for path in SCRIPTS.glob("*.js")} - {"Sideman.control.js"}
    assert sorted(loaded) == sorted(files)
