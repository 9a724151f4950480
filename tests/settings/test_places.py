"""Where things lie: Sideman's own files, and what ships with it."""

from pathlib import Path

import pytest

from bridge.model.errors import NotFound
from bridge.settings import bundled, chosen, paths
from bridge.settings.resources import find


def test_everything_lies_below_sideman_home(tmp_path: Path) -> None:
    found = paths({"SIDEMAN_HOME": str(tmp_path)})
    places = [getattr(found, name) for name in type(found).__slots__]
    assert len(set(places)) == len(places) == 7
    assert all(tmp_path in place.parents for place in places)
    assert found.config_file == tmp_path / "config.yaml"
    assert not list(tmp_path.iterdir())


def test_sideman_home_may_be_written_from_the_home_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert paths({"SIDEMAN_HOME": "~/demo"}).data == tmp_path / "demo" / "data"


def test_without_it_the_systems_own_folders_are_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("platformdirs.user_config_path", lambda *_, **__: tmp_path / "config")
    monkeypatch.setattr("platformdirs.user_data_path", lambda *_, **__: tmp_path / "data")
    for environ in ({}, {"SIDEMAN_HOME": ""}):
        found = paths(environ)
        assert found.config_file == tmp_path / "config" / "config.yaml"
        assert {found.run_file.parent, found.ledger.parent, found.log.parent, found.file_pairs.parent} == {
            found.data
        }


def test_a_place_that_was_chosen(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert chosen("", Path("/default")) == Path("/default")
    assert chosen("~/ledger.sqlite", Path("/default")) == tmp_path / "ledger.sqlite"
    assert chosen("/else/where", Path("/default")) == Path("/else/where")


def make(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    return path


def test_in_a_checkout_they_lie_beside_the_package(tmp_path: Path) -> None:
    make(tmp_path / "pyproject.toml")
    wanted = make(tmp_path / "config" / "default.yaml")
    assert find(tmp_path / "bridge", "config", "default.yaml") == wanted


def test_in_a_wheel_they_lie_inside_the_package_and_come_first(tmp_path: Path) -> None:
    make(tmp_path / "pyproject.toml")
    make(tmp_path / "config" / "default.yaml")
    wanted = make(tmp_path / "bridge" / "bundled" / "config" / "default.yaml")
    assert find(tmp_path / "bridge", "config", "default.yaml") == wanted
    assert find(tmp_path / "bridge", "config") == wanted.parent


def test_a_stranger_beside_an_installed_package_is_not_ours(tmp_path: Path) -> None:
    make(tmp_path / "config" / "default.yaml")
    with pytest.raises(NotFound, match=r"config/default.yaml is missing") as refused:
        find(tmp_path / "bridge", "config", "default.yaml")
    assert "again" in refused.value.hint


def test_this_very_installation_has_its_files() -> None:
    assert bundled("config", "default.yaml").is_file()
    assert bundled("config").is_dir()
    with pytest.raises(NotFound):
        bundled("config", "no-such-file.yaml")
