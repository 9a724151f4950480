"""Given scripts that are missing, old, edited, misplaced or doubled, the doctor says so and repairs."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from bridge.doctor.examining import examine
from bridge.doctor.finding import Finding, Status
from bridge.doctor.script_checks import script
from bridge.install.files import sha256
from bridge.install.hosts import HOSTS
from bridge.install.putting import install
from bridge.install.record import Book, Place, read_book, write_book
from bridge.install.run_js import refresh_run_js
from tests.doctor.conftest import Desk, answer
from tests.install.homes import preferences

DeskOn = Callable[[str], Desk]
ALL = list(HOSTS)


def installed(desk: Desk, name: str) -> Path:
    """Installs one script; its folder."""
    desk.home.start(name)
    install(HOSTS[name], desk.home.system, desk.home.ours)
    return HOSTS[name].folder(desk.home.bases[name])


def fixed(desk: Desk, name: str) -> Finding:
    """What the row of a script says after --fix."""
    rows = {row.name: row for row in examine(desk.context, fix=True)}
    row = rows[f"{HOSTS[name].title}: script"]
    assert row.repaired, row
    return row.finding


@pytest.mark.parametrize("name", ALL)
def test_no_daw_no_script_and_a_script_as_shipped(desk_on: DeskOn, name: str) -> None:
    desk, host = desk_on("darwin"), HOSTS[name]
    assert script(host, desk.context).status is Status.SKIP
    desk.home.bases[name].mkdir(parents=True)
    missing = script(host, desk.context)
    assert missing.status is Status.WARN and f"sideman install {name}" in missing.fix
    install(host, desk.home.system, desk.home.ours)
    assert script(host, desk.context).status is Status.PASS


@pytest.mark.parametrize("name", ALL)
def test_an_old_script_is_brought_up_to_date(desk_on: DeskOn, name: str) -> None:
    desk, host = desk_on("darwin"), HOSTS[name]
    folder = installed(desk, name)
    (folder / host.marker).write_bytes(b"as it was last year")
    book = read_book(desk.home.ours.data)
    hashes = {**book.places[0].hashes, host.marker: sha256(b"as it was last year")}
    old = Place(name, book.places[0].base, str(folder), "0.0.1", hashes)
    write_book(desk.home.ours.data, Book((old,)))
    found = script(host, desk.context)
    assert found.status is Status.WARN and host.marker in found.said and "--fix" in found.fix
    assert fixed(desk, name).status is Status.PASS
    assert not (desk.home.ours.data / "backups").exists()


def test_a_file_that_is_missing_is_put_back(desk: Desk) -> None:
    folder = installed(desk, "bitwig")
    (folder / "limits.js").unlink()
    assert "limits.js" in script(HOSTS["bitwig"], desk.context).said
    assert fixed(desk, "bitwig").status is Status.PASS and (folder / "limits.js").is_file()


def test_an_edited_script_is_told_and_left_alone(desk: Desk) -> None:
    folder = installed(desk, "bitwig")
    (folder / "limits.js").write_text("// mine")
    for row in examine(desk.context, fix=True):
        if row.name == "Bitwig Studio: script":
            assert row.finding.status is Status.WARN and not row.repaired
            assert "limits.js" in row.finding.said and "was edited" in row.finding.said
    assert (folder / "limits.js").read_text() == "// mine"


def test_a_copy_that_nobody_recorded_is_kept_when_it_is_repaired(desk: Desk) -> None:
    folder = installed(desk, "bitwig")
    (desk.home.ours.data / "installed.json").unlink()
    (folder / "limits.js").write_text("// whose?")
    assert script(HOSTS["bitwig"], desk.context).status is Status.WARN
    assert fixed(desk, "bitwig").status is Status.PASS
    (kept,) = (desk.home.ours.data / "backups" / "bitwig").iterdir()
    assert (kept / "limits.js").read_text() == "// whose?"


@pytest.mark.parametrize("text", ['{"run_file": "/another/run.json"}', "{", "[]", "{}"])
def test_a_script_that_looks_for_another_daemon(desk: Desk, text: str) -> None:
    told = installed(desk, "reaper") / "reaper" / "sideman.json"
    told.write_text(text)
    found = script(HOSTS["reaper"], desk.context)
    assert found.status is Status.FAIL and "sideman.json" in found.said
    assert fixed(desk, "reaper").status is Status.PASS
    assert json.loads(told.read_text())["run_file"] == str(desk.home.ours.run_file)


def test_bitwigs_run_js_is_right_only_when_it_names_the_running_daemon(desk: Desk) -> None:
    installed(desk, "bitwig")
    desk.home.ours.run_file.write_text('{"port": 5, "token": "t"}')
    assert script(HOSTS["bitwig"], desk.context).status is Status.PASS
    running = desk.with_(daemon=answer())
    assert script(HOSTS["bitwig"], running).status is Status.FAIL
    refresh_run_js(desk.home.ours.data, desk.home.ours.address())
    assert script(HOSTS["bitwig"], running).status is Status.PASS


def test_a_start_up_block_that_is_gone_comes_back(desk: Desk) -> None:
    installed(desk, "reaper")
    startup = desk.home.bases["reaper"] / "Scripts" / "__startup.lua"
    startup.write_text("-- mine\n")
    found = script(HOSTS["reaper"], desk.context)
    assert found.status is Status.WARN and "__startup.lua" in found.said
    assert fixed(desk, "reaper").status is Status.PASS and "-- mine" in startup.read_text()


def test_a_hook_that_ardour_has_lost_comes_back(desk: Desk) -> None:
    installed(desk, "ardour")
    (desk.home.bases["ardour"] / "ui_scripts").unlink()
    assert "ui_scripts" in script(HOSTS["ardour"], desk.context).said
    assert fixed(desk, "ardour").status is Status.PASS


@pytest.mark.parametrize("platform", ["darwin", "win32"])
def test_a_script_in_lives_user_remote_scripts_is_in_the_wrong_place(desk_on: DeskOn, platform: str) -> None:
    desk = desk_on(platform)
    desk.home.start("live")
    wrong = preferences(desk.home, "12.1") / "User Remote Scripts" / "Sideman"
    wrong.mkdir(parents=True)
    (wrong / "whereabouts.py").touch()
    found = script(HOSTS["live"], desk.context)
    assert found.status is Status.FAIL and str(wrong) in found.said and "Delete" in found.fix
    install(HOSTS["live"], desk.home.system, desk.home.ours)
    assert script(HOSTS["live"], desk.context).status is Status.WARN


@pytest.mark.parametrize(("name", "other"), [("live", "Sideman copy"), ("bitwig", "band/Sideman")])
def test_a_second_copy_is_found(desk_on: DeskOn, name: str, other: str) -> None:
    desk = desk_on("darwin")
    folder = installed(desk, name)
    second = folder.parent / other
    second.mkdir(parents=True)
    (second / HOSTS[name].marker).touch()
    found = script(HOSTS[name], desk.context)
    assert found.status is Status.WARN and str(second) in found.said and "Delete" in found.fix
