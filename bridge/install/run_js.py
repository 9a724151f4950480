"""Keeps Bitwig's ``run.js`` true: each start of the daemon has another port and another token."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Protocol

from bridge.install.files import write_whole
from bridge.install.ours import RunAddress
from bridge.install.record import read_book
from bridge.install.texts import RUN_JS, run_js_text
from bridge.model.errors import SidemanError

log = logging.getLogger(__name__)


class Reachable(Protocol):
    """What is needed of a run file."""

    @property
    def port(self) -> int: ...

    @property
    def token(self) -> str: ...


def refresh_run_js(data_folder: Path, run: Reachable) -> list[Path]:
    """Writes ``run.js`` (for this user only) in every place where Bitwig's script is installed, and
    gives those it wrote. A place that is gone is passed over; one that cannot be written is logged."""
    text = run_js_text(RunAddress(run.port, run.token)).encode()
    written = []
    try:
        folders = [Path(place.folder) for place in read_book(data_folder).of("bitwig")]
    except (SidemanError, OSError) as problem:
        log.warning("Bitwig's script is not told where Sideman is: %s", problem)
        return []
    for folder in folders:
        if not folder.is_dir():
            continue
        try:
            write_whole(folder / RUN_JS, text, private=True)
        except OSError as problem:
            log.warning("Bitwig's script in %s is not told where Sideman is: %s", folder, problem)
        else:
            written.append(folder / RUN_JS)
    return written
