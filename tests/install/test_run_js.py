"""Given Bitwig's script, when the daemon starts with a new port and token, then run.js says so."""

from __future__ import annotations

import logging
import shutil
import stat
from pathlib import Path

import pytest

from bridge.daemon.runfile import RunFile
from bridge.install.hosts import HOSTS
from bridge.install.ours import RunAddress
from bridge.install.putting import install
from bridge.install.record import FILE_NAME
from bridge.install.run_js import refresh_run_js
from bridge.install.texts import run_js_text
from tests.install.homes import Home

RUN = RunFile(pid=1, port=5005, token="secret", udp_port=0, pairs="", version="1")


def test_every_installed_place_is_told(linux: Home, tmp_path: Path) -> None:
    linux.start("bitwig", "live")
    other = tmp_path / "other" / "Bitwig Studio"
    other.mkdir(parents=True)
    bases = [linux.bases["bitwig"], other]
    for base in bases:
        install(HOSTS["bitwig"], linux.system, linux.ours, base)
    install(HOSTS["live"], linux.system, linux.ours, linux.bases["live"])
    files = [HOSTS["bitwig"].folder(base) / "run.js" for base in bases]
    assert all("port: 0" in file.read_text() for file in files)
    files[0].chmod(0o644)
    assert refresh_run_js(linux.ours.data, RUN) == files
    for file in files:
        assert file.read_text() == 'var SidemanRun = {port: 5005, token: "secret"};\n'
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert not list(linux.bases["live"].rglob("run.js"))


def test_what_the_daemon_wrote_is_no_edit_of_the_musicians(linux: Home) -> None:
    linux.start("bitwig")
    install(HOSTS["bitwig"], linux.system, linux.ours)
    refresh_run_js(linux.ours.data, RUN)
    assert install(HOSTS["bitwig"], linux.system, linux.ours).view()["backup"] is None


def test_a_place_that_is_gone_is_passed_over(linux: Home, caplog: pytest.LogCaptureFixture) -> None:
    linux.start("bitwig")
    install(HOSTS["bitwig"], linux.system, linux.ours)
    shutil.rmtree(linux.bases["bitwig"])
    with caplog.at_level(logging.WARNING):
        assert refresh_run_js(linux.ours.data, RUN) == []
    assert caplog.text == ""


def test_a_place_that_cannot_be_written_is_logged_and_stops_nothing(
    linux: Home, caplog: pytest.LogCaptureFixture
) -> None:
    linux.start("bitwig")
    install(HOSTS["bitwig"], linux.system, linux.ours)
    run_js = HOSTS["bitwig"].folder(linux.bases["bitwig"]) / "run.js"
    run_js.unlink()
    run_js.mkdir()
    assert refresh_run_js(linux.ours.data, RUN) == []
    assert "is not told where Sideman is" in caplog.text


def test_without_a_record_or_with_a_damaged_one_nothing_is_written(
    linux: Home, caplog: pytest.LogCaptureFixture
) -> None:
    assert refresh_run_js(linux.ours.data, RUN) == [] and caplog.text == ""
    linux.ours.data.mkdir(parents=True)
    (linux.ours.data / FILE_NAME).write_text("[")
    assert refresh_run_js(linux.ours.data, RUN) == []
    assert "Bitwig" in caplog.text


def test_no_token_ends_the_string() -> None:
    assert run_js_text(RunAddress(1, '"};evil();//\\')) == (
        'var SidemanRun = {port: 1, token: "\\"};evil();//\\\\"};\n'
    )
