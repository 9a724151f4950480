"""A pad beside the desk: what it says, what it hears, and what it cannot break."""

from __future__ import annotations

import asyncio
import random
from dataclasses import replace

import pytest
from pythonosc.osc_bundle_builder import OscBundleBuilder
from pythonosc.osc_message_builder import OscMessageBuilder

from bridge.controllers.datagrams import MAX_TEXT, write_datagram
from bridge.controllers.desk import Row
from bridge.controllers.limits import BURST, MESSAGES_A_SECOND
from bridge.controllers.table import ECHOES, TOLD, VERBS, reference
from bridge.model.errors import DawGone
from tests.controllers.fake_desk import PAD, Bench, datagram
from tests.virtual_loop import run

OTHER = ("127.0.0.1", 9100)


def test_the_list_comes_row_by_row_with_its_end() -> None:
    async def play() -> None:
        bench = Bench()
        heard = await bench.says("/sideman/list")
        assert [address for address, _ in heard] == [
            "/sideman/suggestion",
            "/sideman/suggestion",
            "/sideman/suggestion",
            "/sideman/list/end",
            "/sideman/reply",
        ]
        assert heard[0][1] == (1, "s-aa", "proposed", "I–V–vi–IV in C major", "It follows the bass.")
        assert heard[3][1] == (3,)
        assert heard[4][1] == ("list", 1, "3 suggestions.")

    run(play())


MEANT = [
    ("/sideman/accept", (), ("accept", "")),
    ("/sideman/accept", (1,), ("accept", "s-aa")),
    ("/sideman/accept", ("s-cc",), ("accept", "s-cc")),
    ("/sideman/accept", (1.0,), ("accept", "")),
    ("/sideman/accept", (True,), ("accept", "")),
    ("/sideman/accept", (None,), ("accept", "")),
    ("/sideman/accept/3", (1.0,), ("accept", "s-cc")),
    ("/sideman/reject/s-aa", (), ("reject", "s-aa")),
    ("/sideman/audition", (2,), ("audition", "s-bb")),
    ("/sideman/undo", (), ("undo", "")),
    ("/sideman/suggest", (), ("suggest", "", 0)),
    ("/sideman/suggest", (1.0,), ("suggest", "", 0)),
    ("/sideman/suggest", ("bass",), ("suggest", "bass", 0)),
    ("/sideman/suggest", ("bass", 2), ("suggest", "bass", 2)),
    ("/sideman/suggest/drums", (1.0,), ("suggest", "drums", 0)),
    ("/sideman/next", (1.0,), ("next",)),
    ("/sideman/status", (), ("status",)),
]


@pytest.mark.parametrize(("address", "args", "asked"), MEANT)
def test_a_message_means_one_thing_to_the_desk(
    address: str, args: tuple[object, ...], asked: tuple[object, ...]
) -> None:
    async def play() -> None:
        bench = Bench()
        heard = await bench.says(address, *args)
        assert bench.desk.asked[-1] == asked
        assert heard[-1][0] == "/sideman/reply" and heard[-1][1][1] == 1

    run(play())


@pytest.mark.parametrize("released", [0.0, False, 0.2, float("nan"), -1.0])
@pytest.mark.parametrize("verb", sorted(VERBS))
def test_a_released_button_does_nothing(verb: str, released: object) -> None:
    async def play() -> None:
        bench = Bench()
        assert await bench.says(f"/sideman/{verb}", released) == []
        assert bench.desk.asked == []

    run(play())


def test_a_number_means_the_list_that_this_pad_saw() -> None:
    async def play() -> None:
        bench = Bench()
        await bench.says("/sideman/list")
        bench.desk.rows = [Row(1, "s-zz", "proposed", "New", ""), replace(bench.desk.rows[1], number=2)]
        await bench.says("/sideman/accept", 2)
        assert bench.desk.asked[-1] == ("accept", "s-bb")
        await bench.says("/sideman/accept", 1, sender=OTHER)
        assert bench.desk.asked[-1] == ("accept", "s-zz"), "this one never saw a list"

    run(play())


def test_a_number_that_is_not_in_the_list_is_refused() -> None:
    async def play() -> None:
        bench = Bench()
        heard = await bench.says("/sideman/accept", 7)
        assert heard[0][1][:2] == ("accept", 0)
        assert heard[1][0] == "/sideman/error" and heard[1][1][0] == "not_found"
        assert [asked[0] for asked in bench.desk.asked] == ["list"]

    run(play())


def test_a_refusal_of_the_desk_reaches_the_pad_with_code_and_hint() -> None:
    async def play() -> None:
        bench = Bench()
        bench.desk.problem = DawGone("No DAW is connected.", "Open your set.")
        assert await bench.says("/sideman/suggest", "bass") == [
            ("/sideman/reply", ("suggest", 0, "No DAW is connected.")),
            ("/sideman/error", ("daw_gone", "No DAW is connected.", "Open your set.")),
        ]
        bench.desk.problem = ValueError("a bug")
        heard = await bench.says("/sideman/suggest", "bass")
        assert heard[1][1][0] == "internal"

    run(play())


