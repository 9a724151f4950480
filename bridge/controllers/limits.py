"""How much a sender may say: a token bucket for each, for as many senders as are remembered."""

from __future__ import annotations

from collections import OrderedDict

Address = tuple[str, int]

MESSAGES_A_SECOND = 40.0
BURST = 60.0
COMPLAINTS_EVERY_S = 1.0
SENDERS_REMEMBERED = 256


class _Sender:
    __slots__ = ("complained_s", "refilled_s", "tokens")

    def __init__(self, now_s: float) -> None:
        self.tokens = BURST
        self.refilled_s = now_s
        self.complained_s = now_s - COMPLAINTS_EVERY_S


class Limits:
    """Times are monotonic seconds."""

    def __init__(self) -> None:
        self._senders: OrderedDict[Address, _Sender] = OrderedDict()

    def allows(self, address: Address, now_s: float) -> bool:
        """Whether this sender may say one more message now."""
        sender = self._sender(address, now_s)
        refill = (now_s - sender.refilled_s) * MESSAGES_A_SECOND
        sender.tokens = min(BURST, sender.tokens + refill)
        sender.refilled_s = now_s
        if sender.tokens < 1:
            return False
        sender.tokens -= 1
        return True

    def may_complain(self, address: Address, now_s: float) -> bool:
        """Whether this sender may be told of another slip now: once a second."""
        sender = self._sender(address, now_s)
        if now_s - sender.complained_s < COMPLAINTS_EVERY_S:
            return False
        sender.complained_s = now_s
        return True

    def _sender(self, address: Address, now_s: float) -> _Sender:
        sender = self._senders.setdefault(address, _Sender(now_s))
        self._senders.move_to_end(address)
        while len(self._senders) > SENDERS_REMEMBERED:
            self._senders.popitem(last=False)
        return sender
