"""A face's line to the daemon: asks a command, gets the answer."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from bridge import __version__
from bridge.daemon.runfile import RunFile, read_run_file
from bridge.daws.handshake import client_hello
from bridge.daws.streams import MessageStream, connect_tcp
from bridge.model.errors import BadMessage, DaemonAbsent, HandshakeRefused, error_from_wire
from bridge.osc.codec import Message


class DaemonClient:
    """One connection. Use `connect_client`; ask as often as wanted; then `close`."""

    def __init__(self, stream: MessageStream, on_notice: Callable[[str, Any], None] | None = None) -> None:
        self._stream = stream
        self._on_notice = on_notice or (lambda topic, value: None)
        self._numbers = itertools.count(1)
        self._waiting: dict[str, asyncio.Future[Any]] = {}
        self._parts: dict[str, list[str]] = {}
        self._listening = asyncio.create_task(self._listen())

    async def ask(self, command: str, **arguments: Any) -> Any:
        """The command's answer, plain JSON values. Raises the error that the daemon answered, or
        DaemonAbsent when it went away."""
        if self._listening.done():
            raise DaemonAbsent("Sideman has stopped.", "Start it again with sideman run.")
        request_id = f"ask-{next(self._numbers)}"
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._waiting[request_id] = future
        body = msgspec.json.encode(arguments).decode()
        try:
            self._stream.send(Message("/ask", (request_id, command, body)))
            return await future
        finally:
            self._waiting.pop(request_id, None)
            self._parts.pop(request_id, None)

    async def close(self) -> None:
        self._listening.cancel()
        await asyncio.gather(self._listening, return_exceptions=True)
        await self._stream.close()

    async def _listen(self) -> None:
        try:
            while (message := await self._stream.receive()) is not None:
                if not isinstance(message, BadMessage):
                    self._take(message)
        except (OSError, BadMessage):
            return
        finally:
            for future in self._waiting.values():
                if not future.done():
                    future.set_exception(DaemonAbsent("Sideman stopped before it answered.", "See its log."))

    def _take(self, message: Message) -> None:
        if message.address == "/notice":
            topic, body = message.args
            self._on_notice(topic, msgspec.json.decode(body))
            return
        future = self._waiting.get(message.args[0]) if message.args else None
        if future is None or future.done():
            return
        if message.address == "/failure":
            code, family, text, hint = message.args[1:]
            future.set_exception(error_from_wire(code, text, hint, family))
        elif message.address == "/error":
            future.set_exception(error_from_wire(*message.args[1:]))
        elif message.address == "/answer":
            request_id, part, parts, body = message.args
            pieces = self._parts.setdefault(request_id, [])
            pieces.append(body)
            if part + 1 == parts:
                future.set_result(msgspec.json.decode("".join(pieces)))


async def connect_client(
    run_file: Path, name: str = "cli", on_notice: Callable[[str, Any], None] | None = None
) -> DaemonClient:
    """Dials the daemon that the run file names. Raises DaemonAbsent, or HandshakeRefused."""
    run: RunFile = read_run_file(run_file)
    try:
        stream = MessageStream(await connect_tcp(run.port))
    except OSError:
        raise DaemonAbsent(
            f"Nobody answers on port {run.port}.", "Sideman may have been killed: start it with sideman run."
        ) from None
    stream.send(client_hello(name, __version__, run.token).message())
    answer = await stream.receive()
    if isinstance(answer, Message) and answer.address == "/welcome":
        return DaemonClient(stream, on_notice)
    await stream.close()
    if isinstance(answer, Message) and answer.address == "/refused":
        code, message, hint = answer.args
        raise HandshakeRefused(message, hint, code)
    raise DaemonAbsent(f"Port {run.port} is not Sideman's.", "Start it again with sideman run.")
