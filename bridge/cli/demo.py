"""sideman demo: the main job without any set-up."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape

from bridge.cli.show import AsJson, errors, print_json
from bridge.model.errors import BadInput


def demo(
    tour: Annotated[bool, typer.Option("--tour", help="Walk the main job by itself, then leave.")] = False,
    daw: Annotated[str, typer.Option(help="studio (built in), or ardour (a real one, headless).")] = "studio",
    folder: Annotated[
        Path | None, typer.Option(help="A folder of MIDI files to open, instead of the demo set.")
    ] = None,
    seed: Annotated[int, typer.Option(help="The same seed gives the same ideas.")] = 7,
    as_json: AsJson = False,
) -> None:
    """Try Sideman without a DAW: a studio session, ideas for it, and a desk to decide at.

    Examples: sideman demo · sideman demo --tour · sideman demo --tour --daw ardour --json
    """
    import asyncio

    with errors(as_json):
        if daw not in ("studio", "ardour"):
            raise BadInput(f"There is no DAW {daw!r} for the demo.", "Choose studio or ardour.")
        asyncio.run(_tour(daw, folder, seed, as_json) if tour else _play(daw, folder))


async def _tour(daw: Any, folder: Path | None, seed: int, as_json: bool) -> None:
    from bridge.demo.stage import stage
    from bridge.demo.tour import tour

    console = Console()
    async with stage(daw, folder) as client:
        async for step in tour(client, seed):
            if as_json:
                print_json(step)
            else:
                _render(console, step)


async def _play(daw: Any, folder: Path | None) -> None:
    from bridge.cli.playground import play
    from bridge.daemon.runfile import read_run_file
    from bridge.demo.stage import stage
    from bridge.model.errors import DaemonAbsent
    from bridge.settings import paths

    console = Console()
    run_file: Path | None = paths().run_file
    try:
        read_run_file(paths().run_file)
        run_file = None  # a daemon of the musician's own is running; leave it alone
    except DaemonAbsent:
        console.print("Other terminals can join in: sideman desk list, sideman session, ...")
    async with stage(daw, folder, run_file) as client:
        await play(client, console)


def _render(console: Console, step: dict[str, Any]) -> None:
    console.print(f"[bold]{step['step']}[/]  {escape(step['told'])}", highlight=False)
    if "before" not in step:
        return
    before, after = step["before"], step["after"]
    console.print(f"    before: {_held(before)}", highlight=False)
    console.print(f"    after:  {_held(after)}{_difference(before, after)}", highlight=False)


def _held(summary: dict[str, Any]) -> str:
    return f"{summary['clips']} clips, {summary['notes']} notes"


def _difference(before: dict[str, Any], after: dict[str, Any]) -> str:
    said = []
    for name, track in after["tracks"].items():
        old = before["tracks"].get(name, {"clips": []})["clips"]
        said += [f"+ {name}: {escape(clip)}" for clip in track["clips"] if clip not in old]
        said += [f"- {name}: {escape(clip)}" for clip in old if clip not in track["clips"]]
    return "".join(f"  ({line})" for line in said)
