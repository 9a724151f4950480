"""The watched folder: new files are learned, changed ones learned anew, and those that are gone forgotten."""

from __future__ import annotations

import logging
from pathlib import Path

from bridge.memory.keeper import Keeper
from bridge.memory.store import FOLDER

log = logging.getLogger(__name__)

SUFFIXES = (".mid", ".midi", ".smf")
MOST_FILES = 2000
"""Files of a folder that are learned, by path."""


def follow_folder(keeper: Keeper, folder: Path) -> bool:
    """Makes the memory what the folder is now; whether anything changed. Files are read, never written.

    While learning is paused, files that are gone are still forgotten. A folder that is not there at all (a
    disk that is not plugged in) forgets nothing.
    """
    if not folder.is_dir():
        return False
    there = _stamps(folder)
    known = {item.name: item for item in keeper.items() if item.kind == FOLDER}
    gone = [item for name, item in known.items() if name not in there]
    fresh = (
        [name for name, stamp in there.items() if name not in known or known[name].stamp != stamp]
        if keeper.learning
        else []
    )
    learned = sum([_learned(keeper, folder, name, there[name]) for name in fresh])
    if gone:
        keeper.forget(gone)
    elif learned:
        keeper.work_out()
    return bool(gone or learned)


def _stamps(folder: Path) -> dict[str, str]:
    """Path inside the folder -> size and time of each MIDI file."""
    found: dict[str, str] = {}
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() in SUFFIXES and len(found) < MOST_FILES:
            try:
                seen = path.stat()
            except OSError:
                continue  # it vanished just now
            found[path.relative_to(folder).as_posix()] = f"{seen.st_size} {seen.st_mtime_ns}"
    return found


def _learned(keeper: Keeper, folder: Path, name: str, stamp: str) -> bool:
    try:
        data = (folder / name).read_bytes()
    except OSError as reason:
        log.warning("memory: %s cannot be read: %s", name, reason)
        return False
    item = keeper.learn_file(data, name, FOLDER, stamp)
    log.info("memory: %s: %s", name, item.problem or f"{item.chords} changes of chords")
    return True
