"""sideman doctor: what keeps Sideman from working here, and what helps."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape

from bridge.cli.show import AsJson, emit

_COLOURS = {"pass": "green", "warn": "yellow", "fail": "bold red", "skip": "dim"}


def doctor(
    fix: Annotated[
        bool, typer.Option("--fix", help="Repair what can be: a stale run file, an old script.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Look at everything that Sideman needs here, and say what helps.

    Leaves with 0 when nothing failed, else with 1.

    Examples: sideman doctor · sideman doctor --fix · sideman doctor --json
    """
    from bridge.doctor.context import this_context
    from bridge.doctor.examining import examine, is_healthy

    rows = examine(this_context(), fix)
    emit([row.view() for row in rows], as_json, _render)
    if not is_healthy(rows):
        raise typer.Exit(1)


def _render(console: Console, rows: list[dict[str, Any]]) -> None:
    width = max(len(row["check"]) for row in rows)
    for row in rows:
        status = row["status"]
        done = "repaired. " if row["repaired"] else ""
        head = f"[{_COLOURS[status]}]{status.upper():4}[/]  {escape(row['check']):{width}}  "
        console.print(f"{head}{escape(done + row['said'])}", highlight=False)
        if row["fix"]:
            console.print(f"{'':{width + 8}}-> {escape(row['fix'])}", highlight=False)
    counts = {status: sum(row["status"] == status for row in rows) for status in _COLOURS}
    console.print(", ".join(f"{count} {status}" for status, count in counts.items()), highlight=False)
