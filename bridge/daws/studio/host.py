"""The studio on the wire: dials the daemon as any DAW's script does, and dials again after a loss."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import secrets
from collections import deque
from collections.abc import Awaitable, Callable, Sequence

from bridge import __version__
from bridge.daws.streams import ByteStream, MessageStream
from bridge.daws.studio.deltas import Deltas
from bridge.daws.studio.faults import ConnectionDropped, Fault, Faults, StudioCrashed
from bridge.daws.studio.script import StudioScript, error_for
from bridge.daws.studio.session import StudioSession
from bridge.model.errors import BadMessage, HandshakeRefused
from bridge.osc.codec import Message, UnknownMessage
from bridge.osc.schema import PROTOCOL, SCRIPT

log = logging.getLogger(__name__)

CAPABILITIES = "slots timeline launch mixer meters say key selection tempo_map track_create track_delete"
BACK_OFF_S = (0.1, 0.5, 1.0, 2.0, 5.0)
WELCOME_WITHIN_S = 5.0
ASLEEP_S = 0.25
"""A tick that comes later than this after the one before counts as a stall."""
WAKING_S = 0.05
"""For so long after a stall what is read may still be from before it."""


class _Wakefulness:
    """Knows since when the studio has been awake, and so how old what it reads may be."""

    def __init__(self, now_s: float) -> None:
        self._last_s = self._asleep_from_s = self._woke_s = now_s

    def tick(self, now_s: float) -> None:
        if now_s - self._last_s > ASLEEP_S:
            self._asleep_from_s, self._woke_s = self._last_s, now_s
        self._last_s = now_s

    def earliest_s(self, now_s: float) -> float:
        """The earliest moment at which a message that is read now can have been sent."""
        if now_s - self._last_s > ASLEEP_S:
            return self._last_s
        return self._asleep_from_s if now_s - self._woke_s <= WAKING_S else now_s


class StudioHost:
    """Serves a session to the daemon. All on one asyncio loop, whose clock it uses.

    dial: opens a stream to the daemon, raises OSError when nobody listens. tick_s: how often
    changes are told. position_every_s: how often the position is, while playing.
    """

    def __init__(
        self,
        session: StudioSession,
        dial: Callable[[], Awaitable[ByteStream]],
        token: str,
        *,
        faults: Faults | None = None,
        new_epoch: Callable[[], str] = lambda: secrets.token_hex(8),
        tick_s: float = 0.01,
        position_every_s: float = 0.25,
    ) -> None:
        self.session = session
        self.faults = faults or Faults()
        self.epoch = new_epoch()
        self.connected = asyncio.Event()
        """Set while the daemon has let the studio in."""
        self._dial = dial
        self._token = token
        self._new_epoch = new_epoch
        self._tick_s = tick_s
        self._position_every_s = position_every_s
        self._deltas = Deltas(session)
        self._stream: MessageStream | None = None
        self._script = self._new_script()
        self._late: set[asyncio.TimerHandle] = set()

    @property
    def said(self) -> deque[str]:
        """The latest lines that the daemon showed to the musician."""
        return self._script.said

    async def run(self) -> None:
        """Dials, serves, and dials again, for ever. Raises HandshakeRefused when it is not let in."""
        failures = 0
        while True:
            try:
                stream = MessageStream(await self._dial())
            except OSError as problem:
                log.debug("nobody listens: %s", problem)
            else:
                served = await self._serve(stream)
                failures = 0 if served else failures
            await asyncio.sleep(BACK_OFF_S[min(failures, len(BACK_OFF_S) - 1)])
            failures += 1

    async def restart(self) -> None:
        """As when a DAW is quit and started again: another epoch, nothing remembered, a new hello."""
        self.epoch = self._new_epoch()
        self._script = self._new_script()
        self.session.transport.stop()
        if self._stream is not None:
            await self._stream.close()

    def trigger(self, verb: str, argument: str = "") -> None:
        """The musician presses a Sideman button inside the studio (`schema.TRIGGER_VERBS`)."""
        self._send([Message("/trigger", (verb, argument))])

    def _new_script(self) -> StudioScript:
        return StudioScript(self.session, lambda: asyncio.get_running_loop().time(), self.faults)

    def _hello(self) -> Message:
        who = (SCRIPT, "studio", __version__, __version__, self.epoch)
        what = (self.session.set_id, self.session.name, CAPABILITIES, self._token)
        return Message("/hello", (*PROTOCOL, *who, *what))

    async def _serve(self, stream: MessageStream) -> bool:
        """Serves one connection until it ends; whether the daemon had let the studio in."""
        welcomed = False
        ticker: asyncio.Task[None] | None = None
        try:
            stream.send(self._hello())
            async with asyncio.timeout(WELCOME_WITHIN_S):
                answer = await stream.receive()
            welcomed = _let_in(answer)
            if welcomed:
                self._stream = stream
                self._deltas.clear()
                self.connected.set()
                awake = _Wakefulness(asyncio.get_running_loop().time())
                ticker = asyncio.create_task(self._tick(awake))
                await self._listen(stream, awake)
        except (OSError, BadMessage, TimeoutError, ConnectionDropped) as problem:
            log.info("the connection to the daemon ended: %s", problem or type(problem).__name__)
        except StudioCrashed:
            await self.restart()
        except asyncio.CancelledError:
            stream.send(Message("/bye", ("the studio closes",)))
            raise
        finally:
            await self._hang_up(stream, ticker)
        return welcomed

    async def _hang_up(self, stream: MessageStream, ticker: asyncio.Task[None] | None) -> None:
        self._stream = None
        self.connected.clear()
        for handle in self._late:
            handle.cancel()
        self._late.clear()
        self._script.disconnected()
        if ticker is not None:
            ticker.cancel()
            ended = await asyncio.gather(ticker, return_exceptions=True)
            log.debug("the ticker ended: %r", ended[0])
        with contextlib.suppress(OSError):
            await stream.close()

    async def _listen(self, stream: MessageStream, awake: _Wakefulness) -> None:
        while (message := await stream.receive()) is not None:
            await self.faults.gate()
            if isinstance(message, UnknownMessage):
                continue  # a newer daemon's word
            if isinstance(message, BadMessage):
                self._send([error_for(message)])
            elif message.address == "/bye":
                return
            elif message.address != "/error":
                self._reply(message, awake)
            await stream.drain()

    def _reply(self, message: Message, awake: _Wakefulness) -> None:
        now_s = asyncio.get_running_loop().time()
        replies = self._script.handle(message, awake.earliest_s(now_s))
        self._send(self._deltas.take())  # what a request made is told before the request is done
        if not replies:
            return
        if self.faults.strikes(Fault.DUPLICATE_REPLY):
            replies = [*replies, *replies]
        delay_s = self.faults.reply_delay_s()
        if delay_s:
            self._late.add(asyncio.get_running_loop().call_later(delay_s, self._send, replies))
        else:
            self._send(replies)

    async def _tick(self, awake: _Wakefulness) -> None:
        position_due_s = 0.0
        loop = asyncio.get_running_loop()
        while True:
            await self.faults.gate()
            awake.tick(loop.time())
            if self.session.transport.playing and loop.time() >= position_due_s:
                position_due_s = loop.time() + self._position_every_s
                self._deltas.touch_position()
            self._send(self._deltas.take() + self._script.meters())
            await asyncio.sleep(self._tick_s)

    def _send(self, messages: Sequence[Message]) -> None:
        if self._stream is None or not messages:
            return
        try:
            self._stream.send(*messages)
        except BadMessage:
            self._send_what_can_be(messages)

    def _send_what_can_be(self, messages: Sequence[Message]) -> None:
        """One message that the table does not allow (a name with a NUL) must not hold up the rest."""
        for message in messages:
            try:
                if self._stream is not None:
                    self._stream.send(message)
            except BadMessage as problem:
                log.warning("not sent: %s", problem.message)


def _let_in(answer: Message | BadMessage | None) -> bool:
    """Whether the daemon's first answer is a welcome. Raises HandshakeRefused, BadMessage."""
    if answer is None:
        return False
    if isinstance(answer, BadMessage):
        raise answer
    if answer.address == "/refused":
        code, message, hint = answer.args
        raise HandshakeRefused(message, hint, code)
    return answer.address == "/welcome"
