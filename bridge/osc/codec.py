"""OSC 1.0 packets <-> `Message`, checked against the table.

Reading is pure: ``read_x(data, index) -> (value, next index)`` stands beside each ``write_x``.
Bundles and the types that the table does not use are refused. The reference for these bytes in
the tests is python-osc.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Callable
from typing import Any, NamedTuple

from bridge.model.errors import BadMessage
from bridge.osc.schema import MAX_PACKET_BYTES, MESSAGES, Arg, Spec

_INT = struct.Struct(">i")
_DOUBLE = struct.Struct(">d")
_PADDING = (b"", b"\0\0\0", b"\0\0", b"\0")


class Message(NamedTuple):
    """An address of the table and its arguments in the table's order."""

    address: str
    args: tuple[Any, ...] = ()


class UnknownMessage(BadMessage):
    """Well-formed OSC with an address that the table does not have: a newer peer's word."""

    default_code = "unknown_message"


def write_int(value: int) -> bytes:
    return _INT.pack(value)


def read_int(data: bytes, index: int) -> tuple[int, int]:
    return _INT.unpack_from(data, index)[0], index + 4


def write_double(value: float) -> bytes:
    return _DOUBLE.pack(value)


def read_double(data: bytes, index: int) -> tuple[float, int]:
    return _DOUBLE.unpack_from(data, index)[0], index + 8


def write_string(value: str) -> bytes:
    raw = value.encode("utf-8", "surrogatepass") + b"\0"
    if b"\0" in raw[:-1]:
        raise BadMessage("A text holds a NUL character, which OSC cannot carry.")
    return raw + _PADDING[len(raw) & 3]


def read_string(data: bytes, index: int) -> tuple[str, int]:
    end = data.index(b"\0", index)
    after = (end + 4) & ~3
    if after > len(data) or data[end:after].strip(b"\0"):
        raise BadMessage("A text is not padded to four bytes.")
    return data[index:end].decode("utf-8"), after


def write_blob(value: bytes) -> bytes:
    return _INT.pack(len(value)) + value + _PADDING[len(value) & 3]


def read_blob(data: bytes, index: int) -> tuple[bytes, int]:
    size, start = read_int(data, index)
    after = (start + size + 3) & ~3
    if size < 0 or after > len(data):
        raise BadMessage("A blob is longer than its packet.")
    return bytes(data[start : start + size]), after


_WRITE: dict[str, Callable[[Any], bytes]] = {
    "i": write_int,
    "d": write_double,
    "s": write_string,
    "b": write_blob,
}
_READ: dict[str, Callable[[bytes, int], tuple[Any, int]]] = {
    "i": read_int,
    "d": read_double,
    "s": read_string,
    "b": read_blob,
}
_TYPES: dict[str, type | tuple[type, ...]] = {"i": int, "d": (float, int), "s": str, "b": bytes}


def _compile(spec: Spec) -> tuple[bytes, list[Callable[[Any], bytes]]]:
    return write_string(spec.address) + write_string("," + spec.tags), [_WRITE[tag] for tag in spec.tags]


_WRITERS = {address: _compile(spec) for address, spec in MESSAGES.items()}


def check(message: Message) -> Spec:
    """The message's row of the table. Raises UnknownMessage, or BadMessage naming the argument."""
    spec = MESSAGES.get(message.address)
    if spec is None:
        raise UnknownMessage(f"There is no message {message.address!r}.", "A newer version may have it.")
    if len(message.args) < len(spec.args):
        raise BadMessage(f"{spec.address} takes {len(spec.args)} arguments, not {len(message.args)}.")
    for arg, value in zip(spec.args, message.args, strict=False):
        _check_arg(spec, arg, value)
    return spec


def _check_arg(spec: Spec, arg: Arg, value: Any) -> None:
    if not isinstance(value, _TYPES[arg.tag]):
        raise BadMessage(f"{spec.address}: {arg.name} is {type(value).__name__}, not of type {arg.tag}.")
    if isinstance(value, (int, float)):
        if not math.isfinite(value):
            raise BadMessage(f"{spec.address}: {arg.name} is {value}, which is no number.")
        if (arg.low is not None and value < arg.low) or (arg.high is not None and value > arg.high):
            raise BadMessage(f"{spec.address}: {arg.name} is {value}, out of {arg.low} to {arg.high}.")
    elif arg.choices and value not in arg.choices:
        raise BadMessage(f"{spec.address}: {arg.name} is {value!r}, none of {', '.join(arg.choices)}.")


def encode(message: Message) -> bytes:
    """One packet. Raises BadMessage when the table does not allow the message."""
    spec = check(message)
    if len(message.args) != len(spec.args):
        raise BadMessage(f"{spec.address} takes {len(spec.args)} arguments, not {len(message.args)}.")
    head, writers = _WRITERS[message.address]
    try:
        packet = head + b"".join([write(value) for write, value in zip(writers, message.args, strict=True)])
    except struct.error as problem:
        raise BadMessage(f"{spec.address}: {problem}.") from None
    if len(packet) > MAX_PACKET_BYTES:
        raise BadMessage(f"{spec.address}: {len(packet)} bytes are more than a packet may have.")
    return packet


def decode(packet: bytes) -> Message:
    """The message in a packet, checked. Arguments beyond the table's are dropped (a newer minor).

    Raises UnknownMessage for an address that the table does not have, BadMessage for anything
    that is no well-formed, allowed message.
    """
    try:
        address, tags, args = _split(packet)
    except (struct.error, ValueError, UnicodeDecodeError) as problem:
        raise BadMessage(f"{len(packet)} bytes are no OSC message ({problem}).") from None
    message = Message(address, args)
    spec = check(message)
    if tags[: len(spec.args)] != spec.tags:
        raise BadMessage(f"{address} has types {tags!r}, not {spec.tags!r}.")
    return Message(address, args[: len(spec.args)])


def _split(packet: bytes) -> tuple[str, str, tuple[Any, ...]]:
    if not packet or len(packet) % 4 or packet[:1] != b"/":
        raise BadMessage(f"{len(packet)} bytes are no OSC message.")
    address, index = read_string(packet, 0)
    types, index = read_string(packet, index)
    if types[:1] != ",":
        raise BadMessage(f"{address} has no type tags.")
    args = []
    for tag in types[1:]:
        reader = _READ.get(tag)
        if reader is None:
            raise BadMessage(f"{address} has an argument of type {tag!r}, which Sideman does not use.")
        value, index = reader(packet, index)
        args.append(value)
    if index != len(packet):
        raise BadMessage(f"{address} has {len(packet) - index} bytes too many.")
    return address, types[1:], tuple(args)
