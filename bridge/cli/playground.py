"""The desk of a demo: a prompt to play with, the same verbs as the command line's."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from typing import Any

from rich.console import Console
from rich.markup import escape

from bridge.cli import desk, session
from bridge.daemon.client import DaemonClient
from bridge.model.errors import BadInput, SidemanError

HELP = """\
suggest [kind]   ask for ideas (chords)        next             other ideas
list             what waits on the desk        show N           chords and origin of one
audition N       hear one                      silence          stop it
accept N         put it into the set           undo             take it out again
reject N         take it off the desk          session          look at the set
ledger           what happened so far          quit             leave"""

Answer = Callable[[Console, Any], None]


async def play(client: DaemonClient, console: Console) -> None:
    """Reads verbs until quit or the end of the input. Errors are shown, and the evening goes on."""
    session.render(console, await client.ask("session"))
    console.print(
        "\nThis is a desk to play with. Try: suggest, then audition 1, accept 1, undo. help shows all."
    )
    while (line := await _line()) is not None:
        words = line.split()
        if not words:
            continue
        if words[0] in ("quit", "exit", "q"):
            return
        try:
            await obey(client, console, words[0], words[1:])
        except SidemanError as problem:
            console.print(f"[red]{escape(problem.message)}[/] {escape(problem.hint)}")


async def obey(client: DaemonClient, console: Console, verb: str, words: list[str]) -> None:
    """One line of the prompt. Raises BadInput for an unknown verb, else what the command raises."""
    first = words[0] if words else ""
    verbs: dict[str, Callable[[], Awaitable[None]]] = {
        "suggest": lambda: _show(client, console, desk.render_rows, "suggest", kind=first or "chords"),
        "next": lambda: _show(client, console, desk.render_rows, "next"),
        "list": lambda: _show(client, console, desk.render_rows, "desk.list"),
        "show": lambda: _show(client, console, desk.render_full, "desk.show", which=first),
        "audition": lambda: _show(client, console, desk.render_heard, "desk.audition", which=first),
        "silence": lambda: _show(client, console, lambda c, _: c.print("Silence."), "desk.silence"),
        "accept": lambda: _show(client, console, desk.render_decided, "desk.accept", which=first),
        "reject": lambda: _show(client, console, desk.render_decided, "desk.reject", which=first),
        "undo": lambda: _show(client, console, desk.render_decided, "desk.undo", which=first),
        "session": lambda: _show(client, console, session.render, "session"),
        "ledger": lambda: _show(client, console, _render_ledger, "ledger"),
        "help": lambda: _help(console),
    }
    if verb not in verbs:
        raise BadInput(f"There is no verb {verb!r} here.", "help shows all.")
    await verbs[verb]()


async def _show(
    client: DaemonClient, console: Console, render: Answer, command: str, **arguments: Any
) -> None:
    render(console, await client.ask(command, **arguments))


async def _help(console: Console) -> None:
    console.print(HELP, highlight=False)


def _render_ledger(console: Console, answer: dict[str, Any]) -> None:
    for entry in answer["entries"]:
        console.print(f"{entry['seq']:3}  {entry['at'][11:19]}  {entry['event']}", highlight=False)


async def _line() -> str | None:
    """The next line of standard input; None at its end. The loop runs on while the musician thinks."""
    if sys.stdin.isatty():
        sys.stdout.write("sideman> ")
        sys.stdout.flush()
    line = await asyncio.to_thread(sys.stdin.readline)
    return line.strip() if line else None
