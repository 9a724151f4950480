"""Made-up homes of musicians on three systems, with DAWs that have been started there."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bridge.install.ours import Ours
from bridge.install.system import System

SYSTEMS = ("darwin", "win32", "linux")


@dataclass(frozen=True)
class Home:
    """system, our own places, and the folder of each DAW: what it is called on that system."""

    system: System
    ours: Ours
    bases: dict[str, Path]

    def start(self, *daws: str) -> None:
        """As after the first start of these DAWs."""
        for daw in daws:
            self.bases[daw].mkdir(parents=True)
        if "reaper" in daws:
            (self.bases["reaper"] / "reaper.ini").write_text("[REAPER]\n")


def home_on(platform: str, root: Path) -> Home:
    """An empty home; no DAW has been started in it."""
    home = root / "home" / "Ada Ünal"
    home.mkdir(parents=True)
    data = root / "sideman" / "data"
    bases = {
        "darwin": {
            "live": home / "Music/Ableton/User Library",
            "reaper": home / "Library/Application Support/REAPER",
            "bitwig": home / "Documents/Bitwig Studio",
            "ardour": home / "Library/Preferences/Ardour7",
        },
        "win32": {
            "live": home / "Documents/Ableton/User Library",
            "reaper": home / "AppData/Roaming/REAPER",
            "bitwig": home / "Documents/Bitwig Studio",
            "ardour": home / "AppData/Local/ardour7",
        },
        "linux": {
            "live": root / "no Live on Linux",
            "reaper": home / ".config/REAPER",
            "bitwig": home / "Bitwig Studio",
            "ardour": home / ".config/ardour7",
        },
    }[platform]
    return Home(System(platform, home, {}), Ours(data, data / "run.json", data / "file_pairs"), bases)


def preferences(home: Home, version: str) -> Path:
    """The preferences folder of one version of Live."""
    if home.system.is_mac:
        folder = home.system.home / "Library/Preferences/Ableton" / f"Live {version}"
    else:
        folder = home.system.home / "AppData/Roaming/Ableton" / f"Live {version}" / "Preferences"
    folder.mkdir(parents=True)
    return folder


def library_config(folder: Path, library: Path) -> None:
    """A Library.cfg that says where the User Library was moved to."""
    (folder / "Library.cfg").write_text(
        f"""<?xml version="1.0" encoding="UTF-8"?>
<Ableton MajorVersion="5" MinorVersion="12.0_12049">
  <ContentLibrary>
    <Places><LibraryProject><ProjectPath Value="{folder}" /></LibraryProject></Places>
    <UserLibrary><LibraryProject>
      <ProjectName Value="{library.name}" />
      <ProjectPath Value="{library.parent}" />
    </LibraryProject></UserLibrary>
  </ContentLibrary>
</Ableton>
""",
        encoding="utf-8",
    )


def everything(folder: Path) -> dict[str, bytes]:
    """Every file below a folder and what it holds, and every folder."""
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else b"(folder)"
        for path in folder.rglob("*")
    }
