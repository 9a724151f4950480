"""One connected control script: its mirror, its heartbeat and the requests to it.

    SYNCING ──snapshot──► LIVE ◄──heard again── STALLED
       └──────────────────┴───────closed────────┴──► GONE

Stalled is not gone: while a menu is open a DAW's script does not run. Requests wait for it until
their own deadline; only after `gone_after_s` of silence is the connection given up.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import deque
from collections.abc import Callable
from enum import StrEnum
from statistics import median
from typing import Any

from bridge.daws.handshake import Hello
from bridge.daws.mirror import Mirror
from bridge.daws.requests import ClipNotes, Collector, NotesAnswer, PendingRequests
from bridge.daws.streams import MessageStream
from bridge.model import events as ev
from bridge.model.errors import BadMessage, DawGone, DawStalled, NoAnswer, NotFound, SidemanError
from bridge.model.session import Session
from bridge.osc.codec import Message, UnknownMessage

log = logging.getLogger(__name__)

ANSWERS = frozenset({"/done", "/error", "/change/result", "/notes"})
NOTES_AT_ONCE = 8
ROUND_TRIPS = 15
"""How many are kept: half a minute of them."""
LOG_LEVELS = {
    "debug": logging.DEBUG,
    "info": logging.INFO,
    "warning": logging.WARNING,
    "error": logging.ERROR,
}


class PeerState(StrEnum):
    SYNCING = "syncing"
    LIVE = "live"
    STALLED = "stalled"
    GONE = "gone"


class Peer:
    """A script that was let in. `run` serves it until the connection ends."""

    def __init__(
        self,
        peer_id: str,
        hello: Hello,
        stream: MessageStream,
        *,
        new_id: Callable[[], str],
        heartbeat_s: float,
        stalled_after_s: float,
        gone_after_s: float,
        request_deadline_s: float,
    ) -> None:
        self.id = peer_id
        self.hello = hello
        self.state = PeerState.SYNCING
        self.mirror = Mirror(ev.SetOpened(hello.set_id, hello.set_name, hello.host, hello.epoch))
        self.new_id = new_id
        self.request_deadline_s = request_deadline_s
        self.on_state: Callable[[Peer], None] = lambda peer: None
        self.on_trigger: Callable[[Peer, str, str], None] = lambda peer, verb, argument: None
        self.on_selftest: Callable[[Peer, str], None] = lambda peer, report: None
        self.meters: dict[str, tuple[float, float, float]] = {}
        """Track id -> (left dBFS, right dBFS, the script's clock in s), the latest of each watched track."""
        self.round_trips_ms: deque[float] = deque(maxlen=ROUND_TRIPS)
        """From a ping until its pong, the latest last."""
        self._pinged_at: dict[int, float] = {}
        self._stream = stream
        self._heartbeat_s = heartbeat_s
        self._stalled_after_s = stalled_after_s
        self._gone_after_s = gone_after_s
        self._pending = PendingRequests()
        self._heard_at = asyncio.get_running_loop().time()
        self._synced = asyncio.Event()
        self._snapshot_id = ""

    @property
    def session(self) -> Session:
        return self.mirror.session

    @property
    def round_trip_ms(self) -> float | None:
        """From a ping until its pong, as it usually is; None before the first."""
        return median(self.round_trips_ms) if self.round_trips_ms else None

    @property
    def name(self) -> str:
        return f"{self.hello.host} “{self.session.name}”"

    async def run(self) -> None:
        """Serves the script until it goes. Never raises for what the script sends."""
        heart = asyncio.create_task(self._beat())
        try:
            self.resync()
            while (message := await self._stream.receive()) is not None:
                self._heard()
                if isinstance(message, BadMessage):
                    self._answer_nonsense(message)
                    continue
                if message.address == "/bye":
                    break
                self._take(message)
        except (OSError, BadMessage) as problem:
            log.warning("%s: connection lost: %s", self.name, problem)
        finally:
            heart.cancel()
            self._set_state(PeerState.GONE)
            self._pending.fail_all(DawGone(f"{self.name} went away.", "Sideman reconnects when it is back."))
            with contextlib.suppress(OSError):
                await self._stream.close()

    def resync(self) -> None:
        """Asks for a full snapshot; the mirror changes when it is complete."""
        self._snapshot_id = self.new_id()
        self._stream.send(Message("/snapshot/get", (self._snapshot_id,)))

    async def synced(self, deadline_s: float) -> None:
        """Waits for the first snapshot. Raises DawStalled."""
        try:
            async with asyncio.timeout(deadline_s):
                await self._synced.wait()
        except TimeoutError:
            raise DawStalled(
                f"{self.name} did not describe its session within {deadline_s:g} s.",
                "Close open menus and dialogs in the DAW.",
            ) from None

    async def resynced(self) -> None:
        """A full snapshot, now; the mirror is the DAW's session when this returns. Raises NoAnswer."""
        before = self.mirror.snapshots
        self.resync()
        await self.wait_until(lambda _: self.mirror.snapshots > before, "its whole session")

    async def ask(self, message: Message, collect: Collector, *more: Message, deadline_s: float = 0.0) -> Any:
        """Sends a request (its id is the first argument) and gives what was collected.

        Raises DawGone, NoAnswer, or the error that the script answered.
        """
        if self.state is PeerState.GONE:
            raise DawGone(f"{self.name} is not connected.", "Is the DAW running, with the Sideman script on?")
        return await self._pending.wait(
            message.args[0],
            collect,
            lambda: self._stream.send(message, *more),
            deadline_s or self.request_deadline_s,
        )

    async def read_notes(self, clip_id: str) -> ClipNotes:
        """Reads a clip's notes from the DAW and folds them into the mirror."""
        message = Message("/notes/get", (self.new_id(), clip_id))
        found: ClipNotes = await self.ask(message, NotesAnswer())
        self.mirror.fold(ev.NotesRead(found.clip_id, found.revision, found.notes))
        return found

    async def read_all_notes(self, clip_ids: list[str]) -> None:
        """Reads several clips, a few at a time; a clip that is gone meanwhile is skipped.

        Raises DawGone or NoAnswer: what was not read is not known then.
        """
        gate = asyncio.Semaphore(NOTES_AT_ONCE)

        async def one(clip_id: str) -> None:
            async with gate:
                try:
                    await self.read_notes(clip_id)
                except NotFound:
                    log.info("%s: clip %s is gone", self.name, clip_id)

        await asyncio.gather(*(one(clip_id) for clip_id in clip_ids))

    async def wait_until(self, holds: Callable[[Session], bool], what: str) -> None:
        """Waits until the mirror shows something. Raises NoAnswer naming ``what``."""
        shown = asyncio.Event()

        def look(session: Session, event: ev.Event | None) -> None:
            if holds(session):
                shown.set()

        forget = self.mirror.on_change(look)
        look(self.session, None)
        try:
            async with asyncio.timeout(self.request_deadline_s):
                await shown.wait()
        except TimeoutError:
            raise NoAnswer(f"{self.name} did not show {what}.", "Is a dialog open in it?") from None
        finally:
            forget()

    def say(self, text: str) -> None:
        """Shows a line to the musician inside the DAW."""
        if self.state is not PeerState.GONE:
            self._stream.send(Message("/say", (text,)))

    async def close(self, reason: str) -> None:
        self._stream.send(Message("/bye", (reason,)))
        await self._stream.close()

    def _take(self, message: Message) -> None:
        match message.address:
            case "/snapshot/begin" if message.args[0] == self._snapshot_id:
                self.mirror.snapshot_begins(*message.args[1:])
            case "/snapshot/end" if message.args[0] == self._snapshot_id:
                self._end_snapshot()
            case "/pong":
                self._pong(message.args[0])
            case "/trigger":
                self.on_trigger(self, *message.args)
            case "/selftest":
                self.on_selftest(self, message.args[0])
            case "/meter":
                track_id, *levels = message.args
                self.meters[track_id] = tuple(levels)
            case "/log":
                log.log(LOG_LEVELS[message.args[0]], "%s: %s", self.name, message.args[1])
            case address if address in ANSWERS:
                self._pending.feed(message)
            case _:
                self._fold(message)

    def _pong(self, number: int) -> None:
        pinged_at = self._pinged_at.pop(number, None)
        if pinged_at is not None:
            self.round_trips_ms.append((asyncio.get_running_loop().time() - pinged_at) * 1000)
            for older in [each for each in self._pinged_at if each < number]:
                del self._pinged_at[older]

    def _fold(self, message: Message) -> None:
        try:
            self.mirror.take(message)
        except SidemanError as problem:
            self._answer_nonsense(problem)

    def _end_snapshot(self) -> None:
        try:
            self.mirror.snapshot_ends()
        except BadMessage as problem:
            self._answer_nonsense(problem)
            self.resync()
            return
        self._synced.set()
        self._set_state(PeerState.LIVE)

    def _answer_nonsense(self, problem: SidemanError) -> None:
        if isinstance(problem, UnknownMessage) and self.hello.minor > 0:
            return
        log.warning("%s: %s", self.name, problem.message)
        self._stream.send(Message("/error", ("", problem.code, problem.message, problem.hint)))

    async def _beat(self) -> None:
        number = 0
        loop = asyncio.get_running_loop()
        while True:
            number += 1
            self._pinged_at[number] = loop.time()
            self._stream.send(Message("/ping", (number,)))
            await asyncio.sleep(self._heartbeat_s)
            silence_s = loop.time() - self._heard_at
            if silence_s > self._gone_after_s:
                log.warning("%s: silent for %.0f s, given up", self.name, silence_s)
                await self._stream.close()
                return
            if silence_s > self._stalled_after_s and self.state is PeerState.LIVE:
                self._set_state(PeerState.STALLED)

    def _heard(self) -> None:
        self._heard_at = asyncio.get_running_loop().time()
        if self.state is PeerState.STALLED:
            self._set_state(PeerState.LIVE)

    def _set_state(self, state: PeerState) -> None:
        if state is not self.state:
            self.state = state
            self.on_state(self)
