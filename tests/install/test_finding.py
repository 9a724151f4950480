"""Given homes on three systems, when Sideman looks for a DAW's folder, then it finds the right one."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from bridge.install.hosts import HOSTS, host_named
from bridge.install.live_library import logs, preferences_folders
from bridge.install.planning import locate
from bridge.install.system import System, this_system
from bridge.model.errors import NotFound
from tests.install.homes import Home, library_config, preferences


def test_each_daw_is_found_where_it_keeps_its_folder(home: Home) -> None:
    for name, base in home.bases.items():
        if name == "live" and home.system.platform == "linux":
            continue
        home.start(name)
        assert locate(HOSTS[name], home.system) == base


def test_an_absent_daw_is_told_with_every_place_that_was_looked_at(home: Home) -> None:
    for name, host in HOSTS.items():
        with pytest.raises(NotFound) as told:
            locate(host, home.system)
        assert told.value.code == "daw_not_found" and "--to" in told.value.hint
        looked = host.find(home.system).looked
        assert all(str(folder) in told.value.message for folder in looked)
        assert bool(looked) or (name, home.system.platform) == ("live", "linux")


def test_live_on_linux_says_that_it_does_not_run_there(linux: Home) -> None:
    with pytest.raises(NotFound, match="does not run on this system"):
        locate(HOSTS["live"], linux.system)


@pytest.mark.parametrize("platform", ["mac", "windows"])
def test_a_moved_user_library_is_read_from_the_newest_live(
    platform: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    home: Home = request.getfixturevalue(platform)
    home.start("live")
    old, new = tmp_path / "old disk" / "User Library", tmp_path / "Übung & Co" / "User Library"
    for folder in (old, new):
        folder.mkdir(parents=True)
    library_config(preferences(home, "9.7.7"), old)
    config = preferences(home, "12.1.10")
    library_config(config, Path(str(new).replace("&", "&amp;")))
    library_config(preferences(home, "12.1.9"), old)
    assert preferences_folders(home.system)[0] == config
    assert locate(HOSTS["live"], home.system) == new


def test_versions_of_live_are_ordered_as_numbers(mac: Home) -> None:
    for version in ("12.1.9", "9.7.7", "12.2", "12.1.10", "12.0.5", "11.3"):
        preferences(mac, version)
    found = [folder.name.removeprefix("Live ") for folder in preferences_folders(mac.system)]
    assert found == ["12.2", "12.1.10", "12.1.9", "12.0.5", "11.3", "9.7.7"]


@pytest.mark.parametrize("text", ["", "<Ableton>", "<Ableton/>", '<A><ProjectPath Value="relative"/></A>'])
def test_a_library_file_that_helps_nothing_leaves_the_usual_place(mac: Home, text: str) -> None:
    mac.start("live")
    (preferences(mac, "12.0") / "Library.cfg").write_text(text)
    assert locate(HOSTS["live"], mac.system) == mac.bases["live"]


def test_a_library_on_a_disk_that_is_unplugged_gives_way_to_the_usual_place(mac: Home) -> None:
    mac.start("live")
    library_config(preferences(mac, "12.0"), Path("/Volumes/Gone/User Library"))
    assert locate(HOSTS["live"], mac.system) == mac.bases["live"]


@pytest.mark.parametrize("how", ["told", "variable", "folder"])
def test_documents_in_onedrive_are_found(windows: Home, how: str) -> None:
    cloud = windows.system.home / ("OneDrive - Band" if how == "folder" else "Elsewhere")
    bitwig, live = cloud / "Documents/Bitwig Studio", cloud / "Documents/Ableton/User Library"
    for folder in (bitwig, live):
        folder.mkdir(parents=True)
    system = windows.system
    if how == "told":
        system = replace(system, documents=cloud / "Documents")
    elif how == "variable":
        system = replace(system, environ={"OneDrive": str(cloud)})
    assert locate(HOSTS["bitwig"], system) == bitwig
    assert locate(HOSTS["live"], system) == live


def test_onedrive_is_windows_own(linux: Home) -> None:
    (linux.system.home / "OneDrive/Documents/Bitwig Studio").mkdir(parents=True)
    with pytest.raises(NotFound):
        locate(HOSTS["bitwig"], linux.system)


@pytest.mark.parametrize("name", ["reaper", "ardour"])
def test_the_systems_variables_count(linux: Home, tmp_path: Path, name: str) -> None:
    folder = tmp_path / "settings" / {"reaper": "REAPER", "ardour": "ardour7"}[name]
    folder.mkdir(parents=True)
    system = replace(linux.system, environ={"XDG_CONFIG_HOME": str(tmp_path / "settings")})
    assert locate(HOSTS[name], system) == folder


@pytest.mark.parametrize("below", ["", "Remote Scripts", "Remote Scripts/Sideman"])
def test_a_named_folder_may_be_any_on_the_way(linux: Home, tmp_path: Path, below: str) -> None:
    library = tmp_path / "Wine" / "User Library"
    (library / below).mkdir(parents=True)
    assert locate(HOSTS["live"], linux.system, library / below) == library


def test_a_portable_reaper_is_known_by_its_ini_file(linux: Home, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    with pytest.raises(NotFound, match="There is no folder"):
        locate(HOSTS["reaper"], linux.system, stick)
    stick.mkdir()
    with pytest.raises(NotFound, match=r"reaper\.ini"):
        locate(HOSTS["reaper"], linux.system, stick)
    (stick / "reaper.ini").touch()
    assert locate(HOSTS["reaper"], linux.system, stick) == stick


def test_an_unknown_daw_is_told_which_there_are() -> None:
    with pytest.raises(NotFound) as told:
        host_named("cubase")
    assert told.value.hint == "There are: live, reaper, bitwig, ardour."


def test_the_log_that_was_written_last_comes_first(mac: Home) -> None:
    for version, when in (("12.1", 1_000), ("11.3", 2_000)):
        log = preferences(mac, version) / "Log.txt"
        log.touch()
        os.utime(log, (when, when))
    preferences(mac, "10.0")
    assert [log.parent.name for log in logs(mac.system)] == ["Live 11.3", "Live 12.1"]


def test_this_system_is_this_users() -> None:
    system = this_system()
    assert isinstance(system, System) and system.home == Path.home() and system.documents is not None
