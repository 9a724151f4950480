"""sideman config: the settings that apply, where each comes from, and whether a file is right."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from bridge.cli.show import AsJson, emit, errors, table

app = typer.Typer(help="Settings: what applies, from where, and whether it is right.", no_args_is_help=True)

SetFlag = Annotated[
    list[str] | None,
    typer.Option("--set", help="Try a setting on top, as in --set generation.bars=8."),
]


@app.command()
def show(
    origin: Annotated[bool, typer.Option("--origin", help="Also tell where each value is from.")] = False,
    flags: SetFlag = None,
    as_json: AsJson = False,
) -> None:
    """Show every setting as it applies here."""
    from bridge.settings import load, sources

    with errors(as_json):
        config = load(sources(flag_values(flags)))
        rows = [
            {"key": key, "value": value} | ({"origin": str(config.origin(key))} if origin else {})
            for key, value in config.values().items()
        ]
        emit(rows, as_json, _render)


@app.command()
def check(
    file: Annotated[Path | None, typer.Argument(help="A settings file; all that apply if left out.")] = None,
    as_json: AsJson = False,
) -> None:
    """Check the settings, or one file, and say what is wrong and where."""
    from bridge.settings import Layer, load, sources
    from bridge.settings.layers import from_file

    with errors(as_json):
        if file is None:
            load(sources())
        else:
            from_file(file, Layer.USER)
        emit({"ok": True}, as_json, lambda console, _: console.print("The settings are right."))


@app.command()
def schema(
    check_file: Annotated[
        bool, typer.Option("--check", help="Fail when config/schema.json is out of date.")
    ] = False,
) -> None:
    """Print the JSON Schema of the settings, for editors."""
    from bridge.settings.schema import check as check_schema
    from bridge.settings.schema import schema_text

    with errors(as_json=False):
        if check_file:
            check_schema()
            typer.echo("config/schema.json is up to date.")
        else:
            typer.echo(schema_text(), nl=False)


def flag_values(flags: list[str] | None) -> dict[str, object]:
    """``key=value`` words as settings; the value is read as YAML. Raises BadConfig."""
    import yaml

    from bridge.model.errors import BadConfig

    found: dict[str, object] = {}
    for flag in flags or []:
        key, equals, text = flag.partition("=")
        if not equals:
            raise BadConfig(f"{flag!r} sets nothing.", "Write it as in --set generation.bars=8.")
        try:
            found[key] = yaml.safe_load(text)
        except yaml.YAMLError:
            raise BadConfig(f"{text!r} is no value for {key}.", 'Put quotes around it: "..."') from None
    return found


def _render(console: Console, rows: list[dict[str, Any]]) -> None:
    columns = ("setting", "value", *(("from",) if rows and "origin" in rows[0] else ()))
    table(console, columns, (tuple(row.values()) for row in rows))
