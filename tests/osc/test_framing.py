"""A stream of packets, cut anywhere on its way."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.model.errors import BadMessage
from bridge.osc.codec import Message, decode, encode
from bridge.osc.framing import Deframer, frame
from bridge.osc.schema import MAX_PACKET_BYTES
from tests.osc.strategies import messages, unhurried


def pieces_of(stream: bytes, cuts: list[int]) -> list[bytes]:
    edges = [0, *sorted(cut % (len(stream) + 1) for cut in cuts), len(stream)]
    return [stream[start:end] for start, end in pairwise(edges)]


def heard(pieces: list[bytes]) -> list[Message]:
    deframer = Deframer()
    found = [decode(packet) for piece in pieces for packet in deframer.feed(piece)]
    assert deframer.pending_bytes == 0
    return found


@unhurried
@given(st.lists(messages, max_size=6), st.lists(st.integers(0, 10_000), max_size=12))
def test_a_stream_cut_anywhere_gives_the_same_messages(said: list[Message], cuts: list[int]) -> None:
    stream = b"".join(frame(encode(message)) for message in said)
    assert heard(pieces_of(stream, cuts)) == said
    assert heard([stream + stream]) == said + said


def test_one_byte_at_a_time() -> None:
    said = [
        Message("/ping", (1,)),
        Message("/say", ("🎹",)),
        Message("/notes", ("r", "c", 0, 9, 0, b"x" * 36)),
    ]
    stream = b"".join(frame(encode(message)) for message in said)
    assert heard([stream[i : i + 1] for i in range(len(stream))]) == said


@unhurried
@given(messages, st.integers(1, 60))
def test_an_incomplete_tail_is_kept(message: Message, missing: int) -> None:
    stream = frame(encode(message))
    missing = min(missing, len(stream))
    deframer = Deframer()
    assert deframer.feed(stream[:-missing]) == []
    assert deframer.pending_bytes == len(stream) - missing
    assert deframer.feed(stream[-missing:]) == [encode(message)]


@pytest.mark.parametrize("size", [-(2**31), -4, 0, 4, 7, 9, 10, MAX_PACKET_BYTES + 4, 2**31 - 4])
def test_an_impossible_size_breaks_the_stream_for_good(size: int) -> None:
    deframer = Deframer()
    for _ in range(2):
        with pytest.raises(BadMessage):
            deframer.feed(size.to_bytes(4, "big", signed=True))


def test_the_smallest_and_the_largest_packet_pass() -> None:
    for packet in (b"/a\0\0,\0\0\0", b"x" * MAX_PACKET_BYTES):
        assert Deframer().feed(frame(packet)) == [packet]
