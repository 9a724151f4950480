"""Given a Python that is too old, lacks a package or finds another one of our name, the doctor says so."""

from __future__ import annotations

import importlib.metadata
from pathlib import Path

import pytest

from bridge.doctor.context import this_context
from bridge.doctor.finding import Status
from bridge.doctor.python_checks import packages, python_version, shadowed
from tests.doctor.conftest import Desk


@pytest.mark.parametrize(
    ("python", "status"),
    [((3, 10), Status.FAIL), ((3, 11), Status.PASS), ((3, 13), Status.PASS), ((3, 14), Status.FAIL)],
)
def test_python_is_of_a_version_that_sideman_runs_on(
    desk: Desk, python: tuple[int, int], status: Status
) -> None:
    found = python_version(desk.with_(python=python))
    assert found.status is status and bool(found.fix) == (status is Status.FAIL)


@pytest.mark.parametrize(
    ("version", "status"),
    [
        ("0.18.6", Status.PASS),
        ("0.18.10rc1", Status.PASS),
        ("0.18.5", Status.FAIL),
        ("0.9", Status.FAIL),
        ("1.0.0", Status.FAIL),
    ],
)
def test_versions_are_compared_as_numbers(desk: Desk, version: str, status: Status) -> None:
    found = packages(desk.with_(version_of=lambda name: version))
    assert found.status is status
    assert status is Status.PASS or ("msgspec" in found.said and version in found.said)


def test_a_missing_package_and_one_that_cannot_be_loaded_are_both_named(desk: Desk) -> None:
    def version_of(name: str) -> str:
        if name == "gone":
            raise importlib.metadata.PackageNotFoundError(name)
        return "2.0"

    found = packages(desk.with_(requirements=["gone>=1", "not-loadable>=1"], version_of=version_of))
    assert found.status is Status.FAIL and "gone is not installed" in found.said
    assert "not-loadable 2.0 cannot be loaded" in found.said and "pip install" in found.fix


def test_only_what_applies_here_is_looked_at(desk: Desk) -> None:
    wanted = [
        'gone<2; extra == "dev"',
        "gone<2,>=1.5.8; python_version < '3.13'",
        "msgspec!=0.20,>=0.18",
    ]

    def version_of(name: str) -> str:
        assert name == "msgspec"
        return "0.19"

    context = desk.with_(requirements=wanted, version_of=version_of, python=(3, 13))
    assert packages(context).said == "1 packages, all in range."
    assert packages(desk.with_(requirements=[])).status is Status.SKIP


@pytest.mark.parametrize("other", ["generators/__init__.py", "bridge/__init__.py", "generators.py"])
def test_another_package_of_our_name_is_found(desk: Desk, tmp_path: Path, other: str) -> None:
    (tmp_path / other).parent.mkdir(exist_ok=True)
    (tmp_path / other).touch()
    ours = desk.context.search_path
    found = shadowed(desk.with_(search_path=[tmp_path, *ours]))
    assert found.status is Status.FAIL and str(tmp_path) in found.said and "PYTHONPATH" in found.fix
    assert shadowed(desk.with_(search_path=[*ours, tmp_path])).status is Status.PASS


def test_this_very_installation_is_fine() -> None:
    context = this_context()
    for check in (python_version, shadowed):
        assert check(context).status is Status.PASS, check(context).said
    assert packages(context).status in (Status.PASS, Status.SKIP), packages(context).said
