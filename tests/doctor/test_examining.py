"""Given checks that crash and repairs that fail, the doctor gives a row for each, and an honest code."""

from __future__ import annotations

import pytest

from bridge.doctor.checks import CHECKS, Check
from bridge.doctor.context import Context
from bridge.doctor.examining import examine, is_healthy
from bridge.doctor.finding import Finding, Status, fail, fine, skip, warn
from bridge.install.hosts import HOSTS
from bridge.install.putting import install
from bridge.model.errors import Refused
from tests.doctor.conftest import Desk


def test_a_computer_on_which_all_is_well(desk: Desk) -> None:
    desk.home.start("reaper", "bitwig", "ardour")
    for name in ("reaper", "bitwig", "ardour"):
        install(HOSTS[name], desk.home.system, desk.home.ours)
    rows = examine(desk.context)
    told = {row.name: row.finding.status for row in rows}
    assert set(told.values()) <= {Status.PASS, Status.SKIP, Status.WARN} and is_healthy(rows)
    assert [name for name, status in told.items() if status is Status.WARN] == ["daemon"]
    assert len(rows) == len(CHECKS) == len(told), "every check has a name of its own"


def test_each_daw_has_its_rows() -> None:
    names = {check.name for check in CHECKS}
    assert {f"{host.title}: script" for host in HOSTS.values()} <= names


@pytest.mark.parametrize(
    ("problem", "said", "fix"),
    [
        (ZeroDivisionError("oh"), "ZeroDivisionError: oh", "bug"),
        (PermissionError(13, "no", "/x"), "/x", "read"),
        (Refused("Not so.", "Do this."), "Not so.", "Do this."),
    ],
)
def test_a_check_that_crashes_becomes_a_row(desk: Desk, problem: Exception, said: str, fix: str) -> None:
    def crash(context: Context) -> Finding:
        raise problem

    rows = examine(desk.context, checks=[Check("odd", crash), Check("next", lambda context: fine("yes"))])
    assert [row.finding.status for row in rows] == [Status.FAIL, Status.PASS]
    assert said in rows[0].finding.said and fix in rows[0].finding.fix
    assert not is_healthy(rows)


def test_warnings_and_skips_are_healthy(desk: Desk) -> None:
    checks = [Check("a", lambda context: warn("w", "f")), Check("b", lambda context: skip("s"))]
    assert is_healthy(examine(desk.context, checks=checks))


def test_repairs_are_made_only_when_asked_for_and_looked_at_again(desk: Desk) -> None:
    broken = [True]

    def run(context: Context) -> Finding:
        return fail("broken", "mend it", broken.clear) if broken else fine("mended")

    (before,) = examine(desk.context, checks=[Check("x", run)])
    assert before.finding.status is Status.FAIL and not before.repaired and broken
    (after,) = examine(desk.context, fix=True, checks=[Check("x", run)])
    assert after.view() == {"check": "x", "status": "pass", "said": "mended", "fix": "", "repaired": True}


def test_a_repair_that_fails_is_told(desk: Desk) -> None:
    def refuse() -> None:
        raise Refused("Live holds the file.", "Close Live.")

    (row,) = examine(desk.context, fix=True, checks=[Check("x", lambda context: warn("old", "f", refuse))])
    assert row.finding.status is Status.FAIL and not row.repaired
    assert "Live holds the file." in row.finding.said and row.finding.fix == "Close Live."
