"""Given generators that crash, hang and talk nonsense, when the musician asks, then one ask fails at most."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Awaitable, Callable

import pytest

from bridge.generation.pool import WorkerPool
from bridge.generation.spawning import environment, python_worker
from bridge.model.errors import BadInput, DeadlinePassed, GeneratorFailed, NotFound
from generators.api import Request
from generators.wire import LENGTH, Ask, Describe, Described, body_length, frame, read_from_worker

FAULTY = ("-m", "tests.generation.faulty_worker")
REQUEST = Request(kind="notes", count=3)
PATIENT_S = 30.0


def with_pool(story: Callable[[WorkerPool], Awaitable[None]], workers: int = 2) -> None:
    async def run() -> None:
        pool = WorkerPool(python_worker(FAULTY), workers)
        await pool.start()
        try:
            await story(pool)
        finally:
            await pool.aclose()

    asyncio.run(run())


async def works(pool: WorkerPool) -> None:
    found = await pool.generate("good", REQUEST, PATIENT_S)
    assert [candidate.title for candidate in found] == ["note 0", "note 1", "note 2"]


def test_a_good_generator_answers_by_name_and_by_kind() -> None:
    async def story(pool: WorkerPool) -> None:
        await works(pool)
        assert len(await pool.generate("notes", REQUEST, PATIENT_S)) > 0
        assert {one.name for one in await pool.describe()} >= {"good", "crash", "hang"}

    with_pool(story)


@pytest.mark.parametrize(
    ("generator", "code", "said"),
    [
        ("crash", "worker_crashed", "the roof is on fire"),
        ("garbage", "worker_garbled", "nonsense"),
        ("announce", "worker_garbled", "nonsense"),
        ("huge", "frame_too_long", "too much"),
        ("raise", "generator_failed", "ZeroDivisionError: one by nought"),
        ("quit", "generator_failed", "SystemExit"),
    ],
)
def test_a_fault_costs_one_ask(generator: str, code: str, said: str) -> None:
    async def story(pool: WorkerPool) -> None:
        with pytest.raises(GeneratorFailed) as failed:
            await pool.generate(generator, REQUEST, PATIENT_S)
        assert failed.value.code == code
        assert said in failed.value.message
        assert failed.value.hint
        await works(pool)

    with_pool(story)


def test_a_generator_that_hangs_is_stopped_at_its_deadline() -> None:
    async def story(pool: WorkerPool) -> None:
        with pytest.raises(DeadlinePassed) as failed:
            await pool.generate("hang", REQUEST, 0.05)
        assert "hang" in failed.value.message and failed.value.hint
        await works(pool)

    with_pool(story)


def test_a_cancelled_ask_frees_its_worker() -> None:
    async def story(pool: WorkerPool) -> None:
        before = (await pool.generate("pid", REQUEST, PATIENT_S))[0].title
        asking = asyncio.create_task(pool.generate("hang", REQUEST, PATIENT_S))
        await asyncio.sleep(0)  # lets the task take the only worker
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
        after = (await pool.generate("pid", REQUEST, PATIENT_S))[0].title
        assert before != after

    with_pool(story, workers=1)


def test_the_warm_spare_takes_the_next_ask_while_one_hangs() -> None:
    async def story(pool: WorkerPool) -> None:
        hanging = asyncio.create_task(pool.generate("hang", REQUEST, PATIENT_S))
        await asyncio.gather(*(works(pool) for _ in range(3)))
        hanging.cancel()
        with pytest.raises(asyncio.CancelledError):
            await hanging

    with_pool(story)


def test_errors_of_the_generator_keep_code_message_and_hint() -> None:
    async def story(pool: WorkerPool) -> None:
        with pytest.raises(BadInput) as refused:
            await pool.generate("refuse", REQUEST, PATIENT_S)
        error = refused.value
        assert (error.code, error.message, error.hint) == ("no_polka", "No polka here.", "Ask for a waltz.")
        with pytest.raises(NotFound):
            await pool.generate("polka", REQUEST, PATIENT_S)

    with_pool(story)


def test_what_a_generator_prints_is_not_mistaken_for_an_answer() -> None:
    async def story(pool: WorkerPool) -> None:
        assert len(await pool.generate("chatter", REQUEST, PATIENT_S)) == 3

    with_pool(story)


def test_answers_are_checked_before_anyone_sees_them() -> None:
    async def story(pool: WorkerPool) -> None:
        found = await pool.generate("too_many", REQUEST, PATIENT_S)
        assert [candidate.title for candidate in found] == ["lowest", "more 0", "more 1"]

    with_pool(story)


def test_a_request_that_cannot_be_sent_harms_nobody() -> None:
    async def story(pool: WorkerPool) -> None:
        before = (await pool.generate("pid", REQUEST, PATIENT_S))[0].title
        with pytest.raises(BadInput):
            await pool.generate("good", Request(kind="notes", parameters={"x": object()}), PATIENT_S)
        assert (await pool.generate("pid", REQUEST, PATIENT_S))[0].title == before

    with_pool(story, workers=1)


def test_a_worker_that_was_killed_from_outside_is_replaced() -> None:
    async def story(pool: WorkerPool) -> None:
        pid = int((await pool.generate("pid", REQUEST, PATIENT_S))[0].title)
        os.kill(pid, 9)
        for _ in range(2):  # the loop may notice the death before the next ask, or in the middle of it
            try:
                await works(pool)
            except GeneratorFailed as failed:
                assert failed.code == "worker_crashed"
        await works(pool)

    with_pool(story, workers=1)


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (("-c", "raise SystemExit('no strings')"), "worker_crashed"),
        (("-c", "print('hello')"), "worker_garbled"),
    ],
)
def test_a_process_that_does_not_come_up_is_told(command: tuple[str, str], code: str) -> None:
    async def run() -> None:
        pool = WorkerPool(python_worker(command), workers=1)
        for _ in range(2):
            with pytest.raises(GeneratorFailed) as failed:
                await pool.start()
            assert failed.value.code == code
        await pool.aclose()

    asyncio.run(run())


def test_a_python_that_is_gone_is_told() -> None:
    async def spawn() -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec("/nowhere/python")

    async def run() -> None:
        pool = WorkerPool(spawn, workers=1)
        with pytest.raises(GeneratorFailed) as failed:
            await pool.start()
        assert failed.value.code == "worker_not_started"
        await pool.aclose()

    asyncio.run(run())


def test_loading_that_never_ends_is_told() -> None:
    async def run() -> None:
        command = ("-c", "import threading; threading.Event().wait()")
        pool = WorkerPool(python_worker(command), workers=1, start_deadline_s=0.05)
        with pytest.raises(DeadlinePassed):
            await pool.start()
        await pool.aclose()

    asyncio.run(run())


def test_after_closing_nothing_runs_and_asking_is_refused() -> None:
    async def run() -> None:
        pool = WorkerPool(python_worker(FAULTY))
        await pool.start()
        pid = int((await pool.generate("pid", REQUEST, PATIENT_S))[0].title)
        asking = asyncio.create_task(pool.generate("hang", REQUEST, PATIENT_S))
        await asyncio.sleep(0)
        await pool.aclose()
        with pytest.raises(GeneratorFailed):
            await asking
        with pytest.raises(GeneratorFailed):
            await pool.generate("good", REQUEST, PATIENT_S)
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)

    asyncio.run(run())


def test_the_real_worker_makes_chords_and_the_daemon_stays_light() -> None:
    """In a fresh process, because this one has numpy loaded by other tests."""
    story = """
