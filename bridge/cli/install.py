"""sideman install, uninstall: Sideman's script in your DAW."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from bridge.cli.show import AsJson, emit, errors

Daw = Annotated[str, typer.Argument(help="live, reaper, bitwig or ardour.", metavar="DAW")]
To = Annotated[
    Path | None,
    typer.Option(
        "--to",
        metavar="FOLDER",
        help="The DAW's own folder, where it is not found: Live's User Library, the folder of a "
        "portable REAPER's reaper.ini, the folder Bitwig Studio, Ardour's settings.",
    ),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only say what would be done.")]


def install(daw: Daw, to: To = None, dry_run: DryRun = False, as_json: AsJson = False) -> None:
    """Put Sideman's script into your DAW, or update it there.

    What it replaces is kept when you had edited it, and nothing is left half done.

    Examples: sideman install live · sideman install reaper --to /media/stick/REAPER · sideman install
    bitwig --dry-run
    """
    from bridge.install.hosts import host_named
    from bridge.install.putting import install as put
    from bridge.install.system import this_system

    with errors(as_json):
        emit(put(host_named(daw), this_system(), _ours(), to, dry_run).view(), as_json, _render)


def uninstall(daw: Daw, to: To = None, dry_run: DryRun = False, as_json: AsJson = False) -> None:
    """Take Sideman's script out of your DAW. Files that you changed stay, and are named.

    Examples: sideman uninstall live · sideman uninstall reaper --dry-run
    """
    from bridge.install.hosts import host_named
    from bridge.install.removing import uninstall as take_out
    from bridge.install.system import this_system

    with errors(as_json):
        emit(take_out(host_named(daw), this_system(), _ours(), to, dry_run).view(), as_json, _render)


def _ours() -> Any:
    from bridge.install.ours import ours
    from bridge.settings import load, sources

    return ours(load(sources()))


def _render(console: Console, view: dict[str, Any]) -> None:
    for line in view["actions"]:
        console.print(line if view["done"] else f"Would: {line}", highlight=False, markup=False)
    if not view["done"]:
        console.print("Nothing was changed.")
        return
    steps = view.get("steps", ())
    console.print(f"Done. {view['title']}:" if steps else "Done.", highlight=False)
    for number, step in enumerate(steps, 1):
        console.print(f"  {number}. {step}", highlight=False, markup=False)
