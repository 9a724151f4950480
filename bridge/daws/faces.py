"""One connected face (command line, panel): its questions and its subscriptions."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

import msgspec

from bridge.daws.handshake import Hello
from bridge.daws.streams import MessageStream
from bridge.model.errors import BadInput, BadMessage, SidemanError
from bridge.osc.chunks import text_chunks
from bridge.osc.codec import Message

log = logging.getLogger(__name__)

Answerer = Callable[[str, dict[str, Any]], Awaitable[Any]]
"""(command, arguments) -> a JSON value; raises SidemanError."""


class Face:
    """A client that was let in. Questions are answered side by side; a slow one holds up no other."""

    def __init__(self, face_id: str, hello: Hello, stream: MessageStream, answer: Answerer) -> None:
        self.id = face_id
        self.hello = hello
        self._stream = stream
        self._answer = answer
        self._tasks: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Serves the face until it goes; questions still open are cancelled then."""
        try:
            while (message := await self._stream.receive()) is not None:
                if isinstance(message, BadMessage):
                    self._stream.send(_error("", message))
                elif message.address == "/ask":
                    task = asyncio.create_task(self._serve(*message.args))
                    self._tasks.add(task)
                    task.add_done_callback(self._tasks.discard)
                elif message.address == "/bye":
                    break
        except (OSError, BadMessage) as problem:
            log.info("face %s: connection lost: %s", self.hello.host, problem)
        finally:
            for task in self._tasks:
                task.cancel()
            await self._stream.close()

    def notify(self, topic: str, value: Any) -> None:
        """Sends a notice: a short value that a face may show or pass over. One that is too long
        for a packet is dropped."""
        try:
            self._stream.send(Message("/notice", (topic, msgspec.json.encode(value).decode())))
        except BadMessage as problem:
            log.warning("a notice about %s was dropped: %s", topic, problem.message)

    async def close(self) -> None:
        self._stream.send(Message("/bye", ("the daemon stops",)))
        await self._stream.close()

    async def _serve(self, request_id: str, command: str, body: str) -> None:
        try:
            arguments = _arguments(body)
            text = msgspec.json.encode(await self._answer(command, arguments)).decode()
        except SidemanError as problem:
            self._stream.send(_failure(request_id, problem))
            return
        except Exception:
            log.exception("command %s failed", command)
            bug = SidemanError(f"{command} failed inside Sideman.", "See the log; this is a bug.", "internal")
            self._stream.send(_failure(request_id, bug))
            return
        pieces = text_chunks(text)
        for part, piece in enumerate(pieces):
            self._stream.send(Message("/answer", (request_id, part, len(pieces), piece)))
            await self._stream.drain()


def _arguments(body: str) -> dict[str, Any]:
    try:
        return msgspec.json.decode(body, type=dict[str, Any])
    except msgspec.DecodeError as problem:
        raise BadInput(f"The arguments are no JSON object ({problem}).") from None


def _failure(request_id: str, problem: SidemanError) -> Message:
    about = (problem.code, problem.family, problem.message, problem.hint)
    return Message("/failure", (request_id, *about))


def _error(request_id: str, problem: SidemanError) -> Message:
    return Message("/error", (request_id, problem.code, problem.message, problem.hint))
