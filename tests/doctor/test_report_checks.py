"""Given what Live's log and the scripts' self-tests say, the doctor reads it as a person would."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bridge.doctor.finding import Finding, Status
from bridge.doctor.installed import script_version_in
from bridge.doctor.report_checks import live_log, read_live_log, selftest
from bridge.doctor.selftest_report import PROBES
from bridge.install.hosts import HOSTS
from bridge.install.putting import install
from tests.doctor.conftest import Desk
from tests.install.homes import preferences

DeskOn = Callable[[str], Desk]

STAMP = "2026-03-01T20:00:01.100000: info: RemoteScriptMessage: "
BANNER = f"{STAMP}Sideman: loaded, script 0.1.0, protocol 1.0, Live 12.1\n"
CONNECTED = f"{STAMP}Sideman: connected\n"


def traceback(package: str) -> str:
    stamp = "2026-03-01T20:00:02.000000: info: RemoteScriptError: "
    lines = (
        "Traceback (most recent call last):",
        f'  File "/Users/ada/Music/Ableton/User Library/Remote Scripts/{package}/surface.py", line 9, in x',
        "    raise ValueError('no')",
        "ValueError: no",
    )
    return "".join(f"{stamp}{line}\n" for line in lines)


@pytest.mark.parametrize(
    ("log", "loaded", "trouble"),
    [
        ("", "", ""),
        (BANNER, "0.1.0", ""),
        (CONNECTED, "", ""),
        (BANNER + BANNER.replace("0.1.0", "0.2.0") + CONNECTED, "0.2.0", ""),
        (traceback("Sideman"), "", "ValueError: no"),
        (BANNER + traceback("Sideman"), "0.1.0", "ValueError: no"),
        (BANNER + traceback("Sideman") + CONNECTED, "0.1.0", "ValueError: no"),
        (traceback("Sideman") + BANNER, "0.1.0", ""),
        (BANNER + traceback("Push2"), "0.1.0", ""),
        (BANNER + traceback("Sideman") + traceback("Push2"), "0.1.0", "ValueError: no"),
        ("Traceback (most recent call last)\n" + BANNER, "0.1.0", ""),
        (
            "Traceback (most recent call last):\n  File Sideman/x.py\nmodule.OddError: x\n",
            "",
            "module.OddError: x",
        ),
    ],
)
def test_the_log_is_read_to_its_last_word(log: str, loaded: str, trouble: str) -> None:
    assert read_live_log(log) == (loaded, trouble)


def test_no_log_no_script_no_banner_a_banner_and_a_traceback(desk_on: DeskOn) -> None:
    desk = desk_on("darwin")
    assert live_log(desk.context).status is Status.SKIP
    log = preferences(desk.home, "12.1") / "Log.txt"
    log.write_bytes(b"Live starts \xff\n")
    assert live_log(desk.context).status is Status.SKIP
    desk.home.start("live")
    install(HOSTS["live"], desk.home.system, desk.home.ours)
    asleep = live_log(desk.context)
    assert asleep.status is Status.WARN and "Control Surface > Sideman" in asleep.fix
    log.write_text(BANNER)
    well = live_log(desk.context)
    assert well.status is Status.PASS and "script 0.1.0" in well.said
    log.write_text(BANNER.replace("0.1.0", "0.0.9"))
    old = live_log(desk.context)
    assert old.status is Status.WARN and "0.0.9" in old.said and old.fix == "Restart Live."
    log.write_text(BANNER + traceback("Sideman"))
    found = live_log(desk.context)
    assert found.status is Status.FAIL and "ValueError: no" in found.said and str(log) in found.fix


def report(name: str, **verdicts: str) -> dict[str, Any]:
    """A report in which everything is well, but for these probes."""
    probes = [
        {
            "name": probe,
            "verdict": verdicts.get(probe, "ok"),
            "value": 2.5,
            "worst": 3,
            "unit": "ms",
            "text": "so",
        }
        for probe in PROBES
    ]
    about = {"form": 1, "daw": name, "daw_version": "12.1", "script_version": "0.1.0", "protocol": "1.0"}
    return {**about, "at": "2026-03-01T20:00:00Z", "probes": probes, "facts": {"any": ["thing"]}}


def installed(desk: Desk, name: str) -> Path:
    """Installs a script; where its report is looked for."""
    desk.home.start(name)
    install(HOSTS[name], desk.home.system, desk.home.ours)
    return desk.home.ours.selftest(name)


def said(desk: Desk, name: str, told: object) -> Finding:
    path = installed(desk, name)
    path.write_text(told if isinstance(told, str) else json.dumps(told))
    return selftest(HOSTS[name], desk.context)


ALL = list(HOSTS)


@pytest.mark.parametrize("name", ALL)
def test_no_self_test_yet(desk_on: DeskOn, name: str) -> None:
    desk = desk_on("darwin")
    assert selftest(HOSTS[name], desk.context).said == "No self-test has been run."
    installed(desk, name)
    found = selftest(HOSTS[name], desk.context)
    assert found.status is Status.SKIP and HOSTS[name].selftest in found.said, "and how to start it"


@pytest.mark.parametrize("name", ALL)
def test_a_report_in_which_everything_is_well(desk_on: DeskOn, name: str) -> None:
    desk = desk_on("darwin")
    told = report(name, meter_law="not_probed")
    path = installed(desk, name)
    told["script_version"] = script_version_in(HOSTS[name], [desk.home.bases[name]])
    assert told["script_version"], "each script says its version where the doctor looks"
    path.write_text(json.dumps(told))
    found = selftest(HOSTS[name], desk.context)
    assert found.status is Status.PASS and "4 of 5" in found.said and "not probed: meter_law" in found.said


def test_a_probe_that_is_off(desk_on: DeskOn) -> None:
    found = said(desk_on("darwin"), "live", report("live", fader_law="off"))
    assert found.status is Status.WARN and "fader_law 2.5 ms, at worst 3 ms (so)" in found.said
    assert "live.json" in found.fix


@pytest.mark.parametrize(
    ("spoilt", "word"),
    [
        ("{", "cannot be read"),
        ("[]", "cannot be read"),
        ('{"fader_worst_db": 0.04}', "cannot be read"),
        ({**report("live"), "form": 2}, "form 2"),
        ({**report("live"), "probes": report("live")["probes"][1:]}, "timer_jitter"),
        (report("live", undo_grouping="perhaps"), "cannot be read"),
        (report("reaper"), "is of reaper"),
        ({**report("live"), "script_version": "0.0.9"}, "0.0.9"),
    ],
)
def test_a_report_that_says_nothing_of_this_script(desk_on: DeskOn, spoilt: object, word: str) -> None:
    found = said(desk_on("darwin"), "live", spoilt)
    assert found.status is Status.WARN and word in found.said
    assert "? selftest" in found.fix, "how to run it again"


def test_of_several_reports_the_newest_counts(desk_on: DeskOn, tmp_path: Path) -> None:
    desk = desk_on("darwin")
    path = installed(desk, "live")
    told = HOSTS["live"].folder(desk.home.bases["live"]) / "sideman.json"
    elsewhere = tmp_path / "a report.json"
    told.write_text(json.dumps({**json.loads(told.read_text()), "selftest": str(elsewhere)}))
    path.write_text(json.dumps(report("live")))
    elsewhere.write_text(json.dumps(report("live", timer_jitter="off")))
    os.utime(elsewhere, (1, 1))
    assert selftest(HOSTS["live"], desk.context).status is Status.PASS
    os.utime(path, (0, 0))
    assert selftest(HOSTS["live"], desk.context).status is Status.WARN
