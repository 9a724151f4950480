"""Putting the control script into a musician's Ardour, and taking it out again.

Into Ardour's settings folder go: ``sideman/`` (the scripts), ``scripts/sideman.lua`` (the hook, as
Ardour's Script Manager lists it) and one entry in ``ui_scripts`` (the hook, switched on). What was in
``ui_scripts`` stays in it, and the file as it was before the first install is kept beside it.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bridge.daws.ardour.ui_scripts import has_hook, with_hook, without_hook
from bridge.model.errors import NotFound
from bridge.settings.resources import bundled

HOOK_NAME = "Sideman"
FOLDER_NAME = "ardour7"
BACKUP_SUFFIX = ".before-sideman"
STEPS = (
    "Close Ardour before installing: it writes its settings anew when it ends.",
    "Start Ardour; the script runs as soon as a session is open.",
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


def install(settings: Path, pairs: Path, run_file: Path) -> Installation:
    """Installs or updates the script. Raises NotFound when Ardour was never started here, Refused
    when its file of scripts is not readable, OSError when the disk refuses."""
    if not settings.is_dir():
        raise NotFound(
            f"Ardour keeps no settings in {settings}.", "Start Ardour once, close it, and install again."
        )
    ui_scripts = settings / "ui_scripts"
    before = ui_scripts.read_bytes() if ui_scripts.exists() else None
    source = hook_source(settings / "sideman", pairs, run_file)
    after = with_hook(before, HOOK_NAME, source)

    scripts = _copy_scripts(settings / "sideman")
    hook_file = settings / "scripts" / "sideman.lua"
    hook_file.parent.mkdir(exist_ok=True)
    _replace(hook_file, source.encode())
    backup = ui_scripts.with_name(ui_scripts.name + BACKUP_SUFFIX)
    if before is not None and not backup.exists() and not has_hook(before, HOOK_NAME):
        _replace(backup, before)
    _replace(ui_scripts, after)
    return Installation(scripts, hook_file, ui_scripts, backup if backup.exists() else None)


def uninstall(settings: Path) -> None:
    """Takes everything out that `install` put in; other scripts and the backup stay."""
    ui_scripts = settings / "ui_scripts"
    if ui_scripts.exists():
        _replace(ui_scripts, without_hook(ui_scripts.read_bytes(), HOOK_NAME))
    (settings / "scripts" / "sideman.lua").unlink(missing_ok=True)
    shutil.rmtree(settings / "sideman", ignore_errors=True)


def is_installed(settings: Path) -> bool:
    ui_scripts = settings / "ui_scripts"
    return ui_scripts.exists() and has_hook(ui_scripts.read_bytes(), HOOK_NAME)


def hook_source(scripts: Path, pairs: Path, run_file: Path) -> str:
    """The hook's text for these places."""
    text = bundled("daw_scripts", "ardour", "hook.lua").read_text(encoding="utf-8")
    for mark, path in (("@ROOT@", scripts), ("@PAIRS@", pairs), ("@RUN_FILE@", run_file)):
        text = text.replace(mark, path.as_posix().replace("\\", "\\\\").replace('"', '\\"'))
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
