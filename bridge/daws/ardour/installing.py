"""Putting the control script into a musician's Ardour, and taking it out again.

Into Ardour's settings folder go: ``sideman/`` (the scripts), ``scripts/sideman*.lua`` (the hook and the
actions, as Ardour's Script Manager lists them) and entries in ``ui_scripts`` (the hook switched on, the
actions in free places). What was in ``ui_scripts`` stays in it, and the file as it was before the first
install is kept beside it.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bridge.daws.ardour.actions import ACTIONS, Action
from bridge.daws.ardour.ui_scripts import (
    action_names,
    has_hook,
    with_actions,
    with_hook,
    without_actions,
    without_hook,
)
from bridge.model.errors import NotFound
from bridge.settings.resources import bundled

HOOK_NAME = "Sideman"
HOOK_FILE = "sideman.lua"
FOLDER_NAME = "ardour7"
BACKUP_SUFFIX = ".before-sideman"
STEPS = (
    "Close Ardour before installing: it writes its settings anew when it ends.",
    "Start Ardour; the script runs as soon as a session is open.",
    "Sideman's actions are in Edit > Lua Scripts; give them keys in Window > Keyboard Shortcuts.",
    "To switch it off: Edit > Lua Scripts > Script Manager > Action Hooks > Sideman > Remove.",
)


@dataclass(frozen=True, slots=True)
class Installation:
    """What was written, and what the musician does next."""

    scripts: Path
    hook_file: Path
    ui_scripts: Path
    backup: Path | None
    steps: tuple[str, ...] = STEPS


def settings_folder(environ: Mapping[str, str] | None = None, platform: str = sys.platform) -> Path:
    """Where Ardour 7 keeps its settings for this user; it need not exist."""
    env = os.environ if environ is None else environ
    home = Path(env.get("HOME") or env.get("USERPROFILE") or Path.home())
    if platform == "darwin":
        return home / "Library" / "Preferences" / "Ardour7"
    if platform == "win32":
        return Path(env.get("LOCALAPPDATA") or home / "AppData" / "Local") / FOLDER_NAME
    return Path(env.get("XDG_CONFIG_HOME") or home / ".config") / FOLDER_NAME


def install(settings: Path, pairs: Path, run_file: Path, selftest: Path) -> Installation:
    """Installs or updates the script. Raises NotFound when Ardour was never started here, Refused
    when its file of scripts is not readable, OSError when the disk refuses."""
    if not settings.is_dir():
        raise NotFound(
            f"Ardour keeps no settings in {settings}.", "Start Ardour once, close it, and install again."
        )
    ui_scripts = settings / "ui_scripts"
    before = ui_scripts.read_bytes() if ui_scripts.exists() else None
    after = side_files(settings, pairs, run_file, selftest)

    scripts = _copy_scripts(settings / "sideman")
    backup = ui_scripts.with_name(ui_scripts.name + BACKUP_SUFFIX)
    if before is not None and not backup.exists() and not has_hook(before, HOOK_NAME):
        _replace(backup, before)
    for path, data in after.items():
        path.parent.mkdir(exist_ok=True)
        _replace(path, data)
    hook_file = settings / "scripts" / HOOK_FILE
    return Installation(scripts, hook_file, ui_scripts, backup if backup.exists() else None)


def uninstall(settings: Path) -> None:
    """Takes everything out that `install` put in; other scripts and the backup stay."""
    for path, data in without_side_files(settings).items():
        if data is None:
            path.unlink(missing_ok=True)
        else:
            _replace(path, data)
    shutil.rmtree(settings / "sideman", ignore_errors=True)


def side_files(settings: Path, pairs: Path, run_file: Path, selftest: Path) -> dict[Path, bytes]:
    """How the files beside our folder read with Sideman: ``ui_scripts``, and what Ardour's Script Manager
    lists. Raises Refused when Ardour's file of scripts cannot be read."""
    ui_scripts = settings / "ui_scripts"
    before = ui_scripts.read_bytes() if ui_scripts.is_file() else None
    hook = hook_source(settings / "sideman", pairs, run_file, selftest)
    sources = {action: action_source(action, settings / "sideman", pairs) for action in ACTIONS}
    listed = {settings / "scripts" / action.file_name: text for action, text in sources.items()}
    after = with_hook(before, HOOK_NAME, hook)
    return {
        settings / "scripts" / HOOK_FILE: hook.encode(),
        **{path: text.encode() for path, text in listed.items()},
        ui_scripts: with_actions(after, {action.name: text for action, text in sources.items()}),
    }


def without_side_files(settings: Path) -> dict[Path, bytes | None]:
    """How they read without Sideman; None for gone. Raises Refused as `side_files`."""
    gone: dict[Path, bytes | None] = {settings / "scripts" / HOOK_FILE: None}
    for action in ACTIONS:
        gone[settings / "scripts" / action.file_name] = None
    ui_scripts = settings / "ui_scripts"
    before = ui_scripts.read_bytes() if ui_scripts.is_file() else None
    if before is not None and _holds_ours(before):
        gone[ui_scripts] = without_actions(without_hook(before, HOOK_NAME))
    return gone


def is_installed(settings: Path) -> bool:
    ui_scripts = settings / "ui_scripts"
    return ui_scripts.exists() and has_hook(ui_scripts.read_bytes(), HOOK_NAME)


def hook_source(scripts: Path, pairs: Path, run_file: Path, selftest: Path) -> str:
    """The hook's text for these places; ``selftest``: where the self-test writes its report."""
    return _filled("hook.lua", ROOT=scripts, PAIRS=pairs, RUN_FILE=run_file, SELFTEST=selftest)


def action_source(action: Action, scripts: Path, pairs: Path) -> str:
    """An action's text for these places."""
    words = {"NAME": action.name, "DESCRIPTION": action.description, "ARGUMENT": action.argument}
    return _filled("action.lua", ROOT=scripts, PAIRS=pairs, VERB=action.verb, **words)


def _holds_ours(document: bytes) -> bool:
    ours = {action.name for action in ACTIONS}
    return has_hook(document, HOOK_NAME) or not ours.isdisjoint(action_names(document).values())


def _filled(template: str, **values: Path | str) -> str:
    text = bundled("daw_scripts", "ardour", template).read_text(encoding="utf-8")
    for mark, value in values.items():
        word = value.as_posix() if isinstance(value, Path) else value
        text = text.replace(f"@{mark}@", word.replace("\\", "\\\\").replace('"', '\\"'))
    return text


def _copy_scripts(target: Path) -> Path:
    fresh = target.with_name(target.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    for room in ("lua", "ardour"):
        shutil.copytree(bundled("daw_scripts", room), fresh / room, ignore=shutil.ignore_patterns("*.md"))
    shutil.rmtree(target, ignore_errors=True)
    return fresh.rename(target)


def _replace(path: Path, data: bytes) -> None:
    fresh = path.with_name(path.name + ".new")
    fresh.write_bytes(data)
    fresh.replace(path)
