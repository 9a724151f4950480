"""Where Sideman keeps its own files on this machine.

With SIDEMAN_HOME set, everything lies below that folder, so that tests, demos and a second
daemon never touch the musician's own files. Nothing here creates or reads anything.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import platformdirs

HOME_VARIABLE = "SIDEMAN_HOME"
_NAME = "sideman"


@dataclass(frozen=True, slots=True)
class Paths:
    """config_file: the musician's own settings. data: folder of all that Sideman writes.
    run_file: port and token of the running daemon. ledger: the SQLite file. log: the log file.
    file_pairs: folder of the file pairs for REAPER and Ardour. memory: what was learned of the
    musician's own pieces, an SQLite file."""

    config_file: Path
    data: Path
    run_file: Path
    ledger: Path
    log: Path
    file_pairs: Path
    memory: Path


def paths(environ: Mapping[str, str] | None = None) -> Paths:
    """The places for this user, or below SIDEMAN_HOME.

    The run file lies with the data, not in the system's runtime folder: a DAW that was started
    from the desktop and a daemon that was started from a terminal need not agree on that one.
    """
    home = (os.environ if environ is None else environ).get(HOME_VARIABLE, "")
    if home:
        base = Path(home).expanduser().absolute()
        config, data = base, base / "data"
    else:
        config = platformdirs.user_config_path(_NAME, appauthor=False)
        data = platformdirs.user_data_path(_NAME, appauthor=False)
    return Paths(
        config_file=config / "config.yaml",
        data=data,
        run_file=data / "run.json",
        ledger=data / "ledger.sqlite",
        log=data / "sideman.log",
        file_pairs=data / "file_pairs",
        memory=data / "memory.sqlite",
    )


def chosen(setting: str, default: Path) -> Path:
    """The path that a setting names, with ~ unfolded; the default where it is empty."""
    return Path(setting).expanduser() if setting else default
