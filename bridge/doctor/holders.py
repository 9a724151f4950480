"""Who holds a UDP port on this computer: told where the system tells, which is Linux's /proc."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Iterator
from pathlib import Path

PROC = Path("/proc")
UNKNOWN = "another program"


def holder_of_udp(port: int, proc: Path = PROC) -> str:
    """ "" when the port is free on 127.0.0.1; else the program, as in ``touchosc (process 812)``."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return program_on(port, proc)
    return ""


def program_on(port: int, proc: Path = PROC) -> str:
    """The program that holds a UDP port by /proc; "another program" where that does not tell."""
    wanted = {f"socket:[{inode}]" for table in ("udp", "udp6") for inode in _inodes(proc, table, port)}
    for process in sorted(proc.glob("[0-9]*")) if wanted else []:
        with contextlib.suppress(OSError):
            if any(str(link.readlink()) in wanted for link in (process / "fd").iterdir()):
                return f"{(process / 'comm').read_text().strip()} (process {process.name})"
    return UNKNOWN


def _inodes(proc: Path, table: str, port: int) -> Iterator[str]:
    with contextlib.suppress(OSError):
        for line in (proc / "net" / table).read_text().splitlines()[1:]:
            fields = line.split()
            if int(fields[1].rpartition(":")[2], 16) == port:
                yield fields[9]
