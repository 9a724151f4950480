"""Messages of the table <-> bytes, with python-osc as the reference."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pythonosc.osc_message import OscMessage
from pythonosc.osc_message_builder import OscMessageBuilder

from bridge.model.errors import BadMessage
from bridge.osc.codec import Message, UnknownMessage, check, decode, encode
from bridge.osc.export.examples import example
from bridge.osc.export.golden import REFUSED
from bridge.osc.layout import read_blob, write_string
from bridge.osc.schema import MAX_PACKET_BYTES, MESSAGES
from tests.osc.strategies import messages, messages_of, unhurried

MIXER = Message("/mixer", ("t1", 3, -6.0, 0.0, 0, 0, 0))


def by_reference(message: Message) -> bytes:
    builder = OscMessageBuilder(message.address)
    for tag, value in zip(MESSAGES[message.address].tags, message.args, strict=True):
        builder.add_arg(value, tag)
    return bytes(builder.build().dgram)


def with_mixer(position: int, value: Any) -> Message:
    args = list(MIXER.args)
    args[position] = value
    return Message(MIXER.address, tuple(args))


@pytest.mark.parametrize("address", MESSAGES)
@settings(unhurried, max_examples=30)
@given(data=st.data())
def test_every_message_reads_and_writes_as_python_osc_does(address: str, data: st.DataObject) -> None:
    message = data.draw(messages_of(MESSAGES[address]))
    packet = encode(message)
    theirs = OscMessage(packet)
    assert (theirs.address, tuple(theirs.params)) == message
    if b"" not in message.args:  # python-osc reads an empty blob and does not write one
        assert packet == by_reference(message)
        assert decode(by_reference(message)) == message


@unhurried
@given(messages)
def test_reading_what_was_written_gives_the_same_values_of_the_same_types(message: Message) -> None:
    found = decode(encode(message))
    assert repr(found) == repr(message)  # repr tells 0.0 from -0.0 and 1 from True
    assert encode(found) == encode(message)


@pytest.mark.parametrize(("what", "packet", "code"), REFUSED, ids=[what for what, _, _ in REFUSED])
def test_a_bad_packet_is_refused_with_a_code(what: str, packet: bytes, code: str) -> None:
    with pytest.raises(BadMessage) as caught:
        decode(packet)
    assert caught.value.code == code
    assert caught.value.message


def test_arguments_of_a_newer_minor_version_are_dropped() -> None:
    packet = write_string("/bye") + write_string(",sibd") + write_string("later")
    packet += b"\0\0\0\7" + b"\0\0\0\2xy\0\0" + b"\x7f\xf0" + bytes(6)
    assert decode(packet) == Message("/bye", ("later",))


def test_an_argument_of_a_newer_minor_version_must_be_well_formed_all_the_same() -> None:
    packet = write_string("/bye") + write_string(",ss") + write_string("later") + b"\xff\0\0\0"
    with pytest.raises(BadMessage):
        decode(packet)


@pytest.mark.parametrize(
    "message",
    [
        with_mixer(0, 3),
        with_mixer(0, b"t1"),
        with_mixer(0, "t\0001"),
        with_mixer(0, "half \ud83c of a pair"),
        with_mixer(1, 3.0),
        with_mixer(1, -1),
        with_mixer(1, 2**31),
        with_mixer(1, "3"),
        with_mixer(2, float("nan")),
        with_mixer(2, float("inf")),
        with_mixer(2, -180.5),
        with_mixer(2, 24.000001),
        with_mixer(2, 10**400),
        with_mixer(2, None),
        with_mixer(4, 2),
        Message("/mixer", MIXER.args[:-1]),
        Message("/mixer", (*MIXER.args, 0)),
        Message("/transport", (1, 0, 10**5000, 120.0, 4, 4, 0.0)),
        Message("/trigger", ("explode", "")),
        Message("/notes", ("r", "c", 0, 0, 0, "text")),
        Message("/say", ("x" * MAX_PACKET_BYTES,)),
    ],
    ids=lambda message: str(message.address),
)
def test_what_the_table_does_not_allow_is_not_written(message: Message) -> None:
    with pytest.raises(BadMessage):
        encode(message)


def test_the_error_names_the_argument_its_value_and_its_range() -> None:
    with pytest.raises(BadMessage, match=r"/mixer: volume_db is 25, out of -180 to 24\."):
        check(with_mixer(2, 25.0))
    with pytest.raises(BadMessage, match=r"/trigger: verb is 'explode', none of accept, "):
        check(Message("/trigger", ("explode", "")))


def test_an_unknown_address_is_told_from_a_bad_message() -> None:
    with pytest.raises(UnknownMessage):
        encode(Message("/moon"))


def test_numbers_that_are_close_enough_to_their_type_are_taken() -> None:
    message = decode(encode(Message("/mixer", ("t1", True, -6, 1, False, True, 0))))
    assert repr(message.args) == "('t1', 1, -6.0, 1.0, 0, 1, 0)"


def test_the_largest_packet_fits_and_one_byte_more_does_not() -> None:
    head = len(encode(Message("/say", ("",)))) - 4
    largest = "x" * (MAX_PACKET_BYTES - head - 1)
    assert len(encode(Message("/say", (largest,)))) == MAX_PACKET_BYTES
    with pytest.raises(BadMessage):
        decode(write_string("/say") + write_string(",s") + write_string(largest + "y"))


@pytest.mark.parametrize("cut", [b"\0\0\0\x08abcd", b"\0\0\0\5abcd\0\0\0", b"\0\0\0\1a\0\0"])
def test_a_blob_that_is_cut_is_refused_where_it_is_read(cut: bytes) -> None:
    with pytest.raises(BadMessage):
        read_blob(cut, 0)


@pytest.mark.parametrize("address", MESSAGES)
def test_every_message_has_an_example(address: str) -> None:
    message = example(MESSAGES[address])
    assert decode(encode(message)) == message
