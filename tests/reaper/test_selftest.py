"""The self-test in REAPER: what it finds, what it leaves alone, and that the doctor can read it."""

from __future__ import annotations

from pathlib import Path

import pytest

from bridge.doctor.selftest_report import PROBES, Report, read_report
from tests.hosts.reaper.process import NEWEST, OLDEST, VERSIONS
from tests.reaper.room import Room, play

pytestmark = [pytest.mark.script, pytest.mark.parametrize("version", VERSIONS)]

HELP = "return host.helped[#host.helped]"
WORDS = """
    local words = {}
    for name, word in pairs(host.front.words) do
        words[#words + 1] = name:gsub("%z", "/") .. "=" .. word
    end
    table.sort(words)
    return words
"""
MOST_CALLS_PER_TICK = 700


async def selftest(room: Room) -> None:
    """Starts it and waits until it has said how it went."""
    room.reaper.start(room.reaper.action("selftest"))
    assert "leave REAPER alone" in room.reaper.lua(HELP)
    await room.until(lambda: room.reaper.lua("return #host.deferred") == 1)


def verdicts(report: Report) -> dict[str, str]:
    return {probe.name: probe.verdict for probe in report.probes}


def probe(report: Report, name: str) -> tuple[float | None, float | None, str]:
    found = next(each for each in report.probes if each.name == name)
    return found.value, found.worst, found.text


def test_it_reports_and_leaves_the_project_as_it_was(tmp_path: Path, version: str) -> None:
    async def scene(room: Room) -> None:
        room.reaper.lua("host.front.master.peaks = {0.5, 0.25}")
        for knob in ("kind, next", "bars, more"):
            room.reaper.start(room.reaper.action(knob))
        await room.ticks(2)
        before, last, words = room.content(), room.last_step(), room.reaper.lua(WORDS)
        room.reaper.calls.clear()
        await selftest(room)
        assert (room.content(), room.last_step()) == (before, last)
        assert room.reaper.lua(WORDS) == words, "knobs and identity too"
        assert max(room.reaper.calls) < MOST_CALLS_PER_TICK
        report = read_report(room.report)
        assert verdicts(report) == dict.fromkeys(PROBES, "ok"), report
        assert (report.daw, report.script_version, report.protocol) == ("reaper", "0.1.0", "1.0")
        assert report.daw_version.startswith(version) and report.at.endswith("Z")
        median, worst, text = probe(report, "timer_jitter")
        assert median == pytest.approx(1000 / 30, rel=0.01) and worst is not None and "60 ticks" in text
        assert probe(report, "meter_law")[0] == pytest.approx(-6.02, abs=0.01)
        assert probe(report, "read_back_delay")[:2] == (0, 0)
        assert probe(report, "undo_grouping")[:2] == (1, None)
        facts = report.facts
        assert (facts["ppq"], facts["state_count_moved"]) == (960, False)
        assert not facts["identity_survives_undo"] and not facts["pointer_valid_after_undo"]
        assert facts["has_InsertTrackInProject"] == (version == NEWEST)
        assert facts["lua"] == ("Lua 5.3" if version == OLDEST else "Lua 5.4")
        assert room.reaper.lua(HELP) == "Self-test: 5 of 5 as they should be. Now run sideman doctor."

    play(tmp_path, version, scene)


def test_it_needs_no_sideman_beside_it(tmp_path: Path, version: str) -> None:
    async def scene(room: Room) -> None:
        room.reaper.exit()
        room.reaper.start(room.reaper.action("selftest"))
        await room.until(lambda: room.reaper.lua("return #host.deferred") == 0)
        report = read_report(room.report)
        assert (
            verdicts(report)["meter_law"] == "not_probed"
            and "nothing sounded" in probe(report, "meter_law")[2]
        )
        room.reaper.start()
        await room.settle()

    play(tmp_path, version, scene)


