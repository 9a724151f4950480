"""Files of a DAW that Sideman has a part in: how they read with that part, and without it.

Each function reads what is there and gives path -> bytes; nothing here writes. None: no such file.
"""

from __future__ import annotations

from pathlib import Path

from bridge.daws.ardour import installing
from bridge.daws.ardour.installing import HOOK_NAME
from bridge.daws.ardour.ui_scripts import has_hook
from bridge.install.action_lines import FILE_NAME as ACTION_LIST
from bridge.install.action_lines import without_actions
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
    """The start-up script and REAPER's list of actions. Raises Refused for a damaged block."""
    found: dict[Path, bytes | None] = {}
    startup, actions = base / "Scripts" / "__startup.lua", base / ACTION_LIST
    before = _bytes(startup)
    if before is not None and has_block(before):
        found[startup] = without_block(before) or None
    listed = _bytes(actions)
    if listed is not None and without_actions(listed) != listed:
        found[actions] = without_actions(listed)
    return found


def ardour(base: Path, ours: Ours) -> dict[Path, bytes]:
    """Ardour's scripts with our hook and actions among them. Raises Refused."""
    return installing.side_files(base, ours.pairs, ours.run_file, ours.selftest("ardour"))


def without_ardour(base: Path) -> dict[Path, bytes | None]:
    """Raises Refused when Ardour's list of scripts cannot be read."""
    return installing.without_side_files(base)


def is_ours_already(path: Path) -> bool:
    """Whether a side file holds our part, and a copy of it would be no copy of the musician's own.

    Raises Refused when the file is not what the DAW writes.
    """
    before = _bytes(path) or b""
    if path.name == "ui_scripts":
        return bool(before) and has_hook(before, HOOK_NAME)
    return path.name.startswith("sideman") or has_block(before)


def _startup_lines() -> bytes:
    return bundled("daw_scripts", "reaper", "startup.lua").read_bytes()


def _bytes(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None
