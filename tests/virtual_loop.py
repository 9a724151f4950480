"""Virtual time for asyncio tests, and byte streams in memory that can be made to fail.

`run(coro)` runs a coroutine on a `VirtualLoop`: its clock stands still while anything is ready to
run and jumps to the next timer when nothing is, so that an hour of heartbeats takes milliseconds
and every run of a test is the same. Work given to threads (`asyncio.to_thread`) is done at once,
in line. Real sockets work, but virtual time does not wait for them.

    pair = FaultyPair(seed=7, delay_s=(0.0, 0.2), tiny=True)
    pair.left.write(b"...")            # what left writes, right reads
    pair.stall(8.0)                    # nothing arrives for eight seconds, then everything does
    pair.cut_after(1000)               # the connection breaks after 1,000 more bytes from left
    pair.cut()                         # the connection breaks now; what is on the way is lost
"""

from __future__ import annotations

import asyncio
import random
import selectors
from collections import deque
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

T = TypeVar("T")

DAY_S = 86_400.0
HIGH_WATER_BYTES = 262_144


class Stuck(AssertionError):
    """Nothing can happen any more, or virtual time ran past its limit."""


class _JumpingSelector(selectors.DefaultSelector):
    """Asks the system only for what is ready now; waiting is the virtual clock's business."""

    jump: Callable[[float], None]
    idle_guard_s: float

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0)
        if ready or timeout == 0:
            return ready
        if timeout is None:
            ready = super().select(self.idle_guard_s)
            if not ready:
                raise Stuck(f"Every task waits, and nothing came for {self.idle_guard_s} real seconds.")
            return ready
        self.jump(timeout)
        return []


class VirtualLoop(asyncio.SelectorEventLoop):
    """An event loop whose `time()` starts at 0 and jumps. ``limit_s``: virtual seconds after which
    the run counts as stuck. Exceptions that no one retrieved are kept in ``unhandled``."""

    def __init__(self, limit_s: float = DAY_S, idle_guard_s: float = 2.0) -> None:
        selector = _JumpingSelector()
        selector.jump, selector.idle_guard_s = self._jump, idle_guard_s
        self._now, self._limit_s = 0.0, limit_s
        self.unhandled: list[dict[str, Any]] = []
        super().__init__(selector)
        self._clock_resolution = 1e-9
        self.set_exception_handler(lambda _, context: self.unhandled.append(context))

    def time(self) -> float:
        return self._now

    def stand_still(self, seconds: float) -> None:
        """As when the laptop sleeps: nothing runs, and then it is later."""
        self._jump(seconds)

    def _jump(self, seconds: float) -> None:
        self._now += seconds
        if self._now > self._limit_s:
            raise Stuck(f"The test did not end within {self._limit_s:g} virtual seconds.")

    def run_in_executor(self, executor: Any, func: Callable[..., Any], *args: Any) -> asyncio.Future[Any]:  # type: ignore[override]
        future = self.create_future()
        try:
            future.set_result(func(*args))
        except Exception as problem:
            future.set_exception(problem)
        return future


def run(coro: Coroutine[Any, Any, T], limit_s: float = DAY_S) -> T:
    """The coroutine's result, in virtual time. Raises what it raises, `Stuck`, or AssertionError
    when something failed in the background and nobody looked."""
    loop = VirtualLoop(limit_s)
    with asyncio.Runner(loop_factory=lambda: loop) as runner:
        result = runner.run(coro)
    assert not loop.unhandled, f"failed in the background: {loop.unhandled}"
    return result