def test_a_reaper_of_other_laws_is_told_apart(tmp_path: Path, version: str) -> None:
    async def scene(room: Room) -> None:
        room.reaper.lua("""
            host.front.master.peaks, host.front.master.holds = {0.5, 0.5}, {1.0, 1.0}
            host.fader_words = "%+.0f dB"
        """)
        await selftest(room)
        report = read_report(room.report)
        assert (
            verdicts(report)["meter_law"] == "not_probed" and "from before" in probe(report, "meter_law")[2]
        )
        assert verdicts(report)["fader_law"] == "ok", "whole numbers are within half a dB"
        room.reaper.lua('host.fader_words = "9%+.1f dB"')
        await selftest(room)
        assert verdicts(read_report(room.report))["fader_law"] == "off"
        room.reaper.lua('host.fader_words = "loud"')
        await selftest(room)
        assert verdicts(read_report(room.report))["fader_law"] == "not_probed"
        assert "4 of 5" not in room.reaper.lua(HELP)

    play(tmp_path, version, scene)


def test_what_could_be_redone_stays(tmp_path: Path, version: str) -> None:
    async def scene(room: Room) -> None:
        room.reaper.lua('musician.set("Keys", "D_VOL", 0.5); musician.undo()')
        before = room.content()
        await selftest(room)
        assert room.content() == before
        assert room.reaper.lua('return host.use("history").next(host.front)') == "Move control"
        report = read_report(room.report)
        assert verdicts(report)["undo_grouping"] == "not_probed"
        assert "to redo" in probe(report, "undo_grouping")[2]

    play(tmp_path, version, scene)


def test_the_musicians_own_step_meanwhile_is_never_undone(tmp_path: Path, version: str) -> None:
    async def scene(room: Room) -> None:
        room.reaper.start(room.reaper.action("selftest"))
        await room.ticks(10)
        room.reaper.lua("host.forgets_names = true")  # what was written does not come back, so it waits
        await room.until(lambda: "Selftest" in room.content())
        room.reaper.lua('musician.set("Keys", "D_VOL", 0.5)')
        await room.until(lambda: "Selftest" not in room.content())
        await room.until(lambda: room.reaper.lua("return #host.deferred") == 1)
        assert room.last_step() == "Move control"
        assert room.reaper.lua('return musician.track("Keys").values.D_VOL') == 0.5
        report = read_report(room.report)
        assert verdicts(report)["undo_grouping"] == "not_probed"
        assert verdicts(report)["read_back_delay"] == "off" and "dress" in probe(report, "read_back_delay")[2]
        assert "off: read_back_delay" in room.reaper.lua(HELP)

    play(tmp_path, version, scene)


def test_it_is_stopped_in_the_middle_and_leaves_nothing(tmp_path: Path, version: str) -> None:
    async def scene(room: Room) -> None:
        before = room.content()
        room.reaper.lua("host.forgets_names = true")
        room.reaper.start(room.reaper.action("selftest"))
        await room.until(lambda: "Selftest" in room.content())
        room.reaper.exit()
        assert room.content() == before
        room.reaper.start()
        await room.settle()

    play(tmp_path, version, scene)


def test_a_clip_that_cannot_be_made_leaves_nothing(tmp_path: Path, version: str) -> None:
    async def scene(room: Room) -> None:
        before = room.content()
        room.reaper.lua("host.refuses_midi = true")
        await selftest(room)
        assert room.content() == before and not room.report.exists()
        assert "stumbled" in room.reaper.lua(HELP)

    play(tmp_path, version, scene)


def test_another_tab_or_a_recording_stops_it(tmp_path: Path, version: str) -> None:
    async def scene(room: Room) -> None:
        room.reaper.lua("host.front.play_state = 5")
        await selftest(room)
        assert "record nothing" in room.reaper.lua(HELP) and not room.report.exists()
        room.reaper.lua("host.front.play_state = 0")
        room.reaper.start(room.reaper.action("selftest"))
        await room.ticks(5)
        room.reaper.lua('musician.open_tab("/home/m/Other.rpp"); musician.insert_track(0, "Keys")')
        before = room.content()
        await room.until(lambda: room.reaper.lua("return #host.deferred") == 1)
        assert room.content() == before and not room.report.exists()

    play(tmp_path, version, scene)


def test_where_to_write_must_be_known_and_writable(tmp_path: Path, version: str) -> None:
    async def scene(room: Room) -> None:
        room.report.parent.parent.mkdir(exist_ok=True)
        room.report.parent.write_text("a file in the folder's place")
        await selftest(room)
        assert "cannot write its report" in room.reaper.lua(HELP)
        (room.reaper.installed / "reaper" / "sideman.json").write_text("{}")
        room.reaper.start(room.reaper.action("selftest"))
        assert "sideman install reaper" in room.reaper.lua(HELP)

    play(tmp_path, version, scene)
