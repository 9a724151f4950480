"""A stage for tests with Bitwig's strict host: the daemon's link and desk on a real TCP port, the script in
Node in front of it, and a musician whose hands reach into Bitwig past Sideman.

    async with on_stage(path, LEVELS[0]) as stage:
        suggestion = await stage.propose()
        await stage.live(stage.desk.accept(suggestion.id))

Bitwig's time stands still but for `step` and `live`: nothing sleeps, and a test takes as long as its work.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import re
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

from bridge.daws.link import Link, LinkTimes
from bridge.daws.peer import Peer, PeerState
from bridge.daws.requests import ResultCollector
from bridge.install.ours import Ours
from bridge.install.selftest_inbox import keep_selftest
from bridge.model.notes import Note, Notes
from bridge.model.session import Clip, Place, Track
from bridge.model.suggestion import Provenance, Suggestion
from bridge.osc.chunks import note_chunks
from bridge.osc.codec import Message
from bridge.osc.export.files import ROOT
from bridge.review.audition import Auditions
from bridge.review.books import Books
from bridge.review.commit import Gate
from bridge.review.desk import Desk
from bridge.review.looking import target_for
from bridge.review.recovery import Recovery
from bridge.review.scratch import Scratch
from generators.api import Candidate
from tests.house import CHORDS, SilentPlayer, write_nothing
from tests.interpreters import need

T = TypeVar("T")

SCRIPTS = ROOT / "daw_scripts" / "bitwig"
HOST = Path(__file__).parents[1] / "hosts" / "bitwig" / "main.js"
LEVELS = (20, 25)
"""The API levels that are tested: the one that the script asks for, and the newest known."""

Window = tuple[int, int] | None
SMALL_WINDOW: Window = (16, 8)
"""Tracks and scenes; None for what the script comes with, which takes the host a second to fill."""

TOKEN = "token-of-this-install"
TICK_MS = 20
PATIENCE_MS = 30_000
QUITS_WITHIN_S = 5.0
TIMES = LinkTimes(heartbeat_s=0.5)

BEAT = [{"start": float(beat), "pitch": 36 + beat % 2, "length": 0.25, "channel": 9} for beat in range(16)]
SHEET: dict[str, Any] = {
    "scenes": ["Verse", "Chorus", "Bridge"],
    "tracks": [
        {
            "id": "uuid-drums",
            "name": "Drums 🥁",
            "clips": {
                "Verse": {"name": "Beat A", "length": 16, "notes": BEAT},
                "Chorus": {"name": "Beat B", "length": 16, "notes": BEAT[:8]},
            },
        },
        {"id": "uuid-keys", "name": "Keys"},
        {"id": "uuid-vox", "name": "Vox", "type": "Audio", "volume": 0.63, "pan": 0.25, "mute": True},
        {"id": "uuid-hall", "name": "Hall", "type": "Effect"},
        {"id": "uuid-master", "name": "Master", "type": "Master"},
    ],
}


class Bitwig:
    """The host's process."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self.said: list[str] = []
        self.popups: list[str] = []
        self.busiest_calls = 0
        self.expects_faults = False
        self.faults: list[str] = []

    async def ask(self, do: str, **values: Any) -> Any:
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write(json.dumps({"do": do, **values}).encode() + b"\n")
        line = await self._process.stdout.readline()
        assert line, "the host has ended"
        answer = json.loads(line)
        self.said += answer["said"]
        self.popups += answer["popups"]
        self.busiest_calls = max(self.busiest_calls, answer["busiest"])
        self.faults += answer["faults"]
        assert "problem" not in answer, answer["problem"]
        assert self.expects_faults or not self.faults, self.faults
        return answer["result"]

    async def step(self, ms: float = TICK_MS) -> None:
        await self.ask("step", ms=ms)

    async def musician(self, verb: str, *args: Any) -> Any:
        return await self.ask("musician", verb=verb, args=args)

    async def song(self) -> dict[str, Any]:
        return dict(await self.ask("song"))

    async def run(self, source: str) -> Any:
        return await self.ask("run", source=source)

    async def quit(self) -> None:
        assert self._process.stdin
        self._process.stdin.close()
        try:
            async with asyncio.timeout(QUITS_WITHIN_S):
                await self._process.wait()
        except TimeoutError:  # a script that never returns holds the whole host
            self._process.kill()
            await self._process.wait()


