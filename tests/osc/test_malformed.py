"""Whatever comes in: a message, or BadMessage, and never anything else."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest
from hypothesis import given

from bridge.model.errors import BadMessage
from bridge.osc.codec import UnknownMessage, decode, encode
from bridge.osc.framing import Deframer, frame
from tests.osc.seeded import spoilt_packets
from tests.osc.strategies import packets_of_junk, unhurried


def verdict(packet: bytes) -> str:
    """What reading gives; another exception than BadMessage fails the test."""
    try:
        message = decode(packet)
    except UnknownMessage:
        return "unknown"
    except BadMessage as problem:
        assert problem.message
        return "bad"
    assert decode(encode(message)) == message
    return "fine"


def test_ten_thousand_spoilt_packets() -> None:
    found = Counter(verdict(packet) for packet in spoilt_packets(10_000, seed=1))
    assert found["bad"] > 6_000, "the packets are not spoilt enough"
    assert found["fine"] > 200, "no spoilt packet reaches the checks behind the first"
    assert found["unknown"] > 50


def test_ten_thousand_spoilt_packets_in_streams() -> None:
    random = Random(2)
    broken = 0
    packets = list(spoilt_packets(10_000, seed=3))
    for start in range(0, len(packets), 5):
        stream = bytearray(b"".join(frame(packet) for packet in packets[start : start + 5]))
        for _ in range(random.randrange(3)):
            stream[random.randrange(len(stream))] = random.randrange(256)
        deframer = Deframer()
        try:
            for cut in range(0, len(stream), 50):
                for packet in deframer.feed(bytes(stream[cut : cut + 50])):
                    verdict(packet)
        except BadMessage:
            broken += 1
    assert 100 < broken < 2_000


@unhurried
@given(packets_of_junk)
def test_junk(packet: bytes) -> None:
    verdict(packet)
    try:
        assert all(len(found) >= 8 for found in Deframer().feed(packet))
    except BadMessage as problem:
        assert problem.hint


@pytest.mark.parametrize(
    ("tags", "expected"),
    [("i" * 2_000, "fine"), ("s" * 2_000, "bad"), ("b" * 2_000, "bad"), ("idsb" * 500, "bad")],
)
def test_thousands_of_arguments_are_no_harm(tags: str, expected: str) -> None:
    packet = b"/ping\0\0\0," + tags.encode() + b"\0\0\0" + bytes(4 * len(tags))
    assert verdict(packet) == expected
