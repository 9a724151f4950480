"""OSC 1.0 packets <-> `Message`, checked against the table.

Bundles and the types that the table does not use are refused. The reference for these bytes in
the tests is python-osc.
"""

from __future__ import annotations

import struct
import sys
from collections.abc import Iterable
from typing import Any, NamedTuple, Never

from bridge.model.errors import BadMessage
from bridge.osc.layout import LAYOUTS, Layout, Numbers, Single, layout_of, read_string, runs
from bridge.osc.schema import MAX_PACKET_BYTES, Spec

_TYPES: dict[str, type | tuple[type, ...]] = {"i": int, "d": (float, int), "s": str, "b": bytes}


class Message(NamedTuple):
    """An address of the table and its arguments in the table's order."""

    address: str
    args: tuple[Any, ...] = ()


class UnknownMessage(BadMessage):
    """Well-formed OSC with an address that the table does not have: a newer peer's word."""

    default_code = "unknown_message"


def check(message: Message) -> Spec:
    """The message's row of the table. Raises UnknownMessage, or BadMessage naming the argument."""
    return _checked(message).spec


def encode(message: Message) -> bytes:
    """One packet. Raises BadMessage when the table does not allow the message."""
    layout = _checked(message)
    try:
        packet = layout.head + b"".join([run.write(message.args) for run in layout.runs])
    except struct.error as problem:
        raise BadMessage(f"{message.address}: {problem}.") from None
    _check_size(packet)
    return packet


def decode(packet: bytes) -> Message:
    """The message in a packet, checked. Arguments beyond the table's are dropped (a newer minor).

    Raises UnknownMessage for an address that the table does not have, BadMessage for anything
    that is no well-formed, allowed message.
    """
    _check_size(packet)
    layout = layout_of(packet)
    try:
        if layout:
            args = _read(packet, len(layout.head), layout.runs)
        else:
            layout, args = _read_other(packet)
    except (struct.error, ValueError) as problem:
        raise BadMessage(f"{len(packet)} bytes are no OSC message ({problem}).") from None
    _check_values(layout, args)
    return Message(layout.spec.address, args)


def _read(packet: bytes, index: int, pieces: Iterable[Numbers | Single]) -> tuple[Any, ...]:
    args: tuple[Any, ...] = ()
    for piece in pieces:
        values, index = piece.read(packet, index)
        args += values
    if index != len(packet):
        raise BadMessage(f"A message of {len(packet)} bytes should have {index}.")
    return args


def _read_other(packet: bytes) -> tuple[Layout, tuple[Any, ...]]:
    """A packet that does not start as one of the table: a newer peer's, or a bad one."""
    if not packet.startswith(b"/"):
        raise BadMessage(f"{len(packet)} bytes are no OSC message.")
    address, index = read_string(packet, 0)
    types, index = read_string(packet, index)
    if not types.startswith(","):
        raise BadMessage(f"{address} has no type tags.")
    args = _read(packet, index, runs(types[1:]))
    layout = _layout(address)
    spec = layout.spec
    if not types.startswith("," + spec.tags):
        raise BadMessage(f"{address} has types {types[1:]!r}, not {spec.tags!r}.")
    return layout, args[: len(spec.args)]


def _checked(message: Message) -> Layout:
    layout = _layout(message.address)
    _check_types(layout, message.args)
    _check_values(layout, message.args)
    return layout


def _layout(address: str) -> Layout:
    try:
        return LAYOUTS[address]
    except KeyError:
        raise UnknownMessage(f"There is no message {address!r}.", "A newer version may have it.") from None


def _check_size(packet: bytes) -> None:
    if len(packet) > MAX_PACKET_BYTES:
        raise BadMessage(f"{len(packet)} bytes are more than a packet may have ({MAX_PACKET_BYTES}).")


def _check_types(layout: Layout, args: tuple[Any, ...]) -> None:
    if tuple(map(type, args)) == layout.types:
        return
    spec = layout.spec
    if len(args) != len(spec.args):
        raise BadMessage(f"{spec.address} takes {len(spec.args)} arguments, not {len(args)}.")
    for arg, value in zip(spec.args, args, strict=True):
        if not isinstance(value, _TYPES[arg.tag]):
            raise BadMessage(f"{spec.address}: {arg.name} is {type(value).__name__}, not of type {arg.tag}.")


def _check_values(layout: Layout, args: tuple[Any, ...]) -> None:
    for position, low, high in layout.bounds:
        if not low <= args[position] <= high:  # NaN is within no bounds
            _refuse(layout, position, f"{_shown(args[position])}, out of {low:g} to {high:g}")
    for position, words in layout.words:
        if args[position] not in words:
            _refuse(layout, position, f"{args[position]!r}, none of {', '.join(sorted(words))}")


def _refuse(layout: Layout, position: int, what: str) -> Never:
    raise BadMessage(f"{layout.spec.address}: {layout.spec.args[position].name} is {what}.")


def _shown(value: float) -> str:
    return f"{value:g}" if abs(value) <= sys.float_info.max else "not finite"
