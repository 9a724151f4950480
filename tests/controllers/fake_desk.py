"""A desk that keeps what it was asked, and answers from a list of rows."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from pythonosc.osc_message import OscMessage
from pythonosc.osc_message_builder import OscMessageBuilder

from bridge.controllers.desk import Row, Rows
from bridge.controllers.limits import Address
from bridge.controllers.surface import Surface
from bridge.model.errors import NotFound

PAD: Address = ("127.0.0.1", 9000)


def three_ideas() -> list[Row]:
    return [
        Row(1, "s-aa", "proposed", "I–V–vi–IV in C major", "It follows the bass."),
        Row(2, "s-bb", "auditioning", "Walking bass", "It leads into the chorus."),
        Row(3, "s-cc", "proposed", "Half-time beat", "It leaves room."),
    ]


class FakeDesk:
    def __init__(self) -> None:
        self.rows = three_ideas()
        self.asked: list[tuple[object, ...]] = []
        self.takes_s = 0.0
        self.problem: Exception | None = None

    async def _asked(self, *what: object) -> None:
        self.asked.append(what)
        await asyncio.sleep(self.takes_s)
        if self.problem is not None:
            raise self.problem

    async def list(self) -> Rows:
        await self._asked("list")
        return self.rows

    async def suggest(self, kind: str, count: int) -> Rows:
        await self._asked("suggest", kind, count)
        return self.rows[: count or 3]

    async def next(self) -> Rows:
        await self._asked("next")
        return self.rows

    async def status(self) -> str:
        await self._asked("status")
        return "Night Bus is open in the studio."

    async def _move(self, verb: str, which: str, status: str) -> Row:
        await self._asked(verb, which)
        found = next((row for row in self.rows if row.id == (which or "s-bb")), None)
        if found is None:
            raise NotFound(f"There is no suggestion {which}.", "List them.")
        return replace(found, status=status)

    async def audition(self, which: str) -> Row:
        return await self._move("audition", which, "auditioning")

    async def accept(self, which: str) -> Row:
        return await self._move("accept", which, "committed")

    async def reject(self, which: str) -> Row:
        return await self._move("reject", which, "rejected")

    async def undo(self, which: str) -> Row:
        return await self._move("undo", which, "undone")


class Bench:
    """A surface without a socket, and what it sent: (to whom, address, arguments)."""

    def __init__(self, **options: object) -> None:
        self.desk = FakeDesk()
        self.sent: list[tuple[Address, str, tuple[object, ...]]] = []
        self.surface = Surface(self.desk, self._send, **options)  # type: ignore[arg-type]

    def _send(self, data: bytes, address: Address) -> None:
        message = OscMessage(data)
        self.sent.append((address, message.address, tuple(message.params)))

    async def says(
        self, address: str, *args: object, sender: Address = PAD, wait_s: float = 0.05
    ) -> list[tuple[str, tuple[object, ...]]]:
        """Sends one message and gives what came back to this sender."""
        count = len(self.sent)
        self.surface.received(datagram(address, *args), sender)
        await asyncio.sleep(wait_s)
        return [(address, args) for to, address, args in self.sent[count:]]

    def heard(self, address: str) -> list[tuple[object, ...]]:
        return [args for _, said, args in self.sent if said == address]


def datagram(address: str, *args: object) -> bytes:
    builder = OscMessageBuilder(address=address)
    for value in args:
        builder.add_arg(value)  # type: ignore[arg-type]
    built: bytes = builder.build().dgram
    return built
