"""Given a musician who starts the self-test, the report says how this Live is, and the set is as it was."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bridge.doctor.report_checks import read_live_log
from bridge.doctor.selftest_report import PROBES, Probe, Report, read_report
from tests.ableton.live_host import NEWEST, OLDEST, VERSIONS
from tests.ableton.stage import Stage
from tests.ableton.tour import TRIGGERS
from tests.virtual_loop import run

pytestmark = pytest.mark.script

TAKES_S = 1.4
START = (0x99, 38, 100)
Spoil = Callable[[Stage], Any]


def report_of(folder: Path) -> Report:
    return read_report(folder / "selftests" / "live.json")


def examined(
    folder: Path, version: str, spoil: Spoil = lambda stage: None, look: bool = True
) -> dict[str, Probe]:
    """What the self-test says of a Live that is spoilt first. The set has to be the same afterwards."""

    async def story() -> dict[str, Probe]:
        async with Stage(folder, version, **settings(folder)) as stage:
            stage.live.musician.rename_clip(0, 1, "The last thing I did")
            spoil(stage)
            before = stage.live.look()
            assert stage.live.musician.midi(*START)
            await stage.pass_s(TAKES_S)
            if look:
                assert stage.live.look() == before
            return {probe.name: probe for probe in report_of(folder).probes}

    return run(story())


def settings(folder: Path) -> dict[str, Any]:
    return {
        "settings": {"selftest": str(folder / "selftests" / "live.json")},
        "files": {"triggers.json": TRIGGERS},
    }


@pytest.mark.parametrize("version", VERSIONS)
def test_a_live_as_it_should_be(tmp_path: Path, version: str) -> None:
    async def story() -> None:
        async with Stage(tmp_path, version, **settings(tmp_path)) as stage:
            musician, told = stage.live.musician, []
            stage.peer.mirror.on_change(lambda session, event: told.append(event))
            musician.rename_clip(0, 1, "The last thing I did")
            await stage.pass_s(0.1)
            told.clear()
            before, history = stage.live.look(), musician.history()
            musician.midi(*START)
            await stage.pass_s(TAKES_S)
            assert stage.live.look() == before, "tracks, clips, faders and the selection are as they were"
            assert musician.history() == history, "no step more, no step less"
            assert told == [], "the daemon hears nothing of it"
            musician.undo()
            assert stage.live.look() != before, "undo takes what the musician did last"
            assert stage.live.facts()["shown"][-1].startswith("Sideman: Self-test: 4 of 5 as they should be.")

    run(story())
    report = report_of(tmp_path)
    assert [probe.name for probe in report.probes] == list(PROBES)
    assert (report.daw, report.daw_version, report.protocol) == ("live", version, "1.0")
    probes = {probe.name: probe for probe in report.probes}
    assert [probe.verdict for probe in report.probes] == ["ok", "ok", "not_probed", "ok", "ok"]
    assert probes["timer_jitter"].value == pytest.approx(10.0) and report.facts["display_tick_ms"] > 90
    worst = probes["fader_law"].worst
    assert worst is not None and worst < 0.06 and "6 levels written" in probes["fader_law"].text
    assert probes["read_back_delay"].worst == 0 and "fader, notes" in probes["read_back_delay"].text
    assert (probes["undo_grouping"].value, probes["undo_grouping"].unit) == (1, "steps")
    assert report.facts["has_display_value"] == (version == NEWEST)


@pytest.mark.parametrize("version", [OLDEST, NEWEST])
def test_faders_of_another_law(tmp_path: Path, version: str) -> None:
    found = examined(tmp_path, version, lambda stage: stage.live.ask("world", "bend_db", 2.0))["fader_law"]
    assert found.verdict == "off" and found.worst is not None and found.worst == pytest.approx(2.0, abs=0.1)


def test_a_timer_that_hardly_comes(tmp_path: Path) -> None:
    found = examined(tmp_path, NEWEST, lambda stage: stage.live.ask("world", "touch_cost_s", 0.03))
    assert found["timer_jitter"].verdict == "off"


def test_a_live_that_keeps_each_change_apart(tmp_path: Path) -> None:
    found = examined(tmp_path, NEWEST, lambda stage: stage.live.musician.oddity("split"))["undo_grouping"]
    assert found.verdict == "off" and found.value == 3.0 and "3 presses" in found.text
    assert "keeps the steps" in found.text


@pytest.mark.parametrize(("oddity", "verdict"), [("merge", "off"), ("late", "not_probed")])
def test_undo_never_takes_what_the_musician_did(tmp_path: Path, oddity: str, verdict: str) -> None:
    found = examined(tmp_path, OLDEST, lambda stage: stage.live.musician.oddity(oddity))["undo_grouping"]
    assert found.verdict == verdict


def test_a_live_that_tells_a_tick_later(tmp_path: Path) -> None:
    found = examined(tmp_path, NEWEST, lambda stage: stage.live.ask("world", "tells_late", True))
    delay = found["read_back_delay"]
    assert (delay.verdict, delay.value, delay.worst) == ("ok", 0, 1) and "nothing" in delay.text


def _something_to_redo(stage: Stage) -> None:
    stage.live.musician.undo()


@pytest.mark.parametrize(
    ("spoil", "word"),
    [
        (lambda stage: stage.live.ask("world", "most_tracks", 3), "Maximum number of tracks"),
        (lambda stage: stage.live.musician.song("record_mode", True), "recording"),
        (_something_to_redo, "redo"),
    ],
)
def test_where_no_track_of_its_own_may_be(tmp_path: Path, spoil: Spoil, word: str) -> None:
    found = examined(tmp_path, NEWEST, spoil)
    for name in ("read_back_delay", "undo_grouping"):
        assert found[name].verdict == "not_probed" and word in found[name].text
    assert found["fader_law"].verdict == "ok" and "by the display alone" in found["fader_law"].text


def test_something_to_redo_can_still_be_redone(tmp_path: Path) -> None:
    async def story() -> None:
        async with Stage(tmp_path, NEWEST, **settings(tmp_path)) as stage:
            musician = stage.live.musician
            musician.rename_clip(0, 1, "Mine")
            with_it = stage.live.look()
            musician.undo()
            musician.midi(*START)
            await stage.pass_s(TAKES_S)
            musician.redo()
            assert stage.live.look() == with_it

    run(story())


def test_meters_are_told_for_the_musician_to_compare(tmp_path: Path) -> None:
    main = 4
    heard = examined(tmp_path, NEWEST, lambda stage: stage.live.musician.meter(main, 0.5, 0.921))
    loudest = heard["meter_law"]
    assert loudest.verdict == "not_probed" and loudest.value == pytest.approx(0.0, abs=0.05)


def test_a_meter_beyond_its_range(tmp_path: Path) -> None:
    heard = examined(tmp_path, OLDEST, lambda stage: stage.live.musician.meter(4, 0.5, 1.4))
    assert heard["meter_law"].verdict == "off"


def test_a_clip_name_starts_it_and_tells_the_daemon_nothing(tmp_path: Path) -> None:
    async def story() -> None:
        async with Stage(tmp_path, NEWEST, **settings(tmp_path)) as stage:
            stage.live.musician.rename_clip(0, 0, "? selftest")
            await stage.pass_s(TAKES_S)
            assert report_of(tmp_path).script_version == stage.peer.hello.script_version
            assert stage.daemon is not None and stage.daemon.triggers == []

    run(story())


def test_it_runs_without_a_daemon(tmp_path: Path) -> None:
    async def story() -> None:
        async with Stage(tmp_path, NEWEST, **settings(tmp_path)) as stage:
            await stage.kill_daemon()
            await stage.pass_s(0.1)
            stage.live.musician.midi(*START)
            await stage.pass_s(TAKES_S)
            assert report_of(tmp_path).daw == "live"

    run(story())


@pytest.mark.parametrize(
    ("told", "said"),
    [({}, "has nowhere to write"), ({"selftest": "/dev/null/live.json"}, "cannot write its report")],
)
def test_a_report_that_cannot_be_written(tmp_path: Path, told: dict[str, str], said: str) -> None:
    async def story() -> None:
        async with Stage(tmp_path, NEWEST, settings=told, files={"triggers.json": TRIGGERS}) as stage:
            before = stage.live.look()
            stage.live.musician.midi(*START)
            await stage.pass_s(TAKES_S)
            assert said in stage.live.facts()["shown"][-1] and stage.live.look() == before

    run(story())


@pytest.mark.parametrize("after_s", [0.5, 1.0, 1.01, 1.02, 1.03])
def test_a_set_that_closes_in_the_middle(tmp_path: Path, after_s: float) -> None:
    async def story() -> None:
        async with Stage(tmp_path, NEWEST, **settings(tmp_path)) as stage:
            before = stage.live.look()
            stage.live.ask("world", "tells_late", True)
            stage.live.musician.midi(*START)
            await stage.pass_s(after_s)
            assert stage.live.ask("reopen") == {"listeners": 0, "timers": 0}
            await stage.pass_s(TAKES_S)
            assert stage.live.look() == before

    run(story())


def test_only_the_tick_of_its_own_track_is_long(tmp_path: Path) -> None:
    async def story() -> None:
        async with Stage(tmp_path, NEWEST, **settings(tmp_path)) as stage:
            stage.live.most_touches = 0
            stage.live.musician.midi(*START)
            await stage.pass_s(0.9)
            assert stage.live.most_touches < 20, "a look at the meters, and no more"
            await stage.pass_s(0.5)
            assert stage.live.most_touches < 800

    run(story())


@pytest.mark.parametrize("version", VERSIONS)
def test_the_doctor_finds_the_line_that_the_script_writes_into_lives_log(
    tmp_path: Path, version: str
) -> None:
    async def story() -> str:
        async with Stage(tmp_path, version) as stage:
            lines: list[str] = stage.live.facts()["logged"]
            stamp = "2026-03-01T20:00:01.100000: info: RemoteScriptMessage: "
            found = read_live_log("".join(f"{stamp}{line}\n" for line in lines))
            assert found == (stage.peer.hello.script_version, "")
            return lines[0]

    assert run(story()).endswith(f"protocol 1.0, Live {version}")
