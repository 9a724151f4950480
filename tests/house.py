"""A small house for tests: link, desk and studio session, joined in memory, on virtual time.

    async with House(path) as house:          # daemon up, studio connected, mirror synced
        suggestion = house.propose()          # four bars for the empty slot
        await house.desk.accept(suggestion.id)

`kill` drops the daemon without any goodbye, as kill -9 does; `start` brings it back on the same
books.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bridge.daws.link import Link, LinkTimes
from bridge.daws.peer import Peer, PeerState
from bridge.daws.studio.faults import Faults
from bridge.daws.studio.host import StudioHost
from bridge.daws.studio.session import StudioSession
from bridge.model.errors import NoMidiPort
from bridge.model.keys import Key
from bridge.model.notes import Note, Notes
from bridge.model.session import Place, Session
from bridge.model.suggestion import Provenance, Suggestion
from bridge.review.audition import Auditions
from bridge.review.books import Books
from bridge.review.commit import Gate
from bridge.review.desk import Desk
from bridge.review.looking import target_for
from bridge.review.recovery import Recovery
from bridge.review.scratch import Scratch
from generators.api import Candidate
from tests.virtual_loop import Exchange, FaultyPair, MemoryPair

TOKEN = "token-of-this-run"
LONG = "ä🎹" * 15_000
CHORDS = Notes(
    Note(bar * 4.0, pitch, 4.0, velocity=80 + bar)
    for bar, triad in enumerate(((60, 64, 67), (59, 62, 67), (57, 60, 64), (57, 60, 65)))
    for pitch in triad
)
LOOP = Notes(Note(beat, 36 if beat % 2 == 0 else 38, 0.25, channel=9) for beat in range(16))


def small_set(loop_clock: Callable[[], float]) -> StudioSession:
    """A loop in C major: drums in both scenes, an empty chord track."""
    set_ = StudioSession("Night Bus", set_id="set-night-bus", clock=loop_clock)
    set_.set_key(Key(0, "major"))
    verse, chorus = set_.add_scene("Verse"), set_.add_scene("Chorus")
    drums, _ = set_.add_track("Drums"), set_.add_track("Keys")
    set_.add_clip(drums.id, Place(verse.id), 16.0, name="Beat A", notes=LOOP)
    set_.add_clip(drums.id, Place(chorus.id), 16.0, name="Beat B", notes=LOOP)
    return set_


class SilentPlayer:
    """A machine without MIDI ports."""

    def __init__(self) -> None:
        self.stops = 0

    def play(self, notes: Notes, tempo_bpm: float) -> str:
        raise NoMidiPort("There is no MIDI port.", "Listen to the file.")

    def stop(self) -> None:
        self.stops += 1


def write_nothing(path: Path, suggestion: Suggestion, session: Session) -> None:
    path.write_bytes(b"MThd")


class Daemon:
    """One life of the daemon: what a restart makes anew."""

    def __init__(self, folder: Path, exchange: Exchange, times: LinkTimes, ids: Callable[[], str]) -> None:
        self.books = Books(folder / "desk.sqlite", _now)
        self.link = Link(
            TOKEN,
            new_id=ids,
            answer=self._answer,
            on_peer=self._peer_changed,
            on_trigger=lambda peer, verb, argument: self.triggers.append((verb, argument)),
            times=times,
        )
        self.triggers: list[tuple[str, str]] = []
        self.states: list[PeerState] = []
        gate, scratch = Gate(self.books), Scratch(self.books)
        self.player = SilentPlayer()
        auditions = Auditions(folder / "auditions", self.player, scratch, write_nothing)
        self.desk = Desk(self.books, self.link, gate, Recovery(self.books, gate, scratch), auditions, ids)
        self._exchange = exchange
        self.recovering: set[asyncio.Task[Any]] = set()
        self._accepting = asyncio.create_task(self._accept())

    async def _accept(self) -> None:
        while True:
            self.link.accept(await self._exchange.accepted.get())

    async def _answer(self, command: str, arguments: dict[str, Any]) -> Any:
        await asyncio.sleep(arguments.get("wait_s", 0))
        return LONG if command == "long" else arguments

    def _peer_changed(self, peer: Peer) -> None:
        self.states.append(peer.state)
        if peer.state is PeerState.LIVE:
            task = asyncio.create_task(self.desk.recover(peer))
            self.recovering.add(task)
            task.add_done_callback(self.recovering.discard)

    async def kill(self) -> None:
        """Ends it without a goodbye; nothing that was not written down survives."""
        for pair in self._exchange.pairs:
            pair.cut()
        tasks = [self._accepting, *self.recovering, *self.link._connections]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self.books.close()


def _now() -> str:
    return "2026-01-01T00:00:00+00:00"


class House:
    def __init__(
        self,
        folder: Path,
        *,
        make_pair: Callable[[], FaultyPair] = MemoryPair,
        times: LinkTimes = LinkTimes(),
        faults: Faults | None = None,
    ) -> None:
        self.folder = folder
        self.exchange = Exchange(make_pair)
        self.faults = faults or Faults()
        self._times = times
        self._numbers = itertools.count(1)

    async def __aenter__(self) -> House:
        self.set = small_set(asyncio.get_running_loop().time)
        epochs = (f"epoch-{n}" for n in itertools.count(1))
        self.host = StudioHost(
            self.set, self.exchange.dial, TOKEN, faults=self.faults, new_epoch=lambda: next(epochs)
        )
        self._hosting = asyncio.create_task(self.host.run())
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        self._hosting.cancel()
        await asyncio.gather(self._hosting, return_exceptions=True)
        with contextlib.suppress(AttributeError):
            await self.daemon.kill()

    async def start(self) -> None:
        """Brings the daemon up (again) and waits until the mirror is synced and judged."""
        self.daemon = Daemon(self.folder, self.exchange, self._times, self.new_id)
        self.exchange.up = True
        await self.settle()

    async def kill(self) -> None:
        self.exchange.up = False
        await self.daemon.kill()

    async def settle(self) -> None:
        """Waits until a synced peer is there and every recovery is done."""
        while not any(peer.state is PeerState.LIVE for peer in self.daemon.link.peers.values()):
            await asyncio.sleep(0.05)
        await asyncio.sleep(0.1)
        while self.daemon.recovering:
            await asyncio.sleep(0.05)

    def new_id(self) -> str:
        return f"id{next(self._numbers)}"

    @property
    def desk(self) -> Desk:
        return self.daemon.desk

    @property
    def peer(self) -> Peer:
        return self.daemon.link.peer()

    @property
    def studio_peer(self) -> Peer:
        return self.daemon.link.peer_of_set(self.set.set_id)

    def content(self) -> dict[str, object]:
        """What is in the DAW, without ids and revisions."""
        return self.set.snapshot().content()

    def mirror(self) -> dict[str, object]:
        return self.peer.session.content()

    async def mirror_with_notes(self) -> dict[str, object]:
        await self.peer.read_all_notes(list(self.peer.session.clips))
        return self.mirror()

    def empty_slot(self) -> tuple[str, Place]:
        session = self.studio_peer.session
        keys = next(track for track in session.tracks.values() if track.name == "Keys")
        return keys.id, Place(session.scenes_in_order()[0].id)

    def propose(self, notes: Notes = CHORDS, title: str = "I–V–vi–IV in C major") -> Suggestion:
        track_id, place = self.empty_slot()
        target = target_for(self.studio_peer, track_id, place, 16.0)
        candidate = Candidate(title, "It turns home.", notes, 16.0, Provenance("test", seed=1))
        return self.desk.propose(self.studio_peer, target, "chords", [candidate])[0]

    def events(self) -> list[str]:
        return [entry.event for entry in self.daemon.books.ledger.entries()]
