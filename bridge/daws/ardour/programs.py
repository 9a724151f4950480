"""Where Ardour's programs are."""

from __future__ import annotations

import shutil
from pathlib import Path

from bridge.model.errors import Unavailable

LUA_PROGRAMS = ("ardour7-lua", "ardour8-lua")


def ardour_lua() -> Path:
    """Ardour's shell without a screen, found on PATH. Raises Unavailable when there is none."""
    for name in LUA_PROGRAMS:
        found = shutil.which(name)
        if found:
            return Path(found)
    raise Unavailable(
        "Ardour's Lua shell (ardour7-lua) is not on this machine.",
        "Install it: apt-get install ardour",
        "ardour_missing",
    )
