"""A request to the studio session and its answer, beside a bare echo over the same kind of socket."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

from bridge.bench import Report, percentile
from bridge.bench.rig import joined
from bridge.daws.studio.session import StudioSession
from bridge.model.notes import Note, Notes
from bridge.model.session import Place

NOTES = Notes(Note(i * 0.25, 36 + i % 60, 0.25) for i in range(128))


def measure(quick: bool) -> Report:
    return asyncio.run(_measure(200 if quick else 2000))


async def _measure(count: int) -> Report:
    session = StudioSession("Round trip")
    track = session.add_track("Keys")
    clip = session.add_clip(track.id, Place(), 32.0, name="Chords", notes=NOTES)
    rows = [_row("bare echo (reference)", await _echo(count))]
    async with joined(session) as peer:
        rows.append(_row("read a clip of 128 notes", await _times(lambda: peer.read_notes(clip.id), count)))
    return Report("Round trip", ("what", "p50_ms", "p99_ms"), tuple(rows))


async def _times(do: Callable[[], Awaitable[object]], count: int) -> list[float]:
    taken = []
    for _ in range(count):
        start = time.perf_counter()
        await do()
        taken.append((time.perf_counter() - start) * 1000)
    return sorted(taken)


async def _echo(count: int) -> list[float]:
    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65_536):
            writer.write(data)
        writer.close()

    server = await asyncio.start_server(echo, "127.0.0.1", 0)
    reader, writer = await asyncio.open_connection("127.0.0.1", server.sockets[0].getsockname()[1])

    async def once() -> None:
        writer.write(b"\0\0\0\x0c/ping\0\0\0,\0\0\0")
        await reader.readexactly(16)

    taken = await _times(once, count)
    writer.close()
    await writer.wait_closed()
    server.close()
    return taken


def _row(name: str, taken: list[float]) -> tuple[str, float, float]:
    return (name, round(percentile(taken, 0.5), 3), round(percentile(taken, 0.99), 3))
