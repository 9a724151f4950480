"""sideman run, stop, status: the daemon itself."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape

from bridge.cli.asking import ask
from bridge.cli.config import SetFlag, flag_values
from bridge.cli.show import AsJson, emit, errors, print_json, table


def run(
    flags: SetFlag = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing.")] = False,
    as_json: AsJson = False,
) -> None:
    """Start the daemon and stay until Ctrl-C (or sideman stop).

    Examples: sideman run · sideman run --set midi.output_port="IAC Driver"
    """
    import asyncio

    from bridge.daemon.root import Daemon
    from bridge.settings import load, sources

    async def serve() -> None:
        async with Daemon(load(sources(flag_values(flags)))) as daemon:
            if as_json:
                print_json(daemon.status())
            elif not quiet:
                _render_up(Console(), daemon.status())
            await daemon.until_stopped()

    with errors(as_json):
        asyncio.run(serve())


def stop(as_json: AsJson = False) -> None:
    """Stop the running daemon. Your set and the ledger stay as they are."""
    with errors(as_json):
        emit(ask("stop"), as_json, lambda console, _: console.print("Sideman stops."))


def status(as_json: AsJson = False) -> None:
    """Show whether the daemon runs, and which DAWs are connected."""
    with errors(as_json):
        emit(ask("status"), as_json, _render_status)


def _render_up(console: Console, view: dict[str, Any]) -> None:
    console.print(f"Sideman {view['version']} is running; it listens on this computer only.", highlight=False)
    console.print(
        f"Scripts: port {view['port']}.  Pads: {_udp(view)}.  Press Ctrl-C to stop.", highlight=False
    )


def _udp(view: dict[str, Any]) -> str:
    return f"OSC over UDP, port {view['udp_port']}" if view["udp_port"] else "off"


def _ms(daw: dict[str, Any]) -> str:
    return "" if daw["round_trip_ms"] is None else f"{daw['round_trip_ms']:.0f} ms"


def _render_status(console: Console, view: dict[str, Any]) -> None:
    console.print(f"Sideman {view['version']}, process {view['pid']}.  Pads: {_udp(view)}.", highlight=False)
    if not view["daws"]:
        console.print("No DAW is connected.")
    last = {hello["host"]: hello for hello in view["hellos"]}
    said_at = {host: hello["at"] for host, hello in last.items()}
    table(
        console,
        ("DAW", "set", "state", "tracks", "clips", "round trip", "last hello"),
        (
            (
                *(d[name] for name in ("host", "set_name", "state", "tracks", "clips")),
                _ms(d),
                said_at.get(d["host"], ""),
            )
            for d in view["daws"]
        ),
    )
    here = {daw["host"] for daw in view["daws"]}
    for hello in last.values():
        if hello["refused"]:
            why = f"refused at {hello['at']}: {hello['refused']} {hello['hint']}"
            console.print(f"[yellow]![/] {hello['host']} was {escape(why)}", highlight=False)
        elif hello["host"] not in here:
            who = f"{hello['host']} {hello['host_version']}, {hello['set_name']}"
            console.print(f"{escape(who)} said hello at {hello['at']}, and is gone.", highlight=False)
    for problem in view["problems"]:
        console.print(f"[yellow]![/] {problem}", highlight=False)
    console.print(f"{view['open_suggestions']} suggestions wait on the desk.", highlight=False)