WRONG = [
    ("/sideman/acept", (), "unknown_message", "Did you mean /sideman/accept?"),
    ("/sideman/list/2/3", (), "unknown_message", "/sideman/help"),
    ("/sideman/accept", ("a", "b"), "bad_message", ""),
    ("/sideman/accept", (-1,), "bad_message", "from 1"),
    ("/sideman/accept", (2**40,), "bad_message", "from 1"),
    ("/sideman/suggest", (3,), "bad_message", "/sideman/suggest"),
    ("/sideman/accept", (b"blob",), "bad_message", ""),
    ("/sideman/subscribe", (70_000,), "bad_message", "65535"),
]


@pytest.mark.parametrize(("address", "args", "code", "hint"), WRONG)
def test_what_the_table_does_not_have_is_answered_with_the_way_out(
    address: str, args: tuple[object, ...], code: str, hint: str
) -> None:
    async def play() -> None:
        bench = Bench()
        heard = await bench.says(address, *args)
        [error] = [args for said, args in heard if said == "/sideman/error"]
        assert error[0] == code
        assert hint in str(error[2])
        assert bench.desk.asked == []

    run(play())


def test_messages_for_others_and_our_own_echoes_are_left_alone() -> None:
    async def play() -> None:
        bench = Bench()
        for address in ("/1/fader1", "/ping", "/sidemanual/list", "/", *ECHOES):
            assert await bench.says(address, 1.0) == []
        assert bench.desk.asked == []

    run(play())


def test_a_bundle_is_several_messages_whatever_its_time_tag() -> None:
    async def play() -> None:
        bench = Bench()
        for when in (0.0, 2e9):
            bundle = OscBundleBuilder(when)
            inner = OscBundleBuilder(when)
            inner.add_content(OscMessageBuilder(address="/sideman/status").build())
            bundle.add_content(OscMessageBuilder(address="/sideman/undo").build())
            bundle.add_content(inner.build())
            bench.surface.received(bundle.build().dgram, PAD)
            await asyncio.sleep(0.1)
        assert sorted(bench.desk.asked) == [("status",), ("status",), ("undo", ""), ("undo", "")]

    run(play())


def test_ping_and_help_are_answered_without_the_desk() -> None:
    async def play() -> None:
        bench = Bench()
        assert await bench.says("/sideman/ping", 42) == [("/sideman/reply", ("ping", 1, "42"))]
        lines = [str(args[2]) for _, args in await bench.says("/sideman/help")]
        assert [line.split()[0].rstrip(":") for line in lines] == [verb.address for verb in VERBS.values()]
        assert bench.desk.asked == []

    run(play())


def test_a_slow_desk_holds_nothing_else_up() -> None:
    async def play() -> None:
        bench = Bench()
        bench.desk.takes_s = 10.0
        bench.surface.received(datagram("/sideman/suggest", "bass"), PAD)
        assert await bench.says("/sideman/ping") == [("/sideman/reply", ("ping", 1, "pong"))]
        for _ in range(40):
            bench.surface.received(datagram("/sideman/status"), OTHER)
        await asyncio.sleep(0.1)
        assert tuple(args[0] for args in bench.heard("/sideman/error")) == ("busy",)
        await asyncio.sleep(10)
        assert ("suggest", 1, "3 suggestions.") in bench.heard("/sideman/reply")

    run(play())


def test_subscribers_hear_of_changes_at_the_port_they_named() -> None:
    async def play() -> None:
        bench = Bench()
        await bench.says("/sideman/subscribe", 9001)
        assert bench.sent[-1] == (
            ("127.0.0.1", 9001),
            "/sideman/reply",
            ("subscribe", 1, "Changes are told at port 9001."),
        )
        await bench.says("/sideman/subscribe", sender=OTHER)
        bench.sent.clear()
        bench.surface.changed(bench.desk.rows[0])
        await asyncio.sleep(1)
        row = (1, "s-aa", "proposed", "I–V–vi–IV in C major", "It follows the bass.")
        assert bench.sent == [
            (("127.0.0.1", 9001), "/sideman/changed", row),
            (OTHER, "/sideman/changed", row),
        ]
        await bench.says("/sideman/unsubscribe", sender=OTHER)
        await bench.says("/sideman/unsubscribe", 9001, sender=("127.0.0.1", 55_555))
        bench.sent.clear()
        bench.surface.changed(bench.desk.rows[0])
        await asyncio.sleep(1)
        assert bench.sent == []
        [_, error] = await bench.says("/sideman/unsubscribe", sender=OTHER)
        assert error[1][0] == "not_found"

    run(play())


def test_changes_are_told_no_faster_than_agreed_and_the_newest_counts() -> None:
    async def play() -> None:
        bench = Bench(feedback_hz=10.0)
        await bench.says("/sideman/subscribe")
        bench.sent.clear()
        for number in range(1000):
            bench.surface.changed(Row(number % 5, f"s-{number % 5}", f"at {number}", "", ""))
        await asyncio.sleep(0.45)
        told = bench.heard("/sideman/changed")
        assert [args[2] for args in told] == [f"at {number}" for number in range(995, 1000)]
        bench.surface.changed(Row(1, "s-1", "last", "", ""))
        bench.surface.changed(Row(1, "s-1", "very last", "", ""))
        await asyncio.sleep(0.04)
        assert len(bench.heard("/sideman/changed")) == 5, "not yet"
        await asyncio.sleep(1)
        assert [args[2] for args in bench.heard("/sideman/changed")][5:] == ["very last"]

    run(play())