class Sideman:
    """The daemon's link and desk; ``kill`` drops both, ``start`` brings them back on the same books."""

    def __init__(self, folder: Path, times: LinkTimes) -> None:
        self.folder, self._times = folder, times
        self.places = Ours(folder / "data", folder / "run.json", folder / "pairs")
        self.port = 0
        self.triggers: list[tuple[str, str]] = []
        self.ids = (f"id{number}" for number in itertools.count(1))

    async def start(self, token: str = TOKEN) -> None:
        self.books = Books(self.folder / "desk.sqlite", lambda: "2026-01-01T00:00:00+00:00")
        self.link = Link(
            token,
            new_id=lambda: next(self.ids),
            answer=self._answer,
            on_peer=self._peer_changed,
            on_trigger=lambda peer, verb, argument: self.triggers.append((verb, argument)),
            times=self._times,
        )
        gate, scratch = Gate(self.books), Scratch(self.books)
        auditions = Auditions(self.folder / "auditions", SilentPlayer(), scratch, write_nothing)
        recovery = Recovery(self.books, gate, scratch)
        self.desk = Desk(self.books, self.link, gate, recovery, auditions, lambda: next(self.ids))
        self.recovering: set[asyncio.Task[Any]] = set()
        self.link.on_selftest = lambda peer, report: self.keep(report)
        self.port = await self.link.listen(self.port)

    def keep(self, report: str) -> None:
        keep_selftest(self.places, "bitwig", report)

    async def kill(self) -> None:
        for task in self.recovering:
            task.cancel()
        await asyncio.gather(*self.recovering, return_exceptions=True)
        await self.link.aclose()
        self.books.close()

    async def _answer(self, command: str, arguments: dict[str, Any]) -> Any:
        return arguments

    def _peer_changed(self, peer: Peer) -> None:
        if peer.state is PeerState.LIVE:
            task = asyncio.create_task(self.desk.recover(peer))
            self.recovering.add(task)
            task.add_done_callback(self.recovering.discard)


class Stage:
    def __init__(self, folder: Path, bitwig: Bitwig, sideman: Sideman) -> None:
        self.folder, self.bitwig, self.sideman = folder, bitwig, sideman

    @property
    def desk(self) -> Desk:
        return self.sideman.desk

    @property
    def peer(self) -> Peer:
        return self.sideman.link.peer()

    @property
    def report(self) -> Path:
        """What the daemon has kept of a self-test."""
        return self.sideman.places.selftest("bitwig")

    async def live(self, work: Awaitable[T], patience_ms: float = PATIENCE_MS) -> T:
        """Lets Bitwig's time pass until something is done."""
        task = asyncio.ensure_future(work)
        for _ in range(int(patience_ms / TICK_MS)):
            await self.bitwig.step()
            await asyncio.sleep(0)
            if task.done():
                return await task
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        raise AssertionError(f"not done within {patience_ms} ms of Bitwig's time")

    async def until(self, holds: Callable[[], object]) -> None:
        """Lets time pass until something holds."""
        for _ in range(int(PATIENCE_MS / TICK_MS)):
            if holds():
                return
            await self.bitwig.step()
            await asyncio.sleep(0)
        raise AssertionError("it never came to hold")

    async def pass_ms(self, ms: float) -> None:
        for _ in range(int(ms / TICK_MS)):
            await self.bitwig.step()
            await asyncio.sleep(0)

    async def connected(self) -> None:
        await self.until(lambda: any(p.state is PeerState.LIVE for p in self.sideman.link.peers.values()))
        await self.until(lambda: not self.sideman.recovering)

    async def listening(self, up: bool) -> None:
        await self.bitwig.ask("listening", up=up)

    def track(self, name: str) -> Track:
        return next(track for track in self.peer.session.tracks.values() if track.name == name)

    def clip(self, name: str) -> Clip:
        return next(clip for clip in self.peer.session.clips.values() if clip.name == name)

    def scene_id(self, name: str) -> str:
        return next(scene.id for scene in self.peer.session.scenes.values() if scene.name == name)

    def propose(self, notes: Notes = CHORDS, title: str = "I–V–vi–IV 🎹", scene: str = "Verse") -> Suggestion:
        target = target_for(self.peer, self.track("Keys").id, Place(self.scene_id(scene)), 16.0)
        candidate = Candidate(title, "It turns home.", notes, 16.0, Provenance("test", seed=1))
        return self.desk.propose(self.peer, target, "chords", [candidate])[0]

    async def change(
        self, *changes: Message | Iterable[Message], request_id: str = "", deadline_ms: int = 10_000
    ) -> Any:
        """Asks for a transaction; the request id and the index of each change are filled in here."""
        return await self.live(self.ask_change(*changes, request_id=request_id, deadline_ms=deadline_ms))

    def ask_change(
        self, *changes: Message | Iterable[Message], request_id: str = "", deadline_ms: int = 10_000
    ) -> Awaitable[Any]:
        request = request_id or next(self.sideman.ids)
        body = []
        for index, change in enumerate(changes):
            parts = [change] if isinstance(change, Message) else list(change)
            body += [Message(part.address, (request, index, *part.args)) for part in parts]
        begin = Message("/change/begin", (request, "Sideman: test", deadline_ms, len(changes)))
        return self.peer.ask(begin, ResultCollector(), *body, Message("/change/apply", (request,)))

    def create(
        self,
        notes: Notes,
        scene: str = "Verse",
        name: str = "Part",
        length: float = 16.0,
        track: str = "Keys",
    ) -> list[Message]:
        head = (self.track(track).id, self.scene_id(scene), 0.0, length, name, 0x3366FF, 0, len(notes))
        pieces = [Message("/change/notes", piece) for piece in note_chunks(notes) if piece[1]]
        return [Message("/change/clip/create", head), *pieces]

    def move(self, track: str, field: str, expected: float, value: float) -> Message:
        return Message("/change/mixer", (self.track(track).id, field, float(expected), float(value)))

    async def bitwig_clip(self, track: str, scene: int) -> dict[str, Any] | None:
        """What truly lies in a slot."""
        song = await self.bitwig.song()
        return next(one for one in song["tracks"] if one["name"] == track)["slots"][scene]


