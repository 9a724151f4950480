"""Given a DAW, when the musician installs the script, then all of it is there, or nothing has changed."""

from __future__ import annotations

import errno
import json
import stat
from pathlib import Path

import pytest

from bridge.daws.ardour import installing as ardour
from bridge.install import putting
from bridge.install.files import hashes_of, sha256
from bridge.install.hosts import HOSTS
from bridge.install.planning import wanted_files
from bridge.install.putting import install
from bridge.install.record import FILE_NAME, read_book
from bridge.install.rollback import Rollback
from bridge.model.errors import Mismatch, NotFound, Refused, Unavailable
from bridge.settings.resources import bundled
from tests.install.homes import Home, everything

ALL = list(HOSTS)


def start(home: Home, name: str) -> Path | None:
    """Starts a DAW; what `--to` has to be: Live's folder where there is no Live."""
    home.start(name)
    return home.bases[name] if (name, home.system.platform) == ("live", "linux") else None


@pytest.mark.parametrize("name", ALL)
def test_every_file_arrives_as_it_was_shipped(home: Home, name: str) -> None:
    to, host = start(home, name), HOSTS[name]
    made = install(host, home.system, home.ours, to)
    folder = host.folder(home.bases[name])
    assert made.done and made.view()["folder"] == str(folder) and made.view()["steps"]
    assert (folder / host.marker).is_file()
    wanted = {each: sha256(data) for each, data in wanted_files(host, home.ours).items()}
    assert hashes_of(folder) == wanted and len(wanted) > 10
    (place,) = read_book(home.ours.data).of(name)
    assert place.hashes == wanted and place.folder == str(folder) and place.base == str(home.bases[name])
    assert not [path for path in everything(home.bases[name]) if ".new" in path or ".old" in path]


@pytest.mark.parametrize("name", ALL)
def test_a_dry_run_touches_nothing(linux: Home, name: str) -> None:
    to = start(linux, name)
    before = everything(linux.ours.data.parents[1])
    told = install(HOSTS[name], linux.system, linux.ours, to, dry_run=True)
    assert everything(linux.ours.data.parents[1]) == before
    view = told.view()
    assert view["done"] is False and any(view["folder"] in line for line in view["actions"])


@pytest.mark.parametrize("name", ALL)
def test_installing_again_changes_nothing(linux: Home, name: str) -> None:
    to = start(linux, name)
    install(HOSTS[name], linux.system, linux.ours, to)
    before = everything(linux.ours.data.parents[1])
    again = install(HOSTS[name], linux.system, linux.ours, to)
    assert everything(linux.ours.data.parents[1]) == before
    assert again.view()["backup"] is None


def test_scripts_are_told_where_the_daemon_is(linux: Home) -> None:
    linux.start("live", "reaper", "bitwig")
    linux.ours.data.mkdir(parents=True)
    linux.ours.run_file.write_text('{"pid": 1, "port": 4711, "token": "s\\"ecret", "new": 1}')
    for name in ("live", "reaper", "bitwig"):
        install(HOSTS[name], linux.system, linux.ours, linux.bases[name])
    for name, below in (("live", ""), ("reaper", "reaper")):
        told = HOSTS[name].folder(linux.bases[name]) / below / "sideman.json"
        assert json.loads(told.read_text())["run_file"] == str(linux.ours.run_file)
    run_js = HOSTS["bitwig"].folder(linux.bases["bitwig"]) / "run.js"
    assert run_js.read_text() == 'var SidemanRun = {port: 4711, token: "s\\"ecret"};\n'
    assert stat.S_IMODE(run_js.stat().st_mode) == 0o600


def test_an_edited_copy_is_kept_aside_and_named(linux: Home) -> None:
    linux.start("bitwig")
    host = HOSTS["bitwig"]
    install(host, linux.system, linux.ours)
    edited = host.folder(linux.bases["bitwig"]) / "limits.js"
    for number in (1, 2):
        edited.write_text(f"// mine {number}")
        view = install(host, linux.system, linux.ours).view()
        backup = linux.ours.data / "backups" / "bitwig" / f"Sideman.backup-{number}"
        assert view["backup"] == str(backup) and str(backup) in view["actions"][0]
        assert "limits.js" in view["actions"][0]
        assert (backup / "limits.js").read_text() == f"// mine {number}"
        assert edited.read_bytes() == bundled("daw_scripts", "bitwig", "limits.js").read_bytes()
    controllers = linux.bases["bitwig"] / "Controller Scripts"
    assert [path.name for path in controllers.iterdir()] == ["Sideman"], "no second script for the DAW"


