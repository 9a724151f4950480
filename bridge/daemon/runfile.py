"""The run file: where the running daemon listens, and the token that lets a peer in.

Written with mode 0600 when the daemon is up, removed when it stops. A file whose process is dead is
stale and counts as absent.
"""

from __future__ import annotations

import os
from pathlib import Path

import msgspec

from bridge.model.errors import DaemonAbsent, Refused


class RunFile(msgspec.Struct, frozen=True):
    """pid: the daemon's process. port: TCP on 127.0.0.1. udp_port: controllers, 0 for none.
    pairs: the folder of file pairs. Fields of a newer daemon are ignored."""

    pid: int
    port: int
    token: str
    udp_port: int
    pairs: str
    version: str


def refuse_second(path: Path, pid: int) -> None:
    """Raises Refused when another daemon is running with this file; ask before anything is started,
    because a second daemon would take the first one's file pairs from it."""
    other = _read(path)
    if other is not None and other.pid != pid and _alive(other.pid):
        raise Refused(
            f"Sideman is already running (process {other.pid}).", "Use that one, or stop it: sideman stop."
        )


def write_run_file(path: Path, run: RunFile) -> None:
    """Raises Refused when another daemon is running with this file."""
    refuse_second(path, run.pid)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = path.with_suffix(f".{run.pid}")
    fresh.unlink(missing_ok=True)
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(msgspec.json.encode(run))
    fresh.replace(path)


def read_run_file(path: Path) -> RunFile:
    """Raises DaemonAbsent when no daemon is running."""
    run = _read(path)
    if run is None or not _alive(run.pid):
        raise DaemonAbsent("Sideman is not running.", "Start it with sideman run, or try sideman demo first.")
    return run


def remove_run_file(path: Path, pid: int) -> None:
    """Removes it if it is still this process's own."""
    run = _read(path)
    if run is not None and run.pid == pid:
        path.unlink(missing_ok=True)


def _read(path: Path) -> RunFile | None:
    try:
        return msgspec.json.decode(path.read_bytes(), type=RunFile)
    except (OSError, msgspec.DecodeError):
        return None


def _alive(pid: int) -> bool:
    if os.name == "nt":  # os.kill would end the process there; a stale file fails at connecting
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
