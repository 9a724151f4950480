"""The self-test in Bitwig: what it finds, what it leaves alone, and that the doctor can read it."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from bridge.doctor.selftest_report import PROBES, Probe, Report, read_report
from tests.bitwig.stage import LEVELS, SHEET, Stage, on_stage

pytestmark = [pytest.mark.script, pytest.mark.parametrize("level", LEVELS)]

MOST_CALLS_PER_TICK = 400


async def selftest(stage: Stage) -> Report:
    """Presses the button and waits until the daemon has the report."""
    await stage.bitwig.musician("press", "Self-test")
    await stage.bitwig.musician("press", "Self-test")  # a second press while it runs is none
    await stage.until(stage.report.exists)
    report = read_report(stage.report)
    stage.report.unlink()
    await stage.pass_ms(2_000)
    assert not stage.report.exists()
    return report


def probe(report: Report, name: str) -> Probe:
    return next(each for each in report.probes if each.name == name)


async def content(stage: Stage) -> dict[str, Any]:
    song = await stage.bitwig.song()
    return {part: song[part] for part in ("tracks", "scenes", "selected", "launches", "transport")}


def test_it_reports_and_leaves_the_set_as_it_was(tmp_path: Path, level: int) -> None:
    async def scene() -> None:
        async with on_stage(tmp_path, level) as stage:
            await stage.bitwig.musician("select", "Drums 🥁", "Verse")
            await stage.bitwig.musician("change_track", "Keys", {"vu": [0.5, 0.25]})
            await stage.pass_ms(1_500)
            before = await content(stage)
            stage.bitwig.busiest_calls = 0
            report = await selftest(stage)
            assert await content(stage) == before
            assert stage.bitwig.busiest_calls <= MOST_CALLS_PER_TICK
            assert [each.name for each in report.probes][:5] == list(PROBES)
            assert (report.daw, report.script_version, report.protocol) == ("bitwig", "0.1", "1.0")
            assert {each.name for each in report.of("not_probed")} == {"meter_law", "undo_grouping"}
            assert report.of("off") == []
            timer, fader = probe(report, "timer_jitter"), probe(report, "fader_law")
            assert timer.value == pytest.approx(20, abs=6) and "100 ticks" in timer.text
            assert fader.worst is not None and fader.worst < 0.06 and "11 positions" in fader.text
            assert probe(report, "meter_law").value == pytest.approx(-29.8, abs=0.3)
            delay = probe(report, "read_back_delay")
            assert delay.worst is not None and 1 <= delay.worst <= 4
            assert report.facts["api"] == level and report.facts["window_tracks"] == 16
            await stage.until(lambda: any("5 of 7 as they should be" in line for line in stage.bitwig.popups))

    asyncio.run(scene())


def test_what_could_be_redone_stays_and_the_musicians_faders_are_only_looked_at(
    tmp_path: Path, level: int
) -> None:
    async def scene() -> None:
        async with on_stage(tmp_path, level) as stage:
            await stage.bitwig.musician("undo")
            await stage.pass_ms(200)
            report = await selftest(stage)
            assert (await stage.bitwig.song())["undo_entries"] == []
            assert "something to redo" in probe(report, "read_back_delay").text
            assert "5 positions" in probe(report, "fader_law").text and report.of("off") == []

    asyncio.run(scene())


def test_a_bitwig_of_other_habits_is_told(tmp_path: Path, level: int) -> None:
    async def scene() -> None:
        async with on_stage(tmp_path, level) as stage:
            await stage.pass_ms(1_500)
            before = await content(stage)
            await stage.bitwig.ask("habit", name="stuck_faders", on=True)
            await stage.bitwig.ask("habit", name="deaf_notes", on=True)
            report = await selftest(stage)
            off = {each.name for each in report.of("off")}
            assert off == {"fader_law", "read_back_delay", "clip_read_back"}
            assert "not as it was written" in probe(report, "clip_read_back").text
            await stage.bitwig.ask("habit", name="makes_nothing", on=True)
            report = await selftest(stage)
            assert "made no track" in probe(report, "read_back_delay").text
            assert await content(stage) == before

    asyncio.run(scene())


def test_without_a_daemon_the_report_is_in_the_console(tmp_path: Path, level: int) -> None:
    async def scene() -> None:
        async with on_stage(tmp_path, level, connect=False) as stage:
            await stage.pass_ms(1_000)
            await stage.bitwig.musician("press", "Self-test")
            await stage.until(lambda: any('{"form":1' in line for line in stage.bitwig.said))
            await stage.until(lambda: any("controller console" in line for line in stage.bitwig.popups))
            assert not stage.report.exists()

    asyncio.run(scene())


def test_a_set_without_room_or_scenes_is_looked_at_only(tmp_path: Path, level: int) -> None:
    async def scene() -> None:
        sheet = {**SHEET, "scenes": [], "tracks": [{"id": "uuid-1", "name": "One", "volume": 0}]}
        async with on_stage(tmp_path, level, sheet) as stage:
            report = await selftest(stage)
            assert "no fader stood" in probe(report, "fader_law").text
            assert (await stage.bitwig.song())["undo_entries"] == []

    asyncio.run(scene())
