"""What a check found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    PASS = "pass"
    WARN = "warn"
    """It works, but not all of it, or not for long."""
    FAIL = "fail"
    SKIP = "skip"
    """Nothing to look at here."""


@dataclass(frozen=True, slots=True)
class Finding:
    """said: what was seen. fix: one line that helps; "" where nothing needs help. repair: does what the
    fix says, and may raise SidemanError or OSError; None where only the musician can."""

    status: Status
    said: str
    fix: str = ""
    repair: Callable[[], object] | None = None


def fine(said: str) -> Finding:
    return Finding(Status.PASS, said)


def warn(said: str, fix: str, repair: Callable[[], object] | None = None) -> Finding:
    return Finding(Status.WARN, said, fix, repair)


def fail(said: str, fix: str, repair: Callable[[], object] | None = None) -> Finding:
    return Finding(Status.FAIL, said, fix, repair)


def skip(said: str) -> Finding:
    return Finding(Status.SKIP, said)
