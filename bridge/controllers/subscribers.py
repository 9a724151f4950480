"""Who hears of changes, and how fast."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable

from bridge.controllers.desk import Row
from bridge.controllers.limits import Address

PENDING_AT_MOST = 256


class Subscribers:
    """Tells every subscriber of changed rows, the newest state of each, at most ``feedback_hz`` a
    second. One subscriber more than ``at_most`` takes the place of the one heard from least lately.
    """

    def __init__(self, tell: Callable[[Address, Row], None], at_most: int, feedback_hz: float) -> None:
        self.at_most = at_most
        self.feedback_hz = feedback_hz
        self._tell = tell
        self._ports: OrderedDict[Address, Address] = OrderedDict()
        self._pending: OrderedDict[str, Row] = OrderedDict()
        self._timer: asyncio.TimerHandle | None = None
        self._told_s = float("-inf")

    def __len__(self) -> int:
        return len(self._ports)

    def add(self, sender: Address, port: int = 0) -> Address:
        """Subscribes a sender, at another port of its own if one is named; where it is told."""
        self._ports[sender] = (sender[0], port or sender[1])
        self.heard(sender)
        while len(self._ports) > self.at_most:
            self._ports.popitem(last=False)
        return self._ports[sender]

    def remove(self, sender: Address, port: int = 0) -> bool:
        """Whether it was subscribed; by its address, or by the port that it is told at."""
        told_at = (sender[0], port or sender[1])
        gone = [one for one, at in self._ports.items() if one == sender or at == told_at]
        for one in gone:
            del self._ports[one]
        return bool(gone)

    def heard(self, sender: Address) -> None:
        """This sender lives."""
        if sender in self._ports:
            self._ports.move_to_end(sender)

    def reply_address(self, sender: Address) -> Address:
        """Where answers to a sender go: the port that it subscribed, or where it sent from."""
        return self._ports.get(sender, sender)

    def changed(self, row: Row) -> None:
        """A row is new or changed."""
        if not self._ports:
            return
        self._pending[row.id] = row
        while len(self._pending) > PENDING_AT_MOST:
            self._pending.popitem(last=False)
        if self._timer is None:
            loop = asyncio.get_running_loop()
            due_s = max(loop.time(), self._told_s + 1 / self.feedback_hz)
            self._timer = loop.call_at(due_s, self._flush)

    def close(self) -> None:
        self._ports.clear()
        self._pending.clear()
        if self._timer is not None:
            self._timer.cancel()

    def _flush(self) -> None:
        loop = asyncio.get_running_loop()
        self._timer, self._told_s = None, loop.time()
        _, row = self._pending.popitem(last=False)
        for address in dict.fromkeys(self._ports.values()):
            self._tell(address, row)
        if self._pending:
            self._timer = loop.call_at(self._told_s + 1 / self.feedback_hz, self._flush)
