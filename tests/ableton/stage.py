"""Link and desk on one side, the script in a simulated Live on the other, real TCP between them.

    async with Stage(path, "11.0.0") as stage:      # daemon up, script connected, mirror synced
        stage.live.musician.rename_clip(0, 0, "Mine")
        await stage.pass_s(0.1)

Virtual time: Live ticks once in 10 ms of it, whatever the machine does.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
from pathlib import Path
from typing import Any

from bridge.daws.link import LinkTimes
from bridge.daws.peer import Peer, PeerState
from bridge.model.notes import Notes
from bridge.model.session import Clip, Place, Track
from bridge.model.suggestion import Provenance, Suggestion
from bridge.osc.codec import Message
from bridge.review.desk import Desk
from bridge.review.looking import target_for
from generators.api import Candidate
from tests.ableton.live_host import SCRIPT, LiveHost, install
from tests.house import CHORDS, TOKEN, Daemon
from tests.virtual_loop import Exchange

TICK_S = 0.010
TIMES = LinkTimes()


class Stage:
    """boot False: Live does not start yet. python: another interpreter than the version's own.
    settings: more of sideman.json; files: more beside the script."""

    def __init__(
        self,
        folder: Path,
        version: str,
        *,
        source: Path = SCRIPT,
        python: str = "",
        small_set: bool = True,
        boot: bool = True,
        settings: dict[str, Any] | None = None,
        files: dict[str, Any] | None = None,
    ) -> None:
        self.folder = folder
        self.run_file = folder / "run.json"
        scripts = install(folder, self.run_file, source, **(settings or {}))
        for name, content in (files or {}).items():
            (scripts / "Sideman" / name).write_text(json.dumps(content), encoding="utf-8")
        self.live = LiveHost(version, scripts, python)
        self.port = 0
        self._small_set, self._boot = small_set, boot
        self._numbers = itertools.count(1)
        self._paused = False
        self.daemon: Daemon | None = None

    async def __aenter__(self) -> Stage:
        if self._small_set:
            self.live.musician.small_set()
        self._ticking = asyncio.create_task(self._tick())
        await self.start_daemon()
        if self._boot:
            self.live.ask("boot")
            await self.settle()
        return self

    async def __aexit__(self, kind: Any, problem: Any, trace: Any) -> None:
        self._ticking.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._ticking
        if self.daemon is not None:
            await self.kill_daemon()
        self.live.quit()

    async def _tick(self) -> None:
        while True:
            if not self._paused:
                self.live.step()
            await asyncio.sleep(TICK_S)

    async def start_daemon(self) -> None:
        self.daemon = Daemon(self.folder, Exchange(), TIMES, self.new_id)
        self.port = await self.daemon.link.listen(self.port)
        self.run_file.write_text(json.dumps({"port": self.port, "token": TOKEN, "pid": 1}), encoding="utf-8")

    async def kill_daemon(self) -> None:
        """As kill -9: the run file stays behind."""
        assert self.daemon is not None
        server = self.daemon.link._server
        assert server is not None
        server.close()
        await self.daemon.kill()
        self.daemon = None

    async def stall(self, seconds: float) -> None:
        """A menu is open in Live for so long."""
        self._paused = True
        await asyncio.sleep(seconds)
        self.live.ask("stall", seconds)
        self._paused = False

    async def pass_s(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
        if self._ticking.done():
            self._ticking.result()

    async def settle(self, within_s: float = 30.0) -> None:
        """Waits until a synced peer is there and every recovery is done."""
        async with asyncio.timeout(within_s):
            while not any(peer.state is PeerState.LIVE for peer in self.link.peers.values()):
                await self.pass_s(0.05)
            await self.pass_s(0.1)
            while self.daemon is not None and self.daemon.recovering:
                await self.pass_s(0.05)

    def new_id(self) -> str:
        return f"id{next(self._numbers)}"

    @property
    def link(self) -> Any:
        assert self.daemon is not None
        return self.daemon.link

    @property
    def desk(self) -> Desk:
        assert self.daemon is not None
        return self.daemon.desk

    @property
    def peer(self) -> Peer:
        found: Peer = self.link.peer()
        return found

    def track(self, name: str) -> Track:
        return next(track for track in self.peer.session.tracks.values() if track.name == name)

    def clip(self, name: str) -> Clip:
        return next(clip for clip in self.peer.session.clips.values() if clip.name == name)

    def clips(self) -> list[str]:
        return sorted(clip.name for clip in self.peer.session.clips.values())

    def scene(self, index: int) -> str:
        return self.peer.session.scenes_in_order()[index].id

    async def notes(self, name: str) -> Notes:
        return (await self.peer.read_notes(self.clip(name).id)).notes

    def propose(
        self,
        notes: Notes = CHORDS,
        title: str = "I–V–vi–IV in C major",
        place: Place | None = None,
        length_beats: float = 16.0,
        track: str = "Keys",
    ) -> Suggestion:
        """A suggestion for the empty slot, or for another place."""
        place = place or Place(self.scene(0))
        target = target_for(self.peer, self.track(track).id, place, length_beats)
        candidate = Candidate(title, "It turns home.", notes, length_beats, Provenance("test", seed=1))
        return self.desk.propose(self.peer, target, "chords", [candidate])[0]

    async def ask(self, address: str, *args: Any) -> list[Message]:
        """A request of the daemon (its id comes first), and what answers it."""
        found: list[Message] = []

        def collect(message: Message) -> Any:
            found.append(message)
            return found

        await self.peer.ask(Message(address, args), collect)
        return found
