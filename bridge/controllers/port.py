"""The UDP socket of the controllers, on 127.0.0.1 only."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
from typing import Any, cast

from bridge.controllers.desk import DeskCommands, Row
from bridge.controllers.limits import Address
from bridge.controllers.surface import Surface

log = logging.getLogger(__name__)

HOST = "127.0.0.1"
RECEIVE_BUFFER_BYTES = 4 * 1024 * 1024
"""The system's own is so small that a burst during a pause of 100 ms is mostly lost."""


class ControllerPort(asyncio.DatagramProtocol):
    """Made by `open_port`. ``surface`` is what it serves; ``number`` its UDP port."""

    def __init__(self, desk: DeskCommands, **options: Any) -> None:
        self.surface = Surface(desk, self._send, **options)
        self.number = 0
        self._transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.DatagramTransport, transport)
        self.number = transport.get_extra_info("sockname")[1]

    def datagram_received(self, data: bytes, addr: tuple[str | Any, int]) -> None:
        self.surface.received(data, (addr[0], addr[1]))

    def error_received(self, exc: Exception) -> None:
        log.debug("a controller is not listening: %s", exc)

    def changed(self, row: Row) -> None:
        """Tells the subscribers of a suggestion that is new or changed."""
        self.surface.changed(row)

    async def aclose(self) -> None:
        """Closes the socket and gives up what is under way."""
        await self.surface.aclose()
        if self._transport is not None:
            self._transport.close()

    def _send(self, data: bytes, address: Address) -> None:
        if self._transport is not None and not self._transport.is_closing():
            self._transport.sendto(data, address)


async def open_port(
    desk: DeskCommands,
    port: int = 9127,
    *,
    max_subscribers: int = 16,
    feedback: bool = True,
    feedback_hz: float = 15.0,
) -> ControllerPort:
    """Listens on a UDP port of 127.0.0.1 (0: any free one). Raises OSError when it is taken.

    feedback_hz: at most so many /sideman/changed a second.
    """
    listening = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    try:
        listening.setblocking(False)
        with contextlib.suppress(OSError):  # the system may allow less, or nothing
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER_BYTES)
        listening.bind((HOST, port))
    except OSError:
        listening.close()
        raise
    options = {"max_subscribers": max_subscribers, "feedback": feedback, "feedback_hz": feedback_hz}
    _, protocol = await asyncio.get_running_loop().create_datagram_endpoint(
        lambda: ControllerPort(desk, **options), sock=listening
    )
    return protocol
