"""Given settings, folders and run files that are not as they should be, the doctor says so and repairs."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from bridge.daemon.runfile import RunFile, write_run_file
from bridge.doctor.examining import examine
from bridge.doctor.file_checks import data_folder, disk_space, run_file, settings
from bridge.doctor.finding import Status
from bridge.model.errors import BadConfig
from tests.doctor.conftest import Desk


def run_of(pid: int) -> RunFile:
    return RunFile(pid=pid, port=5, token="t", udp_port=0, pairs="", version="1")


@pytest.fixture
def dead_pid() -> int:
    """The number of a process that has ended."""
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
    return process.pid


def test_settings(desk: Desk) -> None:
    assert settings(desk.context).status is Status.PASS
    found = settings(desk.with_(config=BadConfig("line 2: no such setting", "Did you mean bars?")))
    assert (found.status, found.said, found.fix) == (
        Status.FAIL,
        "line 2: no such setting",
        "Did you mean bars?",
    )


def test_a_data_folder_that_is_private(desk: Desk) -> None:
    assert data_folder(desk.context).status is Status.PASS
    desk.home.ours.data.mkdir(parents=True, mode=0o700)
    assert "writable and private" in data_folder(desk.context).said


def test_a_data_folder_that_others_can_read_is_closed(desk: Desk) -> None:
    folder = desk.home.ours.data
    folder.mkdir(parents=True)
    folder.chmod(0o755)
    found = data_folder(desk.context)
    assert found.status is Status.WARN and "--fix" in found.fix and found.repair is not None
    found.repair()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert data_folder(desk.context).status is Status.PASS


def test_a_data_folder_that_cannot_be_written_in(desk: Desk) -> None:
    desk.home.ours.data.parent.mkdir(parents=True)
    desk.home.ours.data.write_text("a file in the way")
    found = data_folder(desk.context)
    assert found.status is Status.FAIL and "SIDEMAN_HOME" in found.fix


def test_no_run_file_is_nothing_to_look_at(desk: Desk) -> None:
    assert run_file(desk.context).status is Status.SKIP


def test_the_run_file_of_a_living_daemon(desk: Desk) -> None:
    path = desk.home.ours.run_file
    write_run_file(path, run_of(os.getpid()))
    assert run_file(desk.context).status is Status.PASS
    path.chmod(0o644)
    found = run_file(desk.context)
    assert found.status is Status.FAIL and found.repair is not None
    found.repair()
    assert run_file(desk.context).status is Status.PASS


@pytest.mark.parametrize("damaged", [False, True])
def test_a_stale_run_file_goes_with_fix_only(desk: Desk, dead_pid: int, damaged: bool) -> None:
    path: Path = desk.home.ours.run_file
    write_run_file(path, run_of(dead_pid))
    if damaged:
        path.write_text("{")
    assert run_file(desk.context).status is Status.WARN and path.exists()
    rows = {row.name: row for row in examine(desk.context, fix=True)}
    assert rows["run file"].repaired and rows["run file"].finding.status is Status.SKIP
    assert not path.exists()


@pytest.mark.parametrize(("free", "status"), [(50e9, Status.PASS), (0.5e9, Status.WARN), (1e6, Status.FAIL)])
def test_room_on_the_disk(desk: Desk, free: float, status: Status) -> None:
    found = disk_space(desk.with_(free_bytes=lambda folder: int(free) if folder.is_dir() else -1))
    assert found.status is status and bool(found.fix) == (status is not Status.PASS)
