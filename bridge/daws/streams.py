"""Byte streams and message streams.

A transport gives a `ByteStream`; `MessageStream` puts framing and codec on top. Everything above
this file is the same for TCP, for a pair of files and for the memory pairs of the tests.
"""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Protocol

from bridge.model.errors import BadMessage
from bridge.osc.codec import Message, decode, encode
from bridge.osc.framing import Deframer, frame


class ByteStream(Protocol):
    """A reliable, ordered stream of bytes in both directions."""

    async def read(self) -> bytes:
        """The next bytes, b"" when the other side has closed. Raises OSError when it broke."""

    def write(self, data: bytes) -> None:
        """Queues bytes; never blocks. Bytes written after a close are dropped."""

    async def drain(self) -> None:
        """Waits until the queue is short enough to go on writing."""

    async def close(self) -> None:
        """Closes both directions; calling it again does nothing."""


class TcpStream:
    """A `ByteStream` over an asyncio TCP connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    async def read(self) -> bytes:
        return await self._reader.read(65_536)

    def write(self, data: bytes) -> None:
        if not self._writer.is_closing():
            self._writer.write(data)

    async def drain(self) -> None:
        await self._writer.drain()

    async def close(self) -> None:
        self._writer.close()
        try:
            await self._writer.wait_closed()
        except OSError:
            return


async def connect_tcp(port: int, host: str = "127.0.0.1") -> TcpStream:
    """Dials the daemon. Raises OSError when nobody listens."""
    return TcpStream(*await asyncio.open_connection(host, port))


class MessageStream:
    """Messages over a `ByteStream`."""

    def __init__(self, stream: ByteStream) -> None:
        self._stream = stream
        self._deframer = Deframer()
        self._ready: deque[Message | BadMessage] = deque()

    async def receive(self) -> Message | BadMessage | None:
        """The next message; None at the end.

        A packet that is framed well but not allowed comes as the error itself, so that the caller
        can answer it and go on. Raises BadMessage when the framing is broken (close then), and
        OSError when the stream broke.
        """
        while not self._ready:
            data = await self._stream.read()
            if not data:
                return None
            self._ready.extend(_decode_or_error(packet) for packet in self._deframer.feed(data))
        return self._ready.popleft()

    def send(self, *messages: Message) -> None:
        """Queues messages as one write. Raises BadMessage when the table does not allow one."""
        self._stream.write(b"".join(frame(encode(message)) for message in messages))

    async def drain(self) -> None:
        await self._stream.drain()

    async def close(self) -> None:
        await self._stream.close()


def _decode_or_error(packet: bytes) -> Message | BadMessage:
    try:
        return decode(packet)
    except BadMessage as problem:
        return problem
