"""The pool: keeps warm workers, so that a generator that hangs or crashes costs one request and no more."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import deque
from collections.abc import AsyncIterator

from bridge.generation.checks import checked
from bridge.generation.spawning import Spawner, python_worker
from bridge.generation.worker import Worker
from bridge.model.errors import DeadlinePassed, GeneratorFailed, SidemanError
from generators.api import Candidate, Request
from generators.wire import Answered, Ask, Describe, Described, Failed, FromWorker, Listing, error_of, frame

log = logging.getLogger("sideman.generation")

START_DEADLINE_S = 30.0


class WorkerPool:
    """``workers`` processes, each answering one request at a time; the others are the warm spare.

    A worker that crashed, hung, talked nonsense or was left by a cancelled task is killed and replaced
    in the background, while the next request already goes to another one.
    """

    def __init__(
        self, spawn: Spawner | None = None, workers: int = 2, start_deadline_s: float = START_DEADLINE_S
    ) -> None:
        self._spawn = spawn or python_worker()
        self._wanted = workers
        self._start_deadline_s = start_deadline_s
        self._idle: deque[Worker] = deque()
        self._busy: set[Worker] = set()
        self._starting: set[asyncio.Task[None]] = set()
        self._killing: set[asyncio.Task[None]] = set()
        self._listings: tuple[Listing, ...] = ()
        self._start_failure: SidemanError | None = None
        self._changed = asyncio.Condition()
        self._closed = False

    async def start(self) -> None:
        """Starts the workers and waits for the first. Raises GeneratorFailed when none comes up."""
        self._refill()
        async with self._lent():
            pass

    async def aclose(self) -> None:
        """Ends all workers; running requests fail."""
        self._closed = True
        for task in self._starting:
            task.cancel()
        await asyncio.gather(*self._starting, return_exceptions=True)
        for worker in (*self._idle, *self._busy):
            await worker.kill()
        self._idle.clear()
        await asyncio.gather(*self._killing)
        await self._tell()

    async def describe(self) -> tuple[Listing, ...]:
        """Every generator that was found, with its state. Raises GeneratorFailed."""
        if not self._listings:
            async with self._lent():
                pass
        return self._listings

    async def generate(
        self, generator_name_or_kind: str, request: Request, deadline_s: float
    ) -> list[Candidate]:
        """Different candidates, all within the request's range and length, at most ``request.count``.

        Raises DeadlinePassed, GeneratorFailed, and what the generator itself raised (NotFound,
        BadInput, ...) with its code, message and hint.
        """
        outgoing = frame(Ask(generator_name_or_kind, request))
        try:
            async with asyncio.timeout(deadline_s), self._lent() as worker:
                reply = await worker.ask(outgoing)
        except TimeoutError:
            raise DeadlinePassed(
                f"{generator_name_or_kind!r} had no answer within {deadline_s:g} seconds and was stopped.",
                "Ask for fewer bars or candidates, or try another seed.",
            ) from None
        return checked(_candidates(reply), request)

    @contextlib.asynccontextmanager
    async def _lent(self) -> AsyncIterator[Worker]:
        """A worker for one request; kept when the block ends well, killed and replaced otherwise."""
        worker = await self._take()
        try:
            yield worker
        except BaseException:
            self._busy.discard(worker)
            self._drop(worker)
            raise
        self._busy.discard(worker)
        if self._closed:
            self._drop(worker)
        else:
            self._idle.append(worker)
        await self._tell()

    async def _take(self) -> Worker:
        async with self._changed:
            while True:
                if self._closed:
                    raise GeneratorFailed("The generators are shut down.", code="pool_closed")
                while self._idle:
                    worker = self._idle.popleft()
                    if worker.alive:
                        self._busy.add(worker)
                        return worker
                    self._drop(worker)
                self._raise_start_failure()
                if not self._start_failure:
                    self._refill()
                await self._changed.wait()

    def _raise_start_failure(self) -> None:
        """Tells one caller that no worker could be started; the next one makes the pool try again."""
        if self._start_failure and not self._starting and not self._busy:
            failure, self._start_failure = self._start_failure, None
            raise failure

    def _drop(self, worker: Worker) -> None:
        """Kills in the background, so that a caller with a deadline does not wait for the funeral."""
        task = asyncio.create_task(worker.kill())
        self._killing.add(task)
        task.add_done_callback(self._killing.discard)
        if not self._closed:
            self._refill()

    def _refill(self) -> None:
        missing = self._wanted - len(self._idle) - len(self._busy) - len(self._starting)
        for _ in range(missing):
            task = asyncio.create_task(self._start_one())
            self._starting.add(task)

    async def _start_one(self) -> None:
        """Starts a worker and has it load every generator, so that it is warm when it is needed."""
        task = asyncio.current_task()
        assert task is not None
        try:
            async with asyncio.timeout(self._start_deadline_s):
                worker = await Worker.start(self._spawn)
                self._listings = await _described(worker)
            self._start_failure = None
            self._idle.append(worker)
        except TimeoutError:
            self._start_failure = DeadlinePassed(
                f"The generators did not load within {self._start_deadline_s:g} seconds.",
                "A generator from another package may be stuck; switch it off in the settings.",
            )
        except SidemanError as failure:
            log.warning("a worker did not start: %s", failure)
            self._start_failure = failure
        finally:
            self._starting.discard(task)
            await self._tell()

    async def _tell(self) -> None:
        async with self._changed:
            self._changed.notify_all()


async def _described(worker: Worker) -> tuple[Listing, ...]:
    try:
        reply = await worker.ask(frame(Describe()))
        if isinstance(reply, Described):
            return reply.generators
        raise GeneratorFailed("The generators' process does not say what it holds.", code="worker_garbled")
    except BaseException:
        await worker.kill()
        raise


def _candidates(reply: FromWorker) -> tuple[Candidate, ...]:
    match reply:
        case Answered(candidates):
            return candidates
        case Failed():
            raise error_of(reply)
    raise GeneratorFailed("The generators' process answered another question.", code="worker_garbled")
