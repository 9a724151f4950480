"""sideman session: what Sideman sees of the open set."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from rich.console import Console

from bridge.cli.asking import ask
from bridge.cli.show import AsJson, emit, errors, table


def session(
    set_name: Annotated[
        str, typer.Option("--set", help="Set name, id or host; the newest if left out.")
    ] = "",
    notes: Annotated[bool, typer.Option("--notes", help="With every note (JSON only).")] = False,
    fresh: Annotated[bool, typer.Option("--fresh", help="Read everything anew from the DAW.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show the open set: tempo, key, tracks, clips.

    Examples: sideman session · sideman session --set ardour --json --notes
    """
    with errors(as_json):
        emit(ask("session", set=set_name, notes=notes, fresh=fresh), as_json, render)


def render(console: Console, view: dict[str, Any]) -> None:
    key = view["key"] or "no key set"
    console.print(
        f"[bold]{view['name']}[/] ({view['host']})  {view['tempo_bpm']:g} bpm  {view['metre']}  {key}",
        highlight=False,
    )
    scenes = [scene["name"] for scene in view["scenes"]]
    if scenes:
        columns = ("track", "kind", *scenes)
        table(console, columns, (_slots(track, scenes) for track in view["tracks"]))
    else:
        table(console, ("track", "kind", "clips"), (_line(track) for track in view["tracks"]))


def _slots(track: dict[str, Any], scenes: list[str]) -> list[str]:
    by_scene = {clip["scene"]: clip["name"] for clip in track["clips"]}
    return [track["name"], track["kind"], *(by_scene.get(scene, "·") for scene in scenes)]


def _line(track: dict[str, Any]) -> list[str]:
    clips = ", ".join(f"{clip['name']} @{clip['start_beats']:g}" for clip in track["clips"])
    return [track["name"], track["kind"], clips or "·"]
