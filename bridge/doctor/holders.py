"""Who holds a port on this computer: told where the system tells, which is Linux's /proc."""

from __future__ import annotations

import contextlib
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

PROC = Path("/proc")
UNKNOWN = "another program"
UDP_TABLES, TCP_TABLES = ("udp", "udp6"), ("tcp", "tcp6")


def holder_of_udp(port: int, proc: Path = PROC) -> str:
    """ "" when the port is free on 127.0.0.1; else the program, as in ``touchosc (process 812)``."""
    return _holder(port, socket.SOCK_DGRAM, UDP_TABLES, proc)


def holder_of_tcp(port: int, proc: Path = PROC) -> str:
    """As `holder_of_udp`. A connection that is only closing holds nothing."""
    return _holder(port, socket.SOCK_STREAM, TCP_TABLES, proc)


def program_on(port: int, proc: Path = PROC, tables: tuple[str, ...] = UDP_TABLES) -> str:
    """The program that holds a port by /proc; "another program" where that does not tell."""
    wanted = {f"socket:[{inode}]" for table in tables for inode in _inodes(proc, table, port)}
    for process in sorted(proc.glob("[0-9]*")) if wanted else []:
        with contextlib.suppress(OSError):
            if any(str(link.readlink()) in wanted for link in (process / "fd").iterdir()):
                return f"{(process / 'comm').read_text().strip()} (process {process.name})"
    return UNKNOWN


def _holder(port: int, kind: socket.SocketKind, tables: tuple[str, ...], proc: Path) -> str:
    with socket.socket(socket.AF_INET, kind) as probe:
        if kind is socket.SOCK_STREAM and sys.platform != "win32":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the daemon does when it listens
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return program_on(port, proc, tables)
    return ""


def _inodes(proc: Path, table: str, port: int) -> Iterator[str]:
    with contextlib.suppress(OSError):
        for line in (proc / "net" / table).read_text().splitlines()[1:]:
            fields = line.split()
            if int(fields[1].rpartition(":")[2], 16) == port:
                yield fields[9]
