"""sideman ledger: who made what, and what became of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from bridge.cli.asking import ask
from bridge.cli.show import AsJson, emit, errors, table

app = typer.Typer(help="The history of everything that Sideman made.", no_args_is_help=True)


@app.command("list")
def list_(
    which: Annotated[str, typer.Argument(help="Number or id of a suggestion; all if left out.")] = "",
    as_json: AsJson = False,
) -> None:
    """Show the ledger, oldest line first."""
    with errors(as_json):
        emit(ask("ledger", which=which), as_json, _render)


@app.command()
def export(
    file: Annotated[Path, typer.Argument(help="File to write, JSON lines; - for standard output.")],
) -> None:
    """Export the whole ledger as JSON lines."""
    with errors(as_json=False):
        lines = [json.dumps(entry, ensure_ascii=False) for entry in ask("ledger")["entries"]]
    text = "".join(f"{line}\n" for line in lines)
    if str(file) == "-":
        typer.echo(text, nl=False)
    else:
        file.write_text(text, encoding="utf-8")
        typer.echo(f"{len(lines)} lines written to {file}.")


def _render(console: Console, answer: dict[str, Any]) -> None:
    columns = ("line", "when", "what", "suggestion", "more")
    table(console, columns, (_row(entry) for entry in answer["entries"]))
    if answer["broken_at"] is None:
        console.print("The chain of hashes is whole.")
    else:
        console.print(f"[bold red]Line {answer['broken_at']} was changed after it was written.[/]")


def _row(entry: dict[str, Any]) -> tuple[Any, ...]:
    body = entry["body"]
    more = body.get("title") or body.get("message") or body.get("reason") or ""
    return (entry["seq"], entry["at"][:19], entry["event"], entry["suggestion_id"][:8], more)
