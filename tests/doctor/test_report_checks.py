"""Given what Live's log and the scripts' self-tests say, the doctor reads it as a person would."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from bridge.doctor.finding import Status
from bridge.doctor.report_checks import live_log, read_live_log, selftest
from bridge.install.hosts import HOSTS
from bridge.install.putting import install
from tests.doctor.conftest import Desk
from tests.install.homes import preferences

DeskOn = Callable[[str], Desk]

BANNER = "2026-03-01T20:00:01.100000: info: RemoteScriptMessage: Sideman: connected\n"


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
    ("log", "banner", "trouble"),
    [
        ("", False, ""),
        (BANNER, True, ""),
        (traceback("Sideman"), False, "ValueError: no"),
        (BANNER + traceback("Sideman"), True, "ValueError: no"),
        (traceback("Sideman") + BANNER, True, ""),
        (BANNER + traceback("Push2"), True, ""),
        (BANNER + traceback("Sideman") + traceback("Push2"), True, "ValueError: no"),
        ("Traceback (most recent call last)\n" + BANNER, True, ""),
        (
            "Traceback (most recent call last):\n  File Sideman/x.py\nmodule.OddError: x\n",
            False,
            "module.OddError: x",
        ),
    ],
)
def test_the_log_is_read_to_its_last_word(log: str, banner: bool, trouble: str) -> None:
    assert read_live_log(log) == (banner, trouble)


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
    assert live_log(desk.context).status is Status.PASS
    log.write_text(BANNER + traceback("Sideman"))
    found = live_log(desk.context)
    assert found.status is Status.FAIL and "ValueError: no" in found.said and str(log) in found.fix


def with_report(desk: Desk, name: str, report: Path, text: str) -> None:
    desk.home.start(name)
    install(HOSTS[name], desk.home.system, desk.home.ours)
    if name == "live":
        told = HOSTS[name].folder(desk.home.bases[name]) / "sideman.json"
        told.write_text(json.dumps({**json.loads(told.read_text()), "selftest": str(report)}))
    report.write_text(text)


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ('{"fader_worst_db": 0.04}', Status.PASS),
        ('{"fader_worst_db": 3.0}', Status.WARN),
        ('{"fader_worst_db": "?"}', Status.WARN),
        ("[]", Status.WARN),
        ("{", Status.WARN),
    ],
)
def test_lives_report(desk_on: DeskOn, tmp_path: Path, text: str, status: Status) -> None:
    desk = desk_on("darwin")
    assert selftest(HOSTS["live"], desk.context).status is Status.SKIP
    with_report(desk, "live", tmp_path / "a report.json", text)
    found = selftest(HOSTS["live"], desk.context)
    assert found.status is status and "a report.json" in found.said + found.fix


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ('{"undone_in_one_step": true}', Status.PASS),
        ('{"undone_in_one_step": false}', Status.WARN),
        ('{"failed": "no track"}', Status.WARN),
    ],
)
def test_reapers_report(desk: Desk, text: str, status: Status) -> None:
    with_report(desk, "reaper", desk.home.bases["reaper"] / "Sideman-selftest.json", text)
    assert selftest(HOSTS["reaper"], desk.context).status is status