import asyncio, sys
from bridge.generation.pool import WorkerPool
from generators.api import Request

async def run():
    pool = WorkerPool(workers=1)
    await pool.start()
    assert [(one.name, one.state) for one in await pool.describe()][0] == ("chords", "ready")
    found = await pool.generate("chords", Request(kind="chords", count=2), 30)
    assert len(found) == 2 and found[0].details["chords"]
    await pool.aclose()

asyncio.run(run())
assert "numpy" not in sys.modules
"""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", story],
        env=environment(),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("busy", [False, True])
def test_a_worker_never_outlives_the_daemon(busy: bool) -> None:
    """Its standard input ends when the daemon is killed; then it goes, even in the middle of a request."""
    with subprocess.Popen(
        [sys.executable, *FAULTY],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment(),
    ) as worker:
        assert worker.stdin and worker.stdout
        worker.stdin.write(frame(Describe()))
        worker.stdin.flush()
        length = body_length(worker.stdout.read(LENGTH.size))
        assert isinstance(read_from_worker(worker.stdout.read(length)), Described)
        if busy:
            worker.stdin.write(frame(Ask("hang", REQUEST)))
        worker.stdin.close()
        assert worker.wait(timeout=20) == 0


def test_a_disabled_generator_is_told_to_the_worker() -> None:
    async def run() -> None:
        pool = WorkerPool(python_worker(disabled={"chords"}), workers=1)
        await pool.start()
        states = {one.name: one.state for one in await pool.describe()}
        assert states["chords"] == "disabled"
        await pool.aclose()

    asyncio.run(run())
