"""The report of a script's self-test, in the one form that daw_scripts/README.md sets down for all DAWs."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import msgspec

FORM = 1
PROBES = ("timer_jitter", "fader_law", "meter_law", "read_back_delay", "undo_grouping")
"""What every script probes, or says why it could not."""


class Probe(msgspec.Struct, frozen=True):
    """value: the ordinary figure; worst: the worst one; both in ``unit``. text: one line for a person."""

    name: str
    verdict: Literal["ok", "off", "not_probed"]
    text: str
    value: float | None = None
    worst: float | None = None
    unit: str = ""

    def line(self) -> str:
        """As in ``timer_jitter 10.2 ms, at worst 31 ms (…)``."""
        figure = f" {self.value:.4g} {self.unit}".rstrip() if self.value is not None else ""
        worst = f", at worst {self.worst:.4g} {self.unit}".rstrip() if self.worst is not None else ""
        return f"{self.name}{figure}{worst} ({self.text})"


class Report(msgspec.Struct, frozen=True):
    """What was probed in one DAW at one time; ``at`` in UTC, "" where the script has no clock."""

    form: int
    daw: str
    daw_version: str
    script_version: str
    protocol: str
    probes: tuple[Probe, ...]
    at: str = ""
    facts: dict[str, Any] = msgspec.field(default_factory=dict)

    def of(self, verdict: str) -> list[Probe]:
        return [probe for probe in self.probes if probe.verdict == verdict]

    @property
    def missing(self) -> list[str]:
        """Probes that every report has to hold, and this one does not."""
        there = {probe.name for probe in self.probes}
        return [name for name in PROBES if name not in there]


def read_report(path: Path) -> Report:
    """Raises ValueError for what is no report of this form, and OSError."""
    report = msgspec.json.decode(path.read_bytes(), type=Report)
    if report.form != FORM:
        raise ValueError(f"it is of form {report.form}, and this Sideman reads form {FORM}")
    if report.missing:
        raise ValueError(f"it does not say anything of {', '.join(report.missing)}")
    return report
