"""The computer as the installer sees it: which system, whose home, which variables, where Documents is.

Everything that differs between machines is in one value, so that tests run on made-up homes.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import platformdirs

ONEDRIVE_VARIABLES = ("OneDrive", "OneDriveConsumer", "OneDriveCommercial")


@dataclass(frozen=True, slots=True)
class System:
    """platform: as ``sys.platform``. documents: where the system says that Documents is, if it says."""

    platform: str
    home: Path
    environ: Mapping[str, str]
    documents: Path | None = None

    @property
    def is_windows(self) -> bool:
        return self.platform == "win32"

    @property
    def is_mac(self) -> bool:
        return self.platform == "darwin"

    def variable(self, name: str, default: Path) -> Path:
        """The folder that an environment variable names; the default where it is unset or empty."""
        value = self.environ.get(name, "")
        return Path(value) if value else default

    def documents_folders(self) -> tuple[Path, ...]:
        """Where Documents may be, the likeliest first: as the system says, in the home, in OneDrive."""
        folders = [] if self.documents is None else [self.documents]
        folders.append(self.home / "Documents")
        if self.is_windows:
            clouds = [Path(self.environ[name]) for name in ONEDRIVE_VARIABLES if self.environ.get(name)]
            clouds += sorted(self.home.glob("OneDrive*"))
            folders += [cloud / "Documents" for cloud in clouds]
        return tuple(dict.fromkeys(folders))


def this_system() -> System:
    """This computer and this user."""
    return System(sys.platform, Path.home(), dict(os.environ), platformdirs.user_documents_path())
