"""Putting the hook into Ardour's settings: merged, backed up, updated, taken out."""

from __future__ import annotations

import base64
import subprocess
from pathlib import Path
from xml.etree import ElementTree

import pytest

from bridge.daws.ardour.actions import ACTIONS
from bridge.daws.ardour.installing import (
    HOOK_NAME,
    hook_source,
    install,
    is_installed,
    settings_folder,
    uninstall,
)
from bridge.daws.ardour.ui_scripts import action_names, factory_text, has_hook, lua_quote, with_hook
from bridge.model.errors import NotFound, Refused
from tests.interpreters import need

OTHERS = b"""<?xml version="1.0" encoding="UTF-8"?>
<UIScripts>
  <ActionScript lua="Lua 5.3">c2NyaXB0cyA9IHt9</ActionScript>
  <ActionHooks><LuaCallback lua="Lua 5.3" id="77" name="mine" signals="1">cyA9IHt9</LuaCallback></ActionHooks>
</UIScripts>
"""


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    folder = tmp_path / 'Müller "B"' / "ardour7"
    folder.mkdir(parents=True)
    return folder


def hooks(settings: Path) -> dict[str, str]:
    root = ElementTree.fromstring((settings / "ui_scripts").read_bytes())
    return {hook.get("name", ""): hook.get("id", "") for hook in root.iter("LuaCallback")}


def test_a_first_install_makes_everything(settings: Path, tmp_path: Path) -> None:
    done = install(settings, tmp_path / "pairs", tmp_path / "run.json", tmp_path / "report.json")
    assert hooks(settings) == {HOOK_NAME: "1"}
    assert (done.scripts / "lua" / "envoy.lua").is_file()
    assert (done.scripts / "ardour" / "gui.lua").is_file()
    assert done.hook_file == settings / "scripts" / "sideman.lua"
    assert done.backup is None
    assert is_installed(settings)


def test_what_the_musician_has_installed_stays(settings: Path, tmp_path: Path) -> None:
    (settings / "ui_scripts").write_bytes(OTHERS)
    done = install(settings, tmp_path / "pairs", tmp_path / "run.json", tmp_path / "report.json")
    assert hooks(settings) == {"mine": "77", HOOK_NAME: "78"}
    assert b"c2NyaXB0cyA9IHt9" in (settings / "ui_scripts").read_bytes()
    assert done.backup is not None and done.backup.read_bytes() == OTHERS

    again = install(settings, tmp_path / "elsewhere", tmp_path / "run.json", tmp_path / "report.json")
    assert hooks(settings) == {"mine": "77", HOOK_NAME: "78"}
    assert again.backup is not None and again.backup.read_bytes() == OTHERS

    uninstall(settings)
    assert hooks(settings) == {"mine": "77"}
    assert not is_installed(settings)
    assert not (settings / "sideman").exists() and not done.hook_file.exists()
    uninstall(settings)


def test_settings_that_are_not_there_or_not_ardours_are_left_alone(settings: Path, tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="Start Ardour once"):
        install(tmp_path / "none", tmp_path, tmp_path, tmp_path)
    for strange in (b"<html/>", b"no xml at all"):
        (settings / "ui_scripts").write_bytes(strange)
        with pytest.raises(Refused):
            install(settings, tmp_path, tmp_path, tmp_path)
        assert (settings / "ui_scripts").read_bytes() == strange
        assert not (settings / "sideman").exists()


@pytest.mark.parametrize(
    ("platform", "environ", "folder"),
    [
        ("linux", {"HOME": "/home/ida"}, "/home/ida/.config/ardour7"),
        ("linux", {"HOME": "/home/ida", "XDG_CONFIG_HOME": "/cfg"}, "/cfg/ardour7"),
        ("darwin", {"HOME": "/Users/ida"}, "/Users/ida/Library/Preferences/Ardour7"),
        ("win32", {"USERPROFILE": "/u/ida", "LOCALAPPDATA": "/u/ida/Local"}, "/u/ida/Local/ardour7"),
    ],
)
def test_each_system_has_its_settings_folder(platform: str, environ: dict[str, str], folder: str) -> None:
    assert settings_folder(environ, platform) == Path(folder)


