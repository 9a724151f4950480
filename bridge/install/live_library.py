"""Live's own folders: its preferences, its User Library (which may have been moved) and its log.

Each version of Live has a preferences folder; its ``Library.cfg`` names the User Library as a
``ProjectPath``, the folder that holds it or the folder itself, with a ``ProjectName``.
"""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

from bridge.install.system import System

LIBRARY = "User Library"
WRONG_FOLDER = "User Remote Scripts"
"""In the preferences: for Live's simple text mappings. A Python script there is never found."""


def preferences_folders(system: System) -> tuple[Path, ...]:
    """The preferences folder of every version of Live, the newest version first."""
    if system.is_mac:
        homes = (system.home / "Library" / "Preferences" / "Ableton").glob("Live *")
        return tuple(sorted(homes, key=_version, reverse=True))
    if system.is_windows:
        roaming = system.variable("APPDATA", system.home / "AppData" / "Roaming")
        found = sorted((roaming / "Ableton").glob("Live */Preferences"), key=_version, reverse=True)
        return tuple(found)
    return ()


def user_libraries(system: System) -> tuple[Path, ...]:
    """Where the User Library may be: as the newest Live says, as older ones say, the usual place."""
    named = [path for folder in preferences_folders(system) for path in _named_in(folder / "Library.cfg")]
    usual: list[Path] = []
    if system.is_mac:
        usual = [system.home / "Music" / "Ableton" / LIBRARY]
    elif system.is_windows:
        usual = [folder / "Ableton" / LIBRARY for folder in system.documents_folders()]
    return tuple(dict.fromkeys([*named, *usual]))


def logs(system: System) -> tuple[Path, ...]:
    """Every Log.txt of Live, the one written last first."""
    found = [folder / "Log.txt" for folder in preferences_folders(system)]
    there = [(path.stat().st_mtime, path) for path in found if path.is_file()]
    return tuple(path for _, path in sorted(there, reverse=True))


def _named_in(config: Path) -> list[Path]:
    try:
        root = ElementTree.fromstring(config.read_bytes())
    except (OSError, ElementTree.ParseError):
        return []
    section = root.find(".//UserLibrary")
    paths: list[Path] = []
    for project in (root if section is None else section).iter():
        path, name = project.find("ProjectPath"), project.find("ProjectName")
        if path is None or not path.get("Value"):
            continue
        folder = Path(path.get("Value", ""))
        below = folder / ((name.get("Value") if name is not None else "") or LIBRARY)
        paths += [folder] if folder.name == below.name else [below, folder]
    return [path for path in paths if path.is_absolute()]


def _version(folder: Path) -> tuple[int, ...]:
    name = next((part for part in reversed(folder.parts) if part.startswith("Live ")), "")
    return tuple(int(number) for number in re.findall(r"\d+", name))
