"""The tests' own clock and streams: if these lie, every other test does."""

from __future__ import annotations

import asyncio
import time

import pytest

from bridge.daws.streams import MessageStream
from bridge.osc.codec import Message
from tests.virtual_loop import Exchange, FaultyPair, MemoryPair, Stuck, run


def test_an_hour_of_waiting_takes_no_time_and_ends_at_the_hour() -> None:
    async def wait() -> float:
        for _ in range(3_600):
            await asyncio.sleep(1.0)
        return asyncio.get_running_loop().time()

    started = time.perf_counter()
    assert run(wait()) == pytest.approx(3_600.0)
    assert time.perf_counter() - started < 5


def test_timers_fire_in_the_order_of_their_deadlines_at_exactly_those() -> None:
    async def schedule() -> list[tuple[str, float]]:
        loop, fired = asyncio.get_running_loop(), []
        for name, due in (("late", 2.5), ("early", 0.25), ("middle", 1.0)):
            loop.call_at(due, lambda name=name: fired.append((name, loop.time())))
        await asyncio.sleep(3)
        return fired

    assert run(schedule()) == [("early", 0.25), ("middle", 1.0), ("late", 2.5)]


def test_timeouts_pass_in_virtual_time() -> None:
    async def wait() -> None:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(asyncio.Event().wait(), 600)
        assert asyncio.get_running_loop().time() == 600

    run(wait())


def test_a_run_that_can_never_end_is_reported_as_stuck() -> None:
    async def tick_for_ever() -> None:
        while True:
            await asyncio.sleep(1)

    with pytest.raises(Stuck, match="100 virtual seconds"):
        run(tick_for_ever(), limit_s=100)


def test_a_failure_in_the_background_fails_the_test() -> None:
    async def leave_a_failing_callback() -> None:
        asyncio.get_running_loop().call_soon(lambda: 1 / 0)
        await asyncio.sleep(1)

    with pytest.raises(AssertionError, match="ZeroDivisionError"):
        run(leave_a_failing_callback())


def test_messages_survive_being_delivered_late_and_in_tiny_pieces() -> None:
    sent = [Message("/pong", (number,)) for number in range(200)]

    async def talk() -> list[object]:
        pair = FaultyPair(seed=3, delay_s=(0, 0.5), tiny=True)
        MessageStream(pair.left).send(*sent)
        reader = MessageStream(pair.right)
        received = [await reader.receive() for _ in sent]
        await pair.left.close()
        assert await reader.receive() is None
        return received

    assert run(talk()) == sent


def test_a_cut_loses_what_is_on_the_way_and_breaks_both_ends() -> None:
    async def talk() -> None:
        pair = FaultyPair(delay_s=(1, 1))
        pair.cut_after(10)
        pair.left.write(b"12345678")
        pair.left.write(b"90 and more")
        for end in (pair.left, pair.right):
            with pytest.raises(ConnectionResetError):
                await end.read()
        pair.left.write(b"dropped")

    run(talk())


def test_a_stall_holds_everything_back_and_then_delivers_it_in_order() -> None:
    async def talk() -> None:
        pair = FaultyPair(delay_s=(0.1, 0.1))
        pair.left.write(b"before ")
        pair.stall(8)
        pair.left.write(b"during")
        assert await pair.right.read() == b"before during"
        assert asyncio.get_running_loop().time() == pytest.approx(8)

    run(talk())


def test_draining_waits_for_a_slow_reader() -> None:
    async def talk() -> None:
        pair = MemoryPair()
        pair.left.write(bytes(1_000_000))
        draining = asyncio.create_task(pair.left.drain())
        await asyncio.sleep(5)
        assert not draining.done()
        assert len(await pair.right.read()) == 1_000_000
        await draining

    run(talk())


def test_dialling_an_exchange_that_is_down_is_refused() -> None:
    async def dial() -> None:
        exchange = Exchange()
        near = await exchange.dial()
        near.write(b"hello")
        assert await (await exchange.accepted.get()).read() == b"hello"
        exchange.up = False
        with pytest.raises(ConnectionRefusedError):
            await exchange.dial()

    run(dial())
