"""What happens with a controller's words: the desk is asked, and the sender is told."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable

from bridge.controllers.datagrams import Request, read_datagram, write_datagram
from bridge.controllers.desk import DeskCommands, Row, Rows
from bridge.controllers.limits import SENDERS_REMEMBERED, Address, Limits
from bridge.controllers.subscribers import Subscribers
from bridge.controllers.table import ROOT, VERBS, help_line
from bridge.model.errors import BadMessage, NotFound, SidemanError

log = logging.getLogger(__name__)

AT_ONCE = 32
"""Requests under way, of all senders together."""

Send = Callable[[bytes, Address], None]


class Surface:
    """Everything but the socket. A slow desk holds up no other request.

    feedback: whether anything is answered or told at all. It, ``subscribers.at_most`` and
    ``subscribers.feedback_hz`` may be changed while it runs.
    """

    def __init__(
        self,
        desk: DeskCommands,
        send: Send,
        *,
        max_subscribers: int = 16,
        feedback: bool = True,
        feedback_hz: float = 15.0,
    ) -> None:
        self.feedback = feedback
        self.subscribers = Subscribers(self._tell_changed, max_subscribers, feedback_hz)
        self._desk = desk
        self._send_bytes = send
        self._limits = Limits()
        self._lists: OrderedDict[Address, dict[int, str]] = OrderedDict()
        self._under_way: set[asyncio.Task[None]] = set()
        self._answers: dict[str, Callable[[Address, Request], Awaitable[str]]] = {
            "list": lambda sender, request: self._rows(sender, self._desk.list()),
            "suggest": lambda sender, request: self._rows(
                sender, self._desk.suggest(request.word, request.number)
            ),
            "next": lambda sender, request: self._rows(sender, self._desk.next()),
            "audition": lambda sender, request: self._one(sender, request, self._desk.audition),
            "accept": lambda sender, request: self._one(sender, request, self._desk.accept),
            "reject": lambda sender, request: self._one(sender, request, self._desk.reject),
            "undo": lambda sender, request: self._one(sender, request, self._desk.undo),
            "status": lambda sender, request: self._desk.status(),
            "ping": self._ping,
            "subscribe": self._subscribe,
            "unsubscribe": self._unsubscribe,
            "help": self._help,
        }

    def received(self, data: bytes, sender: Address) -> None:
        """A datagram came. Never raises."""
        if not self._allowed(sender):  # before it costs anything to read
            return
        try:
            requests = read_datagram(data)
        except BadMessage as problem:
            self._complain(sender, problem)
            return
        self.subscribers.heard(sender)
        for index, request in enumerate(requests):
            if index and not self._allowed(sender):
                return
            if isinstance(request, BadMessage):
                self._complain(sender, request)
            elif len(self._under_way) >= AT_ONCE:
                self._complain(sender, SidemanError("Sideman is busy.", "Wait for a reply.", "busy"))
            else:
                task = asyncio.get_running_loop().create_task(self._obey(sender, request))
                self._under_way.add(task)
                task.add_done_callback(self._under_way.discard)

    def _allowed(self, sender: Address) -> bool:
        allowed = self._limits.allows(sender, asyncio.get_running_loop().time())
        if not allowed:
            too_fast = SidemanError("That is too much at once.", "Send fewer messages.", "too_fast")
            self._complain(sender, too_fast)
        return allowed

    def changed(self, row: Row) -> None:
        """Tells the subscribers of a suggestion that is new or changed."""
        if self.feedback:
            self.subscribers.changed(row)

    async def aclose(self) -> None:
        """Gives up what is under way."""
        self.subscribers.close()
        for task in list(self._under_way):
            task.cancel()
        await asyncio.gather(*self._under_way, return_exceptions=True)

    async def _obey(self, sender: Address, request: Request) -> None:
        verb = request.verb.name
        try:
            text = await self._answers[verb](sender, request)
        except SidemanError as problem:
            self._reply(sender, "/reply", verb, 0, problem.message)
            self._reply(sender, "/error", problem.code, problem.message, problem.hint)
        except Exception:
            log.exception("%s failed", request.verb.address)
            self._reply(sender, "/reply", verb, 0, "It failed inside Sideman.")
            self._reply(
                sender, "/error", "internal", "It failed inside Sideman.", "See the log; this is a bug."
            )
        else:
            if text:
                self._reply(sender, "/reply", verb, 1, text)

    async def _rows(self, sender: Address, asked: Awaitable[Rows]) -> str:
        rows = await asked
        self._remember(sender, rows)
        for row in rows:
            self._reply(sender, "/suggestion", *_fields(row))
        self._reply(sender, "/list/end", len(rows))
        return f"{len(rows)} suggestions." if len(rows) != 1 else "1 suggestion."

    async def _one(self, sender: Address, request: Request, act: Callable[[str], Awaitable[Row]]) -> str:
        which = request.word
        if request.number:
            which = await self._numbered(sender, request.number)
        row = await act(which)
        return f"{row.title} is {row.status}."

    async def _numbered(self, sender: Address, number: int) -> str:
        """The id behind a number: of the list that this sender saw last, so that a desk that has
        changed since cannot slip another suggestion under its finger; else of the desk now."""
        if sender not in self._lists:
            self._remember(sender, await self._desk.list())
        try:
            return self._lists[sender][number]
        except KeyError:
            raise NotFound(f"There is no number {number} in the list.", f"{ROOT}/list shows it.") from None

    def _remember(self, sender: Address, rows: Rows) -> None:
        self._lists[sender] = {row.number: row.id for row in rows}
        self._lists.move_to_end(sender)
        while len(self._lists) > SENDERS_REMEMBERED:
            self._lists.popitem(last=False)

    async def _ping(self, sender: Address, request: Request) -> str:
        return request.word or (str(request.number) if request.number else "pong")

    async def _subscribe(self, sender: Address, request: Request) -> str:
        if request.number > 65_535:
            raise BadMessage(f"{request.number} is no port.", "Ports go from 1 to 65535.")
        told_at = self.subscribers.add(sender, request.number)
        return f"Changes are told at port {told_at[1]}."

    async def _unsubscribe(self, sender: Address, request: Request) -> str:
        if not self.subscribers.remove(sender, request.number):
            raise NotFound("You were not subscribed.", f"{ROOT}/subscribe does it.")
        return "No more changes are told."

    async def _help(self, sender: Address, request: Request) -> str:
        for verb in VERBS.values():
            self._reply(sender, "/reply", "help", 1, help_line(verb))
        return ""

    def _complain(self, sender: Address, problem: SidemanError) -> None:
        if self._limits.may_complain(sender, asyncio.get_running_loop().time()):
            self._reply(sender, "/error", problem.code, problem.message, problem.hint)

    def _tell_changed(self, address: Address, row: Row) -> None:
        self._send_bytes(write_datagram(f"{ROOT}/changed", _fields(row)), address)

    def _reply(self, sender: Address, what: str, *args: int | str) -> None:
        if self.feedback:
            self._send_bytes(write_datagram(ROOT + what, args), self.subscribers.reply_address(sender))


def _fields(row: Row) -> tuple[int | str, ...]:
    return (row.number, row.id, row.status, row.title, row.reason)
