"""sideman ledger: who made what, and what became of it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape

from bridge.cli.asking import ask
from bridge.cli.ledger_books import FILES
from bridge.cli.show import AsJson, emit, errors, table
from bridge.model.errors import Mismatch

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


Clip = Annotated[
    str, typer.Argument(help="Number, id or name of a clip that Sideman made, or its .mid or .json file.")
]


@app.command()
def show(clip: Clip, as_json: AsJson = False) -> None:
    """Show who made a clip, from what, how original it is, and what became of it.

    Examples: sideman ledger show 3 · sideman ledger show "I–V–vi–IV in C major" · sideman ledger show
    ideas/1.mid
    """
    import msgspec

    from bridge.cli.ledger_books import meant, opened_books, present, record_in_file
    from bridge.cli.ledger_text import history_lines, record_lines
    from bridge.model.errors import NotFound
    from bridge.review.histories import history

    with errors(as_json):
        try:
            with opened_books() as books:
                suggestion, record = meant(books, clip)
                told = history(books, suggestion, present(suggestion.set_id)) if suggestion else None
        except NotFound:
            if not clip.lower().endswith(FILES):
                raise
            told, record = None, record_in_file(Path(clip))
        value: Any = told or record
        lines = history_lines(told) if told else record_lines(record) if record else iter(())
        emit(msgspec.to_builtins(value), as_json, lambda console, _: _render_lines(console, lines))


@app.command()
def replay(clip: Clip, as_json: AsJson = False) -> None:
    """Make a clip's notes again from its record, and say whether they are the same.

    Exit code 7: other notes came. Examples: sideman ledger replay 3 · sideman ledger replay ideas/1.mid
    """
    import msgspec

    from bridge import __version__
    from bridge.cli.ledger_books import meant, opened_books, record_in_file
    from bridge.generation.replaying import replay as play_again
    from bridge.generation.replaying import request_of
    from bridge.model.errors import NotFound
    from bridge.review.histories import history
    from generators.originality.guarding import guarded
    from generators.registry import discover

    with errors(as_json):
        try:
            with opened_books() as books:
                suggestion, of_file = meant(books, clip)
                record = of_file or (history(books, suggestion).record if suggestion else None)
                assert record is not None
                request = request_of(record, books.requests.get)
        except NotFound:
            if not clip.lower().endswith(FILES):
                raise
            record = record_in_file(Path(clip))
            request = request_of(record)
        registry = discover()
        found = play_again(
            record,
            request,
            lambda name, asked: guarded(registry.get(name), asked),
            f"sideman {__version__}",
        )
        emit(msgspec.to_builtins(found), as_json, _render_replay)
    if not found.identical:
        raise typer.Exit(Mismatch.exit_code)


@app.command()
def report(
    set_name: Annotated[str, typer.Option("--set", help="Id or name of a set; all if left out.")] = "",
    out: Annotated[Path | None, typer.Option(help="Write it to this .md or .html file.")] = None,
    as_json: AsJson = False,
) -> None:
    """Tell what in a project came from a machine: for a label, a publisher or a copyright form.

    Examples: sideman ledger report · sideman ledger report --set "Night Bus" --out origin.md
    """
    import msgspec

    from bridge.cli.ledger_books import opened_books, present, set_named
    from bridge.cli.ledger_text import html, markdown
    from bridge.model.errors import NotFound
    from bridge.review.histories import ALL, history
    from bridge.review.origin_report import origin_report

    with errors(as_json):
        with opened_books() as books:
            set_id = set_named(set_name) if set_name else ""
            suggestions = books.shelf.list(set_id=set_id, limit=ALL)
            if set_id and not suggestions:
                known = ", ".join(sorted({one.set_id for one in books.shelf.list(limit=ALL)}))
                raise NotFound(f"The ledger knows no set {set_name!r}.", f"Sets in it: {known or 'none'}.")
            now = {name: present(name) for name in dict.fromkeys(one.set_id for one in suggestions)}
            told = [history(books, one, now[one.set_id]) for one in suggestions]
            note = "" if all(clips is not None for clips in now.values()) else _FROM_BOOKS
            found = origin_report(told, books.ledger.broken_at() is None, note)
        if out is not None:
            out.write_text((html if out.suffix.lower() in (".html", ".htm") else markdown)(found), "utf-8")
        emit(msgspec.to_builtins(found), as_json, lambda console, _: _render_report(console, markdown(found)))


def _render_lines(console: Console, lines: Iterable[tuple[str, str]]) -> None:
    for heading, text in lines:
        console.print(f"[bold]{escape(heading):<20}[/] {escape(text)}", soft_wrap=True)


def _render_replay(console: Console, found: dict[str, Any]) -> None:
    console.print("The same notes came again." if found["identical"] else "[bold red]Other notes came.[/]")
    for reason in found["reasons"]:
        console.print(f"  {escape(reason)}")


def _render_report(console: Console, text: str) -> None:
    console.print(text, markup=False, highlight=False, soft_wrap=True)


_FROM_BOOKS = "Told from the ledger alone: not every set is open, so later changes there are not seen."


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
