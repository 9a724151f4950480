"""A gate: every line of the Ardour script that calls Ardour has been run by a real Ardour.

A misspelt member of Ardour's API is nil, and is found only when its line is run. One scene goes
through all that the script can do and notes the lines that ran.
"""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import pytest

from bridge.settings.resources import bundled
from tests.ardour.stage import on_stage
from tests.ardour.tour import tour

pytestmark = pytest.mark.daw

CALL = re.compile(r"[\w\])]:\w+\(|\b(ARDOUR|Temporal|PBD|Evoral|AudioEngine|LuaDialog|LuaSignal)\.\w")
NOT_IN_HEADLESS = {
    "ardour/make_session.lua": "makes the session that all these tests open",
    "ardour/headless.lua": "its place is taken by musician.lua; test_connecting starts it",
}
NOT_RUN = {
    ("ardour/template.lua", "Ardour made no MIDI source"): "a disk that is full",
    ("ardour/gui.lua", 'script:send("/trigger"'): "a daemon: test_gui presses each action before one",
    ("ardour/changes.lua", "Ardour made no track"): "a session that is read-only",
}


def lines_that_call_ardour() -> dict[str, str]:
    """ "file:line" -> the line, for every line of daw_scripts/ardour with a call to Ardour in it."""
    found = {}
    root = bundled("daw_scripts")
    for file in sorted((root / "ardour").glob("*.lua")):
        name = file.relative_to(root).as_posix()
        if name in NOT_IN_HEADLESS:
            continue
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            code = line.partition("--")[0]
            excused = any(name == where and text in line for where, text in NOT_RUN)
            if (
                CALL.search(code)
                and not code.lstrip().startswith(("function ", "local function "))
                and not excused
            ):
                found[f"{name}:{number}"] = line.strip()
    return found


def test_every_line_that_calls_ardour_runs(tmp_path: Path, set_folder: Path) -> None:
    coverage = tmp_path / "ran"

    async def scene() -> None:
        async with on_stage(tmp_path, set_folder, save_on_exit=True, coverage=coverage) as stage:
            await tour(stage)
            await stage.ardour.stop()

    asyncio.run(scene())
    ran = set(coverage.read_text().splitlines())
    wanted = lines_that_call_ardour()
    assert len(wanted) > 60
    never = {place: line for place, line in wanted.items() if place not in ran}
    assert not never, "\n".join(f"{place}  {line}" for place, line in never.items())