def test_one_subscriber_too_many_takes_the_place_of_the_quietest() -> None:
    async def play() -> None:
        bench = Bench(max_subscribers=2)
        first, second, third = (("127.0.0.1", 9000 + number) for number in range(3))
        for sender in (first, second):
            await bench.says("/sideman/subscribe", sender=sender)
        await bench.says("/sideman/ping", sender=first)
        await bench.says("/sideman/subscribe", sender=third)
        bench.sent.clear()
        bench.surface.changed(bench.desk.rows[0])
        await asyncio.sleep(1)
        assert {to for to, _, _ in bench.sent} == {first, third}

    run(play())


def test_without_feedback_it_obeys_in_silence() -> None:
    async def play() -> None:
        bench = Bench(feedback=False)
        await bench.says("/sideman/subscribe")
        await bench.says("/sideman/accept")
        bench.surface.changed(bench.desk.rows[0])
        await asyncio.sleep(1)
        assert bench.desk.asked == [("accept", "")]
        assert bench.sent == []

    run(play())


def test_a_flood_is_cut_off_with_one_complaint_a_second() -> None:
    async def play() -> None:
        bench = Bench()
        for _ in range(500):  # five seconds, 2,000 a second
            for _ in range(20):
                bench.surface.received(datagram("/sideman/status"), PAD)
            await asyncio.sleep(0.01)
        assert BURST <= len(bench.desk.asked) <= BURST + 5.1 * MESSAGES_A_SECOND
        assert [args[0] for args in bench.heard("/sideman/error")] == ["too_fast"] * 5
        bench.surface.received(datagram("/sideman/undo"), OTHER)
        await asyncio.sleep(0.1)
        assert bench.desk.asked[-1] == ("undo", ""), "another sender is not held up"

    run(play())


def noise(chance: random.Random) -> bytes:
    """Random bytes, bytes that begin like OSC, and messages that were cut or changed."""
    kind = chance.randrange(4)
    if kind == 0:
        return chance.randbytes(chance.randrange(200))
    if kind == 1:
        tags = "".join(chance.choices("ifsbhdTFNI[]rmtc", k=chance.randrange(6)))
        return (
            b"/sideman/accept\0"
            + f",{tags}".encode().ljust(8, b"\0")
            + chance.randbytes(chance.randrange(64))
        )
    if kind == 2:
        return b"#bundle\0" + chance.randbytes(8) + chance.randbytes(chance.randrange(64))
    data = bytearray(datagram("/sideman/suggest", "bass", 2))
    for _ in range(chance.randint(1, 6)):
        data[chance.randrange(len(data))] = chance.randrange(256)
    return bytes(data[: chance.randint(0, len(data))])


def test_ten_thousand_broken_datagrams_break_nothing() -> None:
    async def play() -> None:
        bench = Bench()
        chance = random.Random(2024)
        complained = 0
        for _ in range(100):
            bench.sent.clear()
            for _ in range(100):
                sender = ("127.0.0.1", chance.randrange(1024, 1034))
                bench.surface.received(noise(chance), sender)
                await asyncio.sleep(0.005)
            errors = [to for to, address, args in bench.sent if args[0] == "bad_message"]
            complained += len(errors)
            assert max((errors.count(to) for to in errors), default=0) <= 1, "half a second, one complaint"
            await asyncio.sleep(1)
        assert complained > 100
        assert await bench.says("/sideman/ping") == [("/sideman/reply", ("ping", 1, "pong"))]

    run(play())


def test_a_datagram_that_is_too_long_is_refused_unread() -> None:
    async def play() -> None:
        bench = Bench()
        heard = await bench.says("/sideman/suggest", "b" * 5000)
        assert heard[0][1][0] == "bad_message" and bench.desk.asked == []
        bundle = OscBundleBuilder(0.0)
        for _ in range(40):
            bundle.add_content(OscMessageBuilder(address="/sideman/undo").build())
        bench.surface.received(bundle.build().dgram, OTHER)
        await asyncio.sleep(0.1)
        assert bench.desk.asked == []

    run(play())


def test_texts_that_osc_cannot_carry_are_cut_and_cleaned() -> None:
    from pythonosc.osc_message import OscMessage

    sent = OscMessage(write_datagram("/sideman/reply", ["a\0b", "é🎹" * 400, "\ud800"]))
    cleaned, cut, odd = sent.params
    assert (cleaned, len(cut), odd) == ("a b", MAX_TEXT, "?")


def test_the_reference_holds_every_row_of_the_table() -> None:
    text = reference()
    for address in [verb.address for verb in VERBS.values()] + [told.address for told in TOLD]:
        assert f"| `{address}` |" in text
    assert "oscsend 127.0.0.1 9127 /sideman/accept i 2" in text