@pytest.mark.script
def test_the_hook_as_ardour_stores_it_is_valid_lua(settings: Path, tmp_path: Path) -> None:
    source = hook_source(
        settings / "sideman", tmp_path / "pairs", tmp_path / "run.json", tmp_path / "report.json"
    )
    document = with_hook(OTHERS, HOOK_NAME, source)
    assert has_hook(document, HOOK_NAME)
    stored = next(
        hook.text or ""
        for hook in ElementTree.fromstring(document).iter("LuaCallback")
        if hook.get("name") == HOOK_NAME
    )
    program = base64.b64decode(stored).decode() + (
        f" assert(s.n == {lua_quote(HOOK_NAME)}) assert(s.s == {lua_quote(source)})"
        " assert(type(assert(load(s.f))()) == 'function') assert(load(s.s))"
    )
    for lua in ("lua5.3", "lua5.4"):
        subprocess.run([need(lua), "-"], input=program, text=True, check=True, timeout=20)
    assert "@ROOT@" not in source and "@PAIRS@" not in source and "@RUN_FILE@" not in source
    assert factory_text(source).startswith("local params = ...")


MINE = b"""<?xml version="1.0" encoding="UTF-8"?>
<UIScripts><ActionScript lua="Lua 5.3">%s</ActionScript></UIScripts>
""" % base64.b64encode(
    b'scripts = {} scripts[1] = {} scripts[1]["n"] = "say \\"hi\\"" scripts[1]["f"] = "\\27Lua\\0 \xff = {}" '
    b'scripts[1]["a"] = {} scripts[1]["a"]["x-script-origin"] = "/s.lua"  scripts[1]["c"] = true '
    b'scripts[3] = {} scripts[3]["n"] = "mine" '
)


def test_the_musicians_actions_keep_their_places_and_ours_take_free_ones(
    settings: Path, tmp_path: Path
) -> None:
    (settings / "ui_scripts").write_bytes(MINE)
    places = (tmp_path / "pairs", tmp_path / "run.json", tmp_path / "report.json")
    install(settings, *places)
    first = action_names((settings / "ui_scripts").read_bytes())
    assert (first[1], first[3]) == ('say "hi"', "mine")
    assert [first[place] for place in (2, 4, 5, 6, 7, 8, 9)] == [action.name for action in ACTIONS]
    install(settings, *places)
    assert action_names((settings / "ui_scripts").read_bytes()) == first
    uninstall(settings)
    after = (settings / "ui_scripts").read_bytes()
    assert action_names(after) == {1: 'say "hi"', 3: "mine"}
    stored = base64.b64decode(next(ElementTree.fromstring(after).iter("ActionScript")).text or "")
    assert b'["f"] = "\\27Lua\\0 \xff = {}"' in stored
    assert not list((settings / "scripts").iterdir())


def test_a_full_list_of_actions_takes_none_of_ours_and_a_strange_one_is_refused(
    settings: Path, tmp_path: Path
) -> None:
    rows = "".join(f'scripts[{place}] = {{}} scripts[{place}]["n"] = "a{place}" ' for place in range(1, 33))
    for text in (f"scripts = {{}} {rows}", "os.remove('x')"):
        document = (
            f"<UIScripts><ActionScript>{base64.b64encode(text.encode()).decode()}</ActionScript></UIScripts>"
        )
        (settings / "ui_scripts").write_text(document)
        if text.startswith("scripts"):
            install(settings, tmp_path, tmp_path, tmp_path)
            assert set(action_names((settings / "ui_scripts").read_bytes()).values()) == {
                f"a{place}" for place in range(1, 33)
            }
            uninstall(settings)
        else:
            with pytest.raises(Refused, match="list of actions"):
                install(settings, tmp_path, tmp_path, tmp_path)
            assert (settings / "ui_scripts").read_text() == document


@pytest.mark.script
def test_the_actions_as_ardour_stores_them_are_valid_lua(settings: Path, tmp_path: Path) -> None:
    install(settings, tmp_path / "pairs", tmp_path / "run.json", tmp_path / "report.json")
    node = next(ElementTree.fromstring((settings / "ui_scripts").read_bytes()).iter("ActionScript"))
    program = base64.b64decode(node.text or "").decode() + (
        " local count = 0 for _, row in pairs(scripts) do count = count + 1"
        " assert(type(load(row.f)(row.a)) == 'function') assert(load(row.s)) end"
        f" assert(count == {len(ACTIONS)})"
    )
    for lua in ("lua5.3", "lua5.4"):
        subprocess.run([need(lua), "-"], input=program, text=True, check=True, timeout=20)
    for action in ACTIONS:
        assert "@" not in (settings / "scripts" / action.file_name).read_text(encoding="utf-8")
