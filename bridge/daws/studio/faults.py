"""What can go wrong with a DAW, made to go wrong on purpose.

A fault strikes when it was armed (`arm`), or by chance with a seeded random. Without either the
studio is faultless.
"""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from enum import StrEnum

from bridge.model.changes import Change, CreateClip, ReplaceClip


class Fault(StrEnum):
    DROP_BEFORE_APPLY = "drop before apply"  # the connection ends, nothing was made
    DROP_AFTER_APPLY = "drop after apply"  # all was made, the answer is lost
    CRASH_IN_APPLY = "crash in apply"  # the studio is started again half-way, nothing was made
    HALF_NOTES = "half the notes"  # half of the notes are kept, and success is answered
    DUPLICATE_REPLY = "duplicate reply"
    DELAY_REPLY = "delay reply"


class ConnectionDropped(Exception):
    """The studio lets go of its connection."""


class StudioCrashed(Exception):
    """The studio dies; another life of it begins."""


class Faults:
    """``chances``: how likely each fault is, each time that it could strike (0..1).
    ``delay_s``: how late a delayed reply is, lowest and highest."""

    def __init__(
        self,
        seed: int = 0,
        chances: Mapping[Fault, float] | None = None,
        delay_s: tuple[float, float] = (0.1, 2.0),
    ) -> None:
        self._random = random.Random(seed)
        self._chances = dict(chances or {})
        self._armed: Counter[Fault] = Counter()
        self._delay_s = delay_s
        self._stalled_until_s = 0.0
        self.struck: Counter[Fault] = Counter()

    def arm(self, fault: Fault, times: int = 1) -> None:
        """The fault strikes at the next so many chances."""
        self._armed[fault] += times

    def stall(self, seconds: float) -> None:
        """The studio neither reads nor writes for so long, as while a menu is open."""
        self._stalled_until_s = asyncio.get_running_loop().time() + seconds

    def be_good(self) -> None:
        """No more faults from now on; a stall that has begun goes on to its end."""
        self._chances.clear()
        self._armed.clear()

    async def gate(self) -> None:
        """Waits while the studio is stalled."""
        loop = asyncio.get_running_loop()
        while loop.time() < self._stalled_until_s:
            await asyncio.sleep(self._stalled_until_s - loop.time())

    def strikes(self, fault: Fault) -> bool:
        """Whether it strikes now."""
        armed = self._armed[fault] > 0
        self._armed[fault] -= int(armed)
        chance = self._chances.get(fault, 0.0)
        if armed or (chance and self._random.random() < chance):
            self.struck[fault] += 1
            return True
        return False

    def reply_delay_s(self) -> float:
        return self._random.uniform(*self._delay_s) if self.strikes(Fault.DELAY_REPLY) else 0.0

    def spoil(self, changes: Sequence[Change]) -> list[Change]:
        """The changes as a DAW that loses notes would make them."""
        return [
            replace(change, notes=change.notes[: len(change.notes) // 2])
            if isinstance(change, CreateClip | ReplaceClip) and self.strikes(Fault.HALF_NOTES)
            else change
            for change in changes
        ]

    def crash_point(self, changes: Sequence[Change]) -> int:
        """Before which change the studio crashes; -1 for none."""
        return len(changes) // 2 if changes and self.strikes(Fault.CRASH_IN_APPLY) else -1
