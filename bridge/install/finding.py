"""Where each DAW keeps the folder that its scripts go into."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bridge.daws.ardour.installing import settings_folder
from bridge.install.live_library import user_libraries
from bridge.install.system import System


@dataclass(frozen=True, slots=True)
class Search:
    """looked: every folder that was looked for, the likeliest first."""

    looked: tuple[Path, ...]

    @property
    def found(self) -> Path | None:
        """The first that exists."""
        return next((folder for folder in self.looked if folder.is_dir()), None)


def live_library(system: System) -> Search:
    """Live's User Library. Live runs on macOS and Windows only."""
    return Search(user_libraries(system))


def reaper_resources(system: System) -> Search:
    """REAPER's resource path; a portable REAPER keeps it beside its program and must be named."""
    if system.is_mac:
        return Search((system.home / "Library" / "Application Support" / "REAPER",))
    if system.is_windows:
        return Search((system.variable("APPDATA", system.home / "AppData" / "Roaming") / "REAPER",))
    return Search((system.variable("XDG_CONFIG_HOME", system.home / ".config") / "REAPER",))


def bitwig_folder(system: System) -> Search:
    """The folder Bitwig Studio: in Documents, on Linux in the home itself."""
    return Search(tuple(folder / "Bitwig Studio" for folder in _bitwig_parents(system)))


def _bitwig_parents(system: System) -> Iterator[Path]:
    if not (system.is_mac or system.is_windows):
        yield system.home
    yield from system.documents_folders()


def ardour_settings(system: System) -> Search:
    """Ardour's settings folder."""
    own = {"HOME": str(system.home), "USERPROFILE": str(system.home)}
    return Search((settings_folder({**system.environ, **own}, system.platform),))
