"""Files of a DAW that Sideman has a part in: how they read with that part, and without it.

Each function reads what is there and gives path -> bytes; nothing here writes. None: no such file.
"""

from __future__ import annotations

from pathlib import Path

from bridge.daws.ardour.installing import HOOK_NAME, hook_source
from bridge.daws.ardour.ui_scripts import has_hook, with_hook, without_hook
from bridge.install.ours import Ours
from bridge.install.startup_block import has_block, with_block, without_block
from bridge.settings.resources import bundled

BACKUP_SUFFIX = ".before-sideman"


def none(base: Path, ours: Ours) -> dict[Path, bytes]:
    """For a DAW whose folder is enough."""
    return {}


def nothing_to_undo(base: Path) -> dict[Path, bytes | None]:
    return {}


def reaper(base: Path, ours: Ours) -> dict[Path, bytes]:
    """The start-up script with our block. Raises Refused for a damaged block."""
    startup = base / "Scripts" / "__startup.lua"
    return {startup: with_block(_bytes(startup) or b"", _startup_lines())}


def without_reaper(base: Path) -> dict[Path, bytes | None]:
    """Raises Refused for a damaged block."""
    startup = base / "Scripts" / "__startup.lua"
    before = _bytes(startup)
    if before is None or not has_block(before):
        return {}
    return {startup: without_block(before) or None}


def ardour(base: Path, ours: Ours) -> dict[Path, bytes]:
    """Ardour's list of scripts with our hook, and the hook for its Script Manager. Raises Refused."""
    source = hook_source(base / "sideman", ours.pairs, ours.run_file)
    ui_scripts = base / "ui_scripts"
    before = _bytes(ui_scripts)
    return {
        base / "scripts" / "sideman.lua": source.encode(),
        ui_scripts: with_hook(before, HOOK_NAME, source),
    }


def without_ardour(base: Path) -> dict[Path, bytes | None]:
    """Raises Refused when Ardour's list of scripts cannot be read."""
    ui_scripts = base / "ui_scripts"
    before = _bytes(ui_scripts)
    gone: dict[Path, bytes | None] = {base / "scripts" / "sideman.lua": None}
    if before is not None and has_hook(before, HOOK_NAME):
        gone[ui_scripts] = without_hook(before, HOOK_NAME)
    return gone


def is_ours_already(path: Path) -> bool:
    """Whether a side file holds our part, and a copy of it would be no copy of the musician's own.

    Raises Refused when the file is not what the DAW writes.
    """
    before = _bytes(path) or b""
    if path.name == "ui_scripts":
        return bool(before) and has_hook(before, HOOK_NAME)
    return path.name == "sideman.lua" or has_block(before)


def _startup_lines() -> bytes:
    return bundled("daw_scripts", "reaper", "startup.lua").read_bytes()


def _bytes(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None
