"""All verbs in one tree. Each group lives in its own file and imports what it needs when it runs."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from bridge import __version__
from bridge.cli import (
    analyze,
    bench,
    chords,
    config,
    daemon,
    demo,
    desk,
    doctor,
    generate,
    generators,
    harmonise,
    install,
    ledger,
    loudness,
    memory,
    models,
    session,
)

app = typer.Typer(
    name="sideman",
    help="A session player beside your DAW: it suggests, you decide, and everything can be taken back.",
    epilog=(
        "Try it without a DAW: sideman demo. Exit codes: 0 done, 1 unexpected, 2 wrong input, 3 refused, "
        "4 not found, 5 not available, 6 generator failed, 7 the DAW did not keep what was written."
    ),
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("demo")(demo.demo)
app.command("run")(daemon.run)
app.command("stop")(daemon.stop)
app.command("status")(daemon.status)
app.command("session")(session.session)
app.command("suggest")(desk.suggest)
app.command("analyze")(analyze.analyze)
app.command("harmonise")(harmonise.harmonise)
app.command("generate")(generate.generate)
app.command("install")(install.install)
app.command("uninstall")(install.uninstall)
app.command("doctor")(doctor.doctor)
app.command("loudness")(loudness.loudness)
app.command("bench")(bench.bench)
app.command("generators")(generators.generators)
app.add_typer(chords.app, name="chords")
app.add_typer(models.app, name="models")
app.add_typer(desk.app, name="desk")
app.add_typer(ledger.app, name="ledger")
app.add_typer(memory.app, name="memory")
app.add_typer(config.app, name="config")


@app.callback(invoke_without_command=True)
def _root(
    version: Annotated[bool, typer.Option("--version", help="Print the version and leave.")] = False,
) -> None:
    if version:
        typer.echo(f"sideman {__version__}")
        raise typer.Exit


def run() -> None:
    """Runs the command line; Ctrl-C ends quietly."""
    try:
        app()
    except KeyboardInterrupt:
        sys.exit(130)
