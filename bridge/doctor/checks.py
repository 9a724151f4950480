"""The table of checks, in the order that they are told in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from bridge.doctor import daemon_checks, file_checks, port_checks, python_checks, report_checks, script_checks
from bridge.doctor.context import Context
from bridge.doctor.finding import Finding
from bridge.install.hosts import HOSTS


@dataclass(frozen=True, slots=True)
class Check:
    """run: looks, changes nothing, and gives one finding."""

    name: str
    run: Callable[[Context], Finding]


CHECKS: tuple[Check, ...] = (
    Check("Python", python_checks.python_version),
    Check("packages", python_checks.packages),
    Check("names of packages", python_checks.shadowed),
    Check("settings", file_checks.settings),
    Check("data folder", file_checks.data_folder),
    Check("disk space", file_checks.disk_space),
    Check("run file", file_checks.run_file),
    Check("port for scripts", port_checks.script_port),
    Check("port for pads", port_checks.pad_port),
    Check("MIDI ports", port_checks.midi_ports),
    Check("daemon", daemon_checks.daemon),
    Check("generators", daemon_checks.generators),
    *(
        Check(f"{host.title}: {what}", partial(run, host))
        for host in HOSTS.values()
        for what, run in (
            ("script", script_checks.script),
            ("connection", daemon_checks.connection),
            ("self-test", report_checks.selftest),
        )
    ),
    Check("Ableton Live: log", report_checks.live_log),
)
