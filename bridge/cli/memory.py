"""sideman memory: what Sideman learned from your own pieces, what it gave, and how to be rid of it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape

from bridge.cli.show import AsJson, emit, errors, table

app = typer.Typer(
    help="What Sideman learned from your own pieces. It stays on this machine, holds no notes, and is used "
    "only where it predicts your own pieces better than the model alone. Works without a daemon as well.",
    no_args_is_help=True,
)


@app.command()
def status(as_json: AsJson = False) -> None:
    """Show how many pieces are remembered, and what they gave: bits a chord of your own, with and without.

    Each piece is predicted from the others. Fewer bits: the chords came as less of a surprise.
    """
    with errors(as_json):
        emit(_asked("status"), as_json, _render_status)


@app.command("list")
def list_(as_json: AsJson = False) -> None:
    """List every piece that is remembered, and every file that could not be read."""
    with errors(as_json):
        emit(_asked("list"), as_json, _render_items)


@app.command()
def pause(as_json: AsJson = False) -> None:
    """Learn nothing new until `sideman memory resume`. What is known still counts."""
    with errors(as_json):
        emit(_asked("pause"), as_json, _render_status)


@app.command()
def resume(as_json: AsJson = False) -> None:
    """Learn again."""
    with errors(as_json):
        emit(_asked("resume"), as_json, _render_status)


@app.command()
def forget(
    items: Annotated[
        list[str] | None, typer.Argument(help="Number or name of a piece, or the beginning of its hash.")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Forget everything.")] = False,
    as_json: AsJson = False,
) -> None:
    """Erase pieces without a trace: sideman memory forget 3, or sideman memory forget --all.

    A forgotten file of the watched folder is learned again only when it changes. With --all, learning is
    paused as well where a folder is watched. Suggestions that were made with the memory stay, but can't be
    made again from their record.
    """
    from bridge.model.errors import BadInput

    with errors(as_json):
        if everything == bool(items):
            raise BadInput("Say what to forget.", "sideman memory forget 3, or sideman memory forget --all.")
        emit(_asked("forget_all" if everything else "forget", items or []), as_json, _render_forgotten)


@app.command()
def learn(
    files: Annotated[list[Path], typer.Argument(help="MIDI files of your own.")], as_json: AsJson = False
) -> None:
    """Learn from MIDI files once, wherever they lie: sideman memory learn song.mid *.mid."""
    with errors(as_json):
        emit(_asked("learn", [str(file.absolute()) for file in files]), as_json, _render_items)


def _asked(verb: str, words: list[str] | None = None) -> Any:
    """The running daemon's answer, or that of the memory's file where none runs."""
    from bridge.cli.asking import ask
    from bridge.model.errors import DaemonAbsent

    try:
        return ask("memory", verb=verb, words=words or [])
    except DaemonAbsent:
        return _alone(verb, words or [])


def _alone(verb: str, words: list[str]) -> Any:
    from datetime import UTC, datetime

    from bridge.memory.opening import opened
    from bridge.memory.verbs import VERBS
    from bridge.review.books import Books
    from bridge.settings import chosen, load, sources

    config = load(sources())

    def forget_requests() -> None:
        path = chosen(config.settings.ledger.path, config.paths.ledger)
        if path.exists():
            books = Books(path, lambda: datetime.now(UTC).isoformat(timespec="milliseconds"))
            try:
                books.requests.forget_memories()
            finally:
                books.close()

    with opened(config, forget_requests) as keeper:
        return VERBS[verb](keeper, words)


def _render_status(console: Console, view: dict[str, Any]) -> None:
    state = "paused" if view["paused"] else "on" if view["enabled"] else "off"
    pieces = view["pieces"]
    console.print(
        f"Memory is {state}. Remembered: {pieces['folder']} pieces of the watched folder, "
        f"{pieces['file']} files, {pieces['suggestion']} accepted suggestions.",
        highlight=False,
    )
    console.print(f"Watched folder: {escape(view['folder'] or 'none')}.", highlight=False)
    console.print(view["said"], highlight=False)
    for one in view["problems"]:
        console.print(f"Skipped {escape(one['name'])}: {escape(one['problem'])}", highlight=False)


def _render_items(console: Console, items: list[dict[str, Any]]) -> None:
    rows = ((i["number"], i["kind"], i["name"], i["chords"], i["sha256"][:12], i["problem"]) for i in items)
    table(console, ("no.", "from", "name", "changes", "sha256", "problem"), rows)


def _render_forgotten(console: Console, items: list[dict[str, Any]]) -> None:
    console.print(f"Forgotten: {len(items)}.", highlight=False)
