"""Keeps the self-test reports of scripts that cannot write files themselves (Bitwig's)."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from pathlib import Path

from bridge.install.files import write_whole
from bridge.install.hosts import HOSTS
from bridge.install.ours import Ours

log = logging.getLogger(__name__)

_DAW_OF: Mapping[str, str] = {host.says: host.name for host in HOSTS.values()}


def keep_selftest(ours: Ours, says: str, report: str) -> Path | None:
    """Writes a report to where the doctor looks for it, in the place of an older one.

    says: the script's name for its DAW at hello, which alone decides the file's name. None where it
    is no DAW of ours, or the disk refuses, which is logged. What the report says is the doctor's to read.
    """
    if says not in _DAW_OF:
        log.warning("A self-test of %r is not kept: there is no such DAW.", says)
        return None
    path = ours.selftest(_DAW_OF[says])
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_whole(path, report.encode())
    except OSError as problem:
        log.warning("The self-test of %s is not kept: %s", says, problem)
        return None
    log.info("the self-test of %s is in %s", says, path)
    return path
