"""Output and errors of every verb: tables for people, JSON for programs, the same exit codes.

Exit codes: 0 done; 1 something unexpected; 2 wrong words or data; 3 refused; 4 no such thing;
5 a part is missing or silent; 6 a generator failed; 7 the DAW did not keep what was written.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from bridge.model.errors import SidemanError

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for programs instead of tables.")]


def emit(value: Any, as_json: bool, render: Callable[[Console, Any], None]) -> None:
    """Prints a value as JSON, or as ``render`` shows it to a person."""
    if as_json:
        print_json(value)
    else:
        render(Console(), value)


def print_json(value: Any) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def table(console: Console, columns: Sequence[str], rows: Iterator[Sequence[Any]]) -> None:
    """A plain table; cells are shown as they are, never read as markup."""
    grid = Table(*columns, box=None, pad_edge=False, header_style="bold")
    for row in rows:
        grid.add_row(*(escape("" if cell is None else str(cell)) for cell in row))
    console.print(grid)


@contextmanager
def errors(as_json: bool) -> Iterator[None]:
    """Shows a SidemanError as code, message and hint, and leaves with its exit code."""
    try:
        yield
    except SidemanError as problem:
        show_error(problem, as_json)
        raise typer.Exit(problem.exit_code) from None


def show_error(problem: SidemanError, as_json: bool) -> None:
    """Code, message and hint on standard error."""
    if as_json:
        said = {"code": problem.code, "message": problem.message, "hint": problem.hint}
        sys.stderr.write(json.dumps({"error": said}, ensure_ascii=False) + "\n")
        return
    console = Console(stderr=True)
    console.print(f"[bold red]{escape(problem.message)}[/] [dim]({problem.code})[/]")
    if problem.hint:
        console.print(escape(problem.hint))
