"""sideman bench: the project's measurements, on this machine."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from rich.console import Console

from bridge.bench import BENCHES, run
from bridge.cli.show import AsJson, emit, errors, table
from bridge.model.errors import NotFound


def bench(
    names: Annotated[list[str] | None, typer.Argument(help=f"{', '.join(BENCHES)}; all if left out.")] = None,
    quick: Annotated[bool, typer.Option("--quick", help="Fewer samples of smaller things.")] = False,
    as_json: AsJson = False,
) -> None:
    """Measure speed here, always beside a named reference."""
    with errors(as_json):
        for name in names or list(BENCHES):
            if name not in BENCHES:
                raise NotFound(f"There is no bench {name!r}.", f"Benches: {', '.join(BENCHES)}.")
            emit(run(name, quick).as_json(), as_json, _render)


def _render(console: Console, report: dict[str, Any]) -> None:
    console.print(f"[bold]{report['title']}[/]", highlight=False)
    rows = report["rows"]
    table(console, tuple(rows[0]), (tuple(row.values()) for row in rows))
    if report["remark"]:
        console.print(report["remark"], highlight=False)
    console.print()
