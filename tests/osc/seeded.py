"""Messages and packets from a seed: many, quickly, and the same in every run."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from random import Random
from typing import Any

from bridge.model.notes import Note, Notes
from bridge.osc.codec import Message, encode
from bridge.osc.schema import MESSAGES, Arg

_INTS = (0, 1, -1, 127, 255, 256, 65_535, 2**31 - 1, -(2**31))
_DOUBLES = (
    *(0.0, -0.0, 1.0, -1.0, 0.1, 1 / 3, 120.5, 5e-324, -5e-324, 2.2250738585072009e-308),
    *(2.2250738585072014e-308, 1.7976931348623157e308, -1.7976931348623157e308, 2.0**53 + 2, 1e-45, 3.4e38),
)
_SIGNS = "abcABC 012\"'\\`/,#\t\x7fäöüßéñ–„“€♭♯𝄞🎹🎸👩🏽‍🎤\ud7ff\ue000\uffff\U0010ffff"


def message(random: Random) -> Message:
    """A message that the table allows."""
    spec = random.choice(list(MESSAGES.values()))
    return Message(spec.address, tuple(_value(random, arg) for arg in spec.args))


def _value(random: Random, arg: Arg) -> Any:
    if arg.choices:
        return random.choice(arg.choices)
    if arg.tag == "i":
        low = -(2**31) if arg.low is None else int(arg.low)
        high = 2**31 - 1 if arg.high is None else int(arg.high)
        return random.choice([random.randint(low, high), *(each for each in _INTS if low <= each <= high)])
    if arg.tag == "d":
        return _double(random, arg)
    if arg.tag == "b":
        return random.choice([notes(random).packed, random.randbytes(random.randrange(9))])
    return "".join(random.choices(_SIGNS, k=random.choice([0, 1, 2, 3, 4, 5, 8, 40])))


def _double(random: Random, arg: Arg) -> float:
    low = -1.7976931348623157e308 if arg.low is None else arg.low
    high = 1.7976931348623157e308 if arg.high is None else arg.high
    any_bits = struct.unpack(">d", random.randbytes(8))[0]
    fitting = [each for each in (*_DOUBLES, any_bits, low, high) if low <= each <= high]
    return float(random.choice([*fitting, random.uniform(max(low, -1e4), min(high, 1e4))]))


def note(random: Random) -> Note:
    """A note with every field anywhere in its range."""
    return Note(
        start_beats=random.choice([random.uniform(-8, 1e6), *_DOUBLES]),
        pitch=random.randrange(128),
        length_beats=random.choice([random.uniform(1e-6, 64), 5e-324, 1.7976931348623157e308]),
        velocity=random.choice([random.uniform(1, 127), 1.0, 127.0]),
        channel=random.randrange(16),
        muted=random.random() < 0.5,
        release_velocity=random.choice([random.uniform(0, 127), 0.0, 1e-45, 1e-39]),
        probability=random.choice([random.random(), 0.0, 1.0, 1.1754943508222875e-38]),
        velocity_deviation=random.choice([random.uniform(-127, 127), -1e-42, -127.0]),
    )


def notes(random: Random) -> Notes:
    return Notes(note(random) for _ in range(random.randrange(8)))


def spoilt_packets(count: int, seed: int) -> Iterator[bytes]:
    """Random bytes, and valid packets that were cut, stretched, or changed in some places; a few of
    them are still valid."""
    random = Random(seed)
    for _ in range(count):
        packet = bytearray(encode(message(random)))
        yield bytes(random.choice(_SPOILERS)(random, packet))


def _noise(random: Random, packet: bytearray) -> bytes:
    return random.choice([b"", b"/", b"/bye\0\0\0\0,s\0\0"]) + random.randbytes(random.randrange(64))


def _flipped(random: Random, packet: bytearray) -> bytearray:
    for _ in range(random.randint(1, 4)):
        packet[random.randrange(len(packet))] ^= 1 << random.randrange(8)
    return packet


def _overwritten(random: Random, packet: bytearray) -> bytearray:
    start = random.randrange(0, len(packet), 4)
    packet[start : start + 4] = random.choice([bytes(4), b"\xff" * 4, b"\x7f\xf0\0\0", b"\0\0\0\x10"])
    return packet


def _cut(random: Random, packet: bytearray) -> bytearray:
    return packet[: random.randrange(len(packet))]


def _without_a_word(random: Random, packet: bytearray) -> bytearray:
    start = random.randrange(0, len(packet), 4)
    return packet[:start] + packet[start + 4 :]


def _retyped(random: Random, packet: bytearray) -> bytearray:
    start = packet.index(b",") + 1
    packet[start : start + 1] = random.choice([b"i", b"d", b"s", b"b", b"f", b"T", b"[", b"\0"])
    return packet


def _with_more(random: Random, packet: bytearray) -> bytearray:
    return packet + random.choice([b"\0\0\0\0", b"\0", b"/bye\0\0\0\0,s\0\0ab\0\0", random.randbytes(4)])


_SPOILERS = (_noise, _flipped, _overwritten, _cut, _without_a_word, _retyped, _with_more)