async def launch_host(folder: Path, level: int, sheet: dict[str, Any], script: str) -> Bitwig:
    options = folder / "host.json"
    options.write_text(json.dumps({"level": level, "folder": str(folder), "script": script, "sheet": sheet}))
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        need("node"), HOST, options, stdin=pipe, stdout=pipe, limit=2**26
    )
    return Bitwig(process)


def copy_scripts(folder: Path, scripts: Path = SCRIPTS, window: Window = SMALL_WINDOW) -> Path:
    """The script's folder as it is installed, for a test to write into."""
    installed = folder / "script"
    shutil.copytree(scripts, installed)
    if window is not None:
        limits = installed / "limits.js"
        text = limits.read_text("utf-8")
        for name, count in zip(("TRACKS", "SCENES"), window, strict=True):
            text = re.sub(rf"{name}: \d+", f"{name}: {count}", text)
        limits.write_text(text, "utf-8")
    return installed


@asynccontextmanager
async def on_stage(
    folder: Path,
    level: int = LEVELS[0],
    sheet: dict[str, Any] = SHEET,
    *,
    scripts: Path = SCRIPTS,
    window: Window = SMALL_WINDOW,
    prepare: Callable[[Path], None] = lambda installed: None,
    connect: bool = True,
    times: LinkTimes = TIMES,
) -> AsyncIterator[Stage]:
    """The daemon is up, the script connected and its set mirrored."""
    installed = copy_scripts(folder, scripts, window)
    prepare(installed)
    sideman = Sideman(folder, times)
    await sideman.start()
    (installed / "run.js").write_text(f'SidemanRun = {{port: {sideman.port}, token: "{TOKEN}"}};\n')
    bitwig = await launch_host(installed, level, sheet, "Sideman.control.js")
    stage = Stage(folder, bitwig, sideman)
    try:
        await stage.listening(connect)
        await bitwig.ask("start")
        if connect:
            await stage.connected()
        yield stage
    finally:
        with contextlib.suppress(AssertionError):
            await bitwig.quit()
        await sideman.kill()


def line(count: int, step: float = 0.25, pitch: int = 48) -> Notes:
    """A row of notes on the grid."""
    return Notes(Note(index * step, pitch + index % 12, step, 70 + index % 40) for index in range(count))
