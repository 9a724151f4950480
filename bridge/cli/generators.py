"""sideman generators: which there are, and how each one is."""

from __future__ import annotations

from typing import Any

from rich.console import Console

from bridge.cli.asking import ask
from bridge.cli.show import AsJson, emit, errors, table


def generators(as_json: AsJson = False) -> None:
    """List the generators and their states."""
    with errors(as_json):
        emit(ask("generators"), as_json, _render)


def _render(console: Console, rows: list[dict[str, Any]]) -> None:
    columns = ("generator", "state", "kinds", "what it does")
    table(
        console,
        columns,
        ((r["name"], r["state"], ", ".join(r["kinds"]), r["reason"] or r["summary"]) for r in rows),
    )