class _Pipe:
    """One direction: what is written comes out in order, as late and as cut up as was asked for."""

    def __init__(self, pair: FaultyPair) -> None:
        self._pair = pair
        self._posted: deque[tuple[float, bytes]] = deque()
        self._arrived: deque[bytes] = deque()
        self._changed = asyncio.Event()
        self._last_due_s = 0.0
        self._timer: asyncio.TimerHandle | None = None
        self.in_flight_bytes = 0
        self.closed = False
        self.budget: int | None = None  # bytes until the connection is cut

    def write(self, data: bytes) -> None:
        if self.closed or self._pair.broken:
            return
        if self.budget is not None and len(data) >= self.budget:
            data, self.budget = data[: self.budget], 0
        elif self.budget is not None:
            self.budget -= len(data)
        for piece in self._pair.pieces(data):
            self.in_flight_bytes += len(piece)
            self._post(piece)
        if self.budget == 0:
            self._pair.cut()

    def _post(self, piece: bytes) -> None:
        loop = asyncio.get_running_loop()
        self._last_due_s = max(self._last_due_s, loop.time() + self._pair.delay())
        self._posted.append((self._last_due_s, piece))
        self._release()

    def _release(self) -> None:
        """Lets arrive what is due, and comes back for the rest (timers of one moment keep no order)."""
        loop = asyncio.get_running_loop()
        while self._posted:
            due_s = max(self._posted[0][0], self._pair.stalled_until_s)
            if due_s > loop.time():
                if self._timer is None:
                    self._timer = loop.call_at(due_s, self._come_back)
                return
            self._arrived.append(self._posted.popleft()[1])
            self._changed.set()

    def _come_back(self) -> None:
        self._timer = None
        self._release()

    async def read(self) -> bytes:
        while not self._arrived:
            if self._pair.broken:
                raise ConnectionResetError("The connection was cut.")
            if self.closed and not self.in_flight_bytes:
                return b""
            self._changed.clear()
            await self._changed.wait()
        data = self._arrived.popleft() if self._pair.tiny else b"".join(self._arrived)
        if not self._pair.tiny:
            self._arrived.clear()
        self.in_flight_bytes -= len(data)
        self._changed.set()
        return data

    async def drain(self) -> None:
        while self.in_flight_bytes > HIGH_WATER_BYTES and not (self.closed or self._pair.broken):
            self._changed.clear()
            await self._changed.wait()
        if self._pair.broken:
            raise ConnectionResetError("The connection was cut.")

    def close(self) -> None:
        self.closed = True
        self._changed.set()

    def break_now(self) -> None:
        self._posted.clear()
        self._arrived.clear()
        self._changed.set()


class MemoryStream:
    """One end of a pair: a `bridge.daws.streams.ByteStream`."""

    def __init__(self, inbound: _Pipe, outbound: _Pipe) -> None:
        self.inbound, self.outbound = inbound, outbound

    async def read(self) -> bytes:
        return await self.inbound.read()

    def write(self, data: bytes) -> None:
        self.outbound.write(data)

    async def drain(self) -> None:
        await self.outbound.drain()

    async def close(self) -> None:
        self.inbound.close()
        self.outbound.close()


class FaultyPair:
    """Two joined `MemoryStream`s, ``left`` and ``right``, with seeded faults.

    delay_s: each piece comes that much later (lowest, highest), never overtaking another.
    tiny: writes are split at random bytes and read one piece at a time.
    """

    def __init__(self, seed: int = 0, delay_s: tuple[float, float] = (0.0, 0.0), tiny: bool = False) -> None:
        self._random = random.Random(seed)
        self.delay_s, self.tiny = delay_s, tiny
        self.broken = False
        self.stalled_until_s = 0.0
        self._to_right, self._to_left = _Pipe(self), _Pipe(self)
        self.left = MemoryStream(self._to_left, self._to_right)
        self.right = MemoryStream(self._to_right, self._to_left)

    def cut(self) -> None:
        """The connection breaks: both ends get ConnectionResetError, what was on the way is lost."""
        self.broken = True
        self._to_right.break_now()
        self._to_left.break_now()

    def cut_after(self, count: int, sender: str = "left") -> None:
        """The connection breaks once that end has written ``count`` (at least 1) more bytes."""
        (self._to_right if sender == "left" else self._to_left).budget = count

    def stall(self, seconds: float) -> None:
        """Nothing arrives at either end for so long; then all of it does, in order."""
        self.stalled_until_s = asyncio.get_running_loop().time() + seconds

    def delay(self) -> float:
        return self._random.uniform(*self.delay_s)

    def pieces(self, data: bytes) -> list[bytes]:
        if not self.tiny:
            return [data] if data else []
        found, start = [], 0
        while start < len(data):
            end = start + self._random.randint(1, 13)
            found.append(data[start:end])
            start = end
        return found


class MemoryPair(FaultyPair):
    """A pair without faults of its own (it can still be cut and stalled)."""

    def __init__(self) -> None:
        super().__init__()


class Exchange:
    """Where a script's ``dial`` ends up: each call makes a pair and hands its far end to ``accepted``.

    ``up`` False: nobody listens, dialling raises ConnectionRefusedError.
    """

    def __init__(self, make_pair: Callable[[], FaultyPair] = MemoryPair) -> None:
        self._make_pair = make_pair
        self.up = True
        self.pairs: list[FaultyPair] = []
        self.accepted: asyncio.Queue[MemoryStream] = asyncio.Queue()

    async def dial(self) -> MemoryStream:
        if not self.up:
            raise ConnectionRefusedError("Nobody listens.")
        pair = self._make_pair()
        self.pairs.append(pair)
        self.accepted.put_nowait(pair.right)
        return pair.left