def test_an_older_version_of_ours_is_no_edited_copy(linux: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    linux.start("live")
    host, to = HOSTS["live"], linux.bases["live"]
    older = {"__init__.py": b"old", "whereabouts.py": b"old", "gone.py": b"old"}
    with monkeypatch.context() as patch:
        patch.setattr("bridge.install.planning.wanted_files", lambda host, ours: older)
        install(host, linux.system, linux.ours, to)
    view = install(host, linux.system, linux.ours, to).view()
    assert view["backup"] is None and view["kept"] == []
    assert hashes_of(host.folder(to)) == {
        name: sha256(data) for name, data in wanted_files(host, linux.ours).items()
    }


def test_a_copy_that_nobody_recorded_is_kept_aside_when_it_differs(linux: Home) -> None:
    linux.start("live")
    host, to = HOSTS["live"], linux.bases["live"]
    folder = host.folder(to)
    folder.mkdir(parents=True)
    (folder / "whereabouts.py").write_text("# by hand")
    view = install(host, linux.system, linux.ours, to).view()
    assert (Path(view["backup"]) / "whereabouts.py").read_text() == "# by hand"


def test_the_musicians_own_files_stay_in_the_folder(linux: Home) -> None:
    linux.start("live")
    host, to = HOSTS["live"], linux.bases["live"]
    install(host, linux.system, linux.ours, to)
    own = host.folder(to) / "triggers.json"
    own.write_text("{}")
    cache = host.folder(to) / "__pycache__"
    cache.mkdir()
    (cache / "surface.cpython-311.pyc").touch()
    view = install(host, linux.system, linux.ours, to).view()
    assert view["kept"] == ["triggers.json"] and own.read_text() == "{}" and view["backup"] is None
    assert not cache.exists(), "byte code of other files than these"


def test_reapers_start_up_script_keeps_what_was_in_it(linux: Home) -> None:
    linux.start("reaper")
    startup = linux.bases["reaper"] / "Scripts" / "__startup.lua"
    startup.parent.mkdir()
    own = b'reaper.ShowConsoleMsg("hi")\r\nreturn 1'
    startup.write_bytes(own)
    for _ in range(2):
        view = install(HOSTS["reaper"], linux.system, linux.ours).view()
        assert startup.read_bytes().endswith(own) and startup.read_bytes().count(b">>> Sideman") == 1
        assert startup.with_name("__startup.lua.before-sideman").read_bytes() == own
    assert view["files"]


def test_ardour_gets_what_its_own_installer_gives(linux: Home, tmp_path: Path) -> None:
    linux.start("ardour")
    install(HOSTS["ardour"], linux.system, linux.ours)
    other = tmp_path / "other"
    other.mkdir()
    ardour.install(other, linux.ours.pairs, linux.ours.run_file, linux.ours.selftest("ardour"))
    assert ardour.is_installed(linux.bases["ardour"])
    assert hashes_of(linux.bases["ardour"] / "sideman") == hashes_of(other / "sideman")
    hooks = [base / "scripts" / "sideman.lua" for base in (linux.bases["ardour"], other)]
    assert hooks[0].read_text() == hooks[1].read_text().replace(str(other), str(linux.bases["ardour"]))


def test_a_damaged_list_of_scripts_is_refused_before_anything_happens(linux: Home) -> None:
    linux.start("ardour")
    (linux.bases["ardour"] / "ui_scripts").write_text("no xml")
    before = everything(linux.ours.data.parents[1])
    with pytest.raises(Refused):
        install(HOSTS["ardour"], linux.system, linux.ours)
    assert everything(linux.ours.data.parents[1]) == before


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize(
    ("at", "trouble"), [("fresh", errno.ENOSPC), ("place", errno.EACCES), ("record", errno.EROFS)]
)
def test_a_disk_that_refuses_leaves_everything_as_it_was(
    linux: Home, monkeypatch: pytest.MonkeyPatch, name: str, at: str, trouble: int
) -> None:
    linux.start(name)
    host, to = HOSTS[name], linux.bases[name]
    install(host, linux.system, linux.ours, to)
    (host.folder(to) / host.marker).write_text("edited")
    (to / "Scripts").mkdir(exist_ok=True)
    (to / "Scripts" / "__startup.lua").write_text("-- mine\n")
    before = everything(linux.ours.data.parents[1])

    def refuse(*_: object, **__: object) -> None:
        raise OSError(trouble, "the disk says no", "/some/where")

    places = {
        "fresh": (putting, "_copy"),
        "place": (Rollback, "put_folder"),
        "record": (putting, "write_book"),
    }
    monkeypatch.setattr(*places[at], refuse)
    with pytest.raises(Unavailable if trouble == errno.ENOSPC else Refused) as told:
        install(host, linux.system, linux.ours, to)
    assert "/some/where" in told.value.message and host.title in told.value.hint
    after = everything(linux.ours.data.parents[1])
    assert {path: data for path, data in after.items() if "backups" not in path} == before
    assert not [path for path in after if "backup-" in path]


def test_a_copy_that_differs_from_the_original_is_found_out(
    linux: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    linux.start("bitwig")

    def lazy(path: Path, data: bytes, private: bool = False) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data[:-1])

    monkeypatch.setattr(putting, "_copy", lazy)
    with pytest.raises(Mismatch, match="was not copied"):
        install(HOSTS["bitwig"], linux.system, linux.ours)
    assert everything(linux.bases["bitwig"]) == {} and not (linux.ours.data / FILE_NAME).exists()


def test_a_file_in_the_way_is_told_in_words(linux: Home) -> None:
    linux.start("live")
    (linux.bases["live"] / "Remote Scripts").touch()
    with pytest.raises(Unavailable, match="Nothing was changed"):
        install(HOSTS["live"], linux.system, linux.ours, linux.bases["live"])


def test_a_linked_folder_is_left_alone(linux: Home, tmp_path: Path) -> None:
    linux.start("live")
    (tmp_path / "mine").mkdir()
    (linux.bases["live"] / "Remote Scripts").mkdir()
    (linux.bases["live"] / "Remote Scripts" / "Sideman").symlink_to(tmp_path / "mine")
    with pytest.raises(Refused, match="is a link"):
        install(HOSTS["live"], linux.system, linux.ours, linux.bases["live"])


def test_a_damaged_record_is_refused(linux: Home) -> None:
    linux.start("bitwig")
    linux.ours.data.mkdir(parents=True)
    (linux.ours.data / FILE_NAME).write_text("{")
    with pytest.raises(Refused, match="cannot be read"):
        install(HOSTS["bitwig"], linux.system, linux.ours)


def test_without_the_daw_nothing_is_made(home: Home) -> None:
    before = everything(home.ours.data.parents[1])
    for host in HOSTS.values():
        with pytest.raises(NotFound):
            install(host, home.system, home.ours)
    assert everything(home.ours.data.parents[1]) == before
