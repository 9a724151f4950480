"""Runs the checks, repairs where asked, and never ends in a traceback."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bridge.doctor.checks import CHECKS, Check
from bridge.doctor.context import Context
from bridge.doctor.finding import Finding, Status, fail
from bridge.model.errors import SidemanError

BUG_HINT = "This is a bug of Sideman's doctor: report it with this line."


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the report. repaired: it was not fine, and its repair was carried out."""

    name: str
    finding: Finding
    repaired: bool = False

    def view(self) -> dict[str, Any]:
        """Plain JSON values."""
        found = self.finding
        return {
            "check": self.name,
            "status": found.status.value,
            "said": found.said,
            "fix": found.fix,
            "repaired": self.repaired,
        }


def examine(context: Context, fix: bool = False, checks: Sequence[Check] = CHECKS) -> list[Row]:
    """One row per check; with ``fix``, what can be repaired is, and is looked at again."""
    return [_row(check, context, fix) for check in checks]


def is_healthy(rows: Sequence[Row]) -> bool:
    """Whether no row failed."""
    return all(row.finding.status is not Status.FAIL for row in rows)


def _row(check: Check, context: Context, fix: bool) -> Row:
    finding = _look(check, context)
    if not fix or finding.repair is None:
        return Row(check.name, finding)
    try:
        finding.repair()
    except (SidemanError, OSError) as problem:
        hint = problem.hint if isinstance(problem, SidemanError) else finding.fix
        return Row(check.name, fail(f"{finding.said} The repair failed: {problem}", hint))
    return Row(check.name, _look(check, context), repaired=True)


def _look(check: Check, context: Context) -> Finding:
    try:
        return check.run(context)
    except SidemanError as problem:
        return fail(problem.message, problem.hint or BUG_HINT)
    except OSError as problem:
        return fail(f"It could not be looked at: {problem}.", "May you read that file?")
    except Exception as problem:
        return fail(f"The check crashed: {type(problem).__name__}: {problem}", BUG_HINT)
