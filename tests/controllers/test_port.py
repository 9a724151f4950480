"""The real UDP socket, with the real programs that musicians' controllers are built on."""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any

import pytest
from pythonosc.osc_message import OscMessage
from pythonosc.udp_client import SimpleUDPClient

from bridge.controllers.port import ControllerPort, open_port
from tests.controllers.fake_desk import FakeDesk


@asynccontextmanager
async def listening(**options: Any) -> AsyncIterator[tuple[FakeDesk, ControllerPort]]:
    desk = FakeDesk()
    port = await open_port(desk, 0, **options)
    try:
        yield desk, port
    finally:
        await port.aclose()
        await asyncio.sleep(0)


def within(coro: Coroutine[Any, Any, None], seconds: float = 10) -> None:
    asyncio.run(asyncio.wait_for(coro, seconds))


class Pad:
    """A controller with a socket of its own."""

    def __init__(self, port: int) -> None:
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.socket.setblocking(False)
        self.client = SimpleUDPClient("127.0.0.1", port)
        self.client._sock.close()
        self.client._sock = self.socket

    @property
    def port(self) -> int:
        number: int = self.socket.getsockname()[1]
        return number

    async def hears(self) -> tuple[object, ...]:
        message = OscMessage(await asyncio.get_running_loop().sock_recv(self.socket, 9216))
        return (message.address, *message.params)

    def __enter__(self) -> Pad:
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()


def test_a_pad_asks_accepts_and_follows() -> None:
    async def play() -> None:
        async with listening() as (desk, port):
            with Pad(port.number) as pad:
                pad.client.send_message("/sideman/suggest", ["bass", 2])
                heard = [await pad.hears() for _ in range(4)]
                assert [message[0] for message in heard] == [
                    "/sideman/suggestion",
                    "/sideman/suggestion",
                    "/sideman/list/end",
                    "/sideman/reply",
                ]
                pad.client.send_message("/sideman/accept", 2)
                assert await pad.hears() == ("/sideman/reply", "accept", 1, "Walking bass is committed.")
                pad.client.send_message("/sideman/accept", 1.0)
                pad.client.send_message("/sideman/accept", 0.0)
                await pad.hears()
                pad.client.send_message("/sideman/subscribe", [])
                await pad.hears()
                port.changed(desk.rows[0])
                assert (await pad.hears())[:3] == ("/sideman/changed", 1, "s-aa")
                assert desk.asked == [("suggest", "bass", 2), ("accept", "s-bb"), ("accept", "")]

    within(play())


def test_it_listens_on_this_computer_only() -> None:
    async def play() -> None:
        async with listening() as (_, port):
            assert port._transport is not None
            assert port._transport.get_extra_info("sockname")[0] == "127.0.0.1"

    within(play())


def test_a_port_that_is_taken_says_so() -> None:
    async def play() -> None:
        async with listening() as (desk, port):
            with pytest.raises(OSError, match=r"in use|normally permitted"):
                await open_port(desk, port.number)

    within(play())


def test_answers_to_a_pad_that_is_gone_do_no_harm() -> None:
    async def play() -> None:
        async with listening() as (_, port):
            with Pad(port.number) as gone:
                gone.client.send_message("/sideman/subscribe", [])
                await gone.hears()
            for _ in range(5):
                port.changed(FakeDesk().rows[0])
                await asyncio.sleep(0)
            with Pad(port.number) as pad:
                pad.client.send_message("/sideman/ping", 7)
                assert await pad.hears() == ("/sideman/reply", "ping", 1, "7")

    within(play())


def test_a_burst_while_the_daemon_is_busy_is_not_lost() -> None:
    """The socket keeps what comes while nobody reads; the limit for one sender is another matter."""

    async def play() -> None:
        async with listening() as (_, port):
            received: list[bytes] = []
            port.surface.received = lambda data, sender: received.append(data)  # type: ignore[method-assign]
            assert port._transport is not None
            sock = port._transport.get_extra_info("socket")
            if sock.getsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF) < 2_000_000:
                pytest.skip("THE SYSTEM ALLOWS ONLY SMALL SOCKET BUFFERS (net.core.rmem_max)")
            with Pad(port.number) as pad:
                for number in range(1000):
                    pad.client.send_message("/sideman/ping", number)
                while len(received) < 1000:
                    await asyncio.sleep(0.001)

    within(play())


def liblo(name: str) -> str:
    """The path of liblo's program. Without it the test is skipped loudly, and fails in CI."""
    found = shutil.which(name)
    if found is None:
        reason = f"{name.upper()} IS MISSING, so nothing was tested with it. Try: apt install liblo-tools"
        if os.environ.get("CI") == "true":
            pytest.fail(reason, pytrace=False)
        pytest.skip(reason)
    return found


async def oscsend(port: int, *words: str) -> None:
    program = await asyncio.create_subprocess_exec(liblo("oscsend"), "127.0.0.1", str(port), *words)
    assert await program.wait() == 0


@pytest.mark.system
def test_oscsend_reaches_the_desk() -> None:
    async def play() -> None:
        async with listening() as (desk, port):
            await oscsend(port.number, "/sideman/suggest", "si", "bass", "2")
            await oscsend(port.number, "/sideman/accept", "i", "3")
            await oscsend(port.number, "/sideman/audition", "f", "1.0")
            await oscsend(port.number, "/sideman/audition", "f", "0.0")
            await oscsend(port.number, "/sideman/undo", "T")
            await oscsend(port.number, "/sideman/reject", "N")
            await oscsend(port.number, "/sideman/list", "F")
            while len(desk.asked) < 6:
                await asyncio.sleep(0.005)
            assert desk.asked == [
                ("suggest", "bass", 2),
                ("list",),
                ("accept", "s-cc"),
                ("audition", ""),
                ("undo", ""),
                ("reject", ""),
            ]

    within(play())


@pytest.mark.system
def test_oscdump_shows_replies_and_changes_at_the_port_that_subscribed() -> None:
    async def play() -> None:
        with Pad(9) as probe:
            free = probe.port
        dump = await asyncio.create_subprocess_exec(
            liblo("oscdump"), "-L", str(free), stdout=asyncio.subprocess.PIPE
        )
        assert dump.stdout is not None
        try:
            async with listening() as (desk, port):
                lines: list[str] = []
                while not lines:  # until oscdump listens
                    await oscsend(port.number, "/sideman/subscribe", "i", str(free))
                    try:
                        lines.append((await asyncio.wait_for(dump.stdout.readline(), 0.5)).decode())
                    except TimeoutError:
                        continue
                assert "/sideman/reply sis" in lines[0] and "subscribe" in lines[0]
                port.changed(desk.rows[2])
                while "/sideman/changed" not in lines[-1]:
                    lines.append((await dump.stdout.readline()).decode())
                assert '/sideman/changed issss 3 "s-cc" "proposed" "Half-time beat"' in lines[-1]
        finally:
            dump.kill()
            await dump.wait()

    within(play())
