"""Given an installed script, when the musician takes it out, then what came goes, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from bridge.install import removing
from bridge.install.hosts import HOSTS
from bridge.install.putting import install
from bridge.install.record import FILE_NAME, read_book
from bridge.install.removing import uninstall
from bridge.model.errors import NotFound, Refused
from tests.install.homes import Home, everything

ALL = list(HOSTS)


def files(home: Home, name: str) -> dict[str, bytes]:
    """The files of a DAW; its own empty folders, and ours for copies, count for nothing."""
    return {path: data for path, data in everything(home.bases[name]).items() if data != b"(folder)"}


@pytest.mark.parametrize("name", ALL)
def test_everything_goes_that_came(linux: Home, name: str) -> None:
    linux.start(name)
    (linux.bases[name] / "Scripts").mkdir()
    (linux.bases[name] / "Scripts" / "__startup.lua").write_bytes(b"-- mine\n")
    (linux.bases[name] / "ui_scripts").write_bytes(
        b'<?xml version="1.0" encoding="UTF-8"?>\n<UIScripts><ActionHooks /></UIScripts>\n'
    )
    before = files(linux, name)
    install(HOSTS[name], linux.system, linux.ours, linux.bases[name])
    assert files(linux, name) != before
    cache = HOSTS[name].folder(linux.bases[name]) / "__pycache__"
    cache.mkdir()
    (cache / "osc.cpython-311.pyc").touch()
    gone = uninstall(HOSTS[name], linux.system, linux.ours)
    after = {path: data for path, data in files(linux, name).items() if "before-sideman" not in path}
    assert after == before and gone.done and gone.view()["kept"] == []
    assert not HOSTS[name].folder(linux.bases[name]).exists()
    assert read_book(linux.ours.data).places == ()


def test_a_start_up_script_that_held_only_our_block_goes(linux: Home) -> None:
    linux.start("reaper")
    before = files(linux, "reaper")
    install(HOSTS["reaper"], linux.system, linux.ours)
    uninstall(HOSTS["reaper"], linux.system, linux.ours)
    assert files(linux, "reaper") == before


@pytest.mark.parametrize("name", ALL)
def test_a_dry_run_touches_nothing(linux: Home, name: str) -> None:
    linux.start(name)
    install(HOSTS[name], linux.system, linux.ours, linux.bases[name])
    before = everything(linux.ours.data.parents[1])
    told = uninstall(HOSTS[name], linux.system, linux.ours, dry_run=True).view()
    assert everything(linux.ours.data.parents[1]) == before
    assert told["done"] is False and "Remove" in told["actions"][0]


def test_what_the_musician_changed_or_added_stays_and_is_named(linux: Home) -> None:
    linux.start("bitwig")
    host = HOSTS["bitwig"]
    install(host, linux.system, linux.ours)
    folder = host.folder(linux.bases["bitwig"])
    (folder / "limits.js").write_text("// mine")
    (folder / "own.js").write_text("// mine too")
    (folder / "run.js").write_text("// as the daemon wrote it anew")
    view = uninstall(host, linux.system, linux.ours).view()
    assert view["kept"] == [str(folder / "limits.js"), str(folder / "own.js")]
    assert sorted(path.name for path in folder.iterdir()) == ["limits.js", "own.js"]
    assert any("limits.js, own.js" in line for line in view["actions"])


def test_a_copy_that_nobody_recorded_goes_as_far_as_it_is_ours(linux: Home) -> None:
    linux.start("live")
    host, to = HOSTS["live"], linux.bases["live"]
    install(host, linux.system, linux.ours, to)
    (linux.ours.data / FILE_NAME).unlink()
    (host.folder(to) / "osc.py").write_text("# mine")
    view = uninstall(host, linux.system, linux.ours, to).view()
    assert view["kept"] == [str(host.folder(to) / "osc.py")]
    assert [path.name for path in host.folder(to).iterdir()] == ["osc.py"]


def test_two_places_go_together_or_one_by_name(linux: Home, tmp_path: Path) -> None:
    sticks = [tmp_path / "stick 1", tmp_path / "stick 2"]
    for stick in sticks:
        stick.mkdir()
        (stick / "reaper.ini").touch()
        install(HOSTS["reaper"], linux.system, linux.ours, stick)
    one = uninstall(HOSTS["reaper"], linux.system, linux.ours, sticks[0]).view()
    assert one["folders"] == [str(sticks[0] / "Scripts" / "Sideman")]
    assert (sticks[1] / "Scripts" / "Sideman").is_dir()
    rest = uninstall(HOSTS["reaper"], linux.system, linux.ours).view()
    assert rest["folders"] == [str(sticks[1] / "Scripts" / "Sideman")]


@pytest.mark.parametrize("name", ALL)
def test_what_is_not_installed_cannot_go(linux: Home, name: str) -> None:
    linux.start(name)
    with pytest.raises(NotFound) as told:
        uninstall(HOSTS[name], linux.system, linux.ours, linux.bases[name])
    assert told.value.code == "not_installed"
    assert not linux.ours.data.exists()


@pytest.mark.parametrize("name", ALL)
def test_a_disk_that_refuses_brings_everything_back(
    linux: Home, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    linux.start(name)
    install(HOSTS[name], linux.system, linux.ours, linux.bases[name])
    before = everything(linux.ours.data.parents[1])

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied", "/some/where")

    monkeypatch.setattr(removing, "write_book", refuse)
    with pytest.raises(Refused):
        uninstall(HOSTS[name], linux.system, linux.ours)
    assert everything(linux.ours.data.parents[1]) == before
