"""The bytes of OSC 1.0 arguments, and how each message of the table is laid out in them.

Reading is pure: ``read_x(data, index) -> (value, next index)`` stands beside each ``write_x``.
A `Layout` is a row of the table made ready once: neighbouring numbers are packed in one go, and
only the arguments that have a range or a list of words are looked at for it.
"""

from __future__ import annotations

import struct
import sys
from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from bridge.model.errors import BadMessage
from bridge.osc.schema import MESSAGES, Arg, Spec

_SIZE = struct.Struct(">i")
_ZEROS = (b"", b"\0", b"\0\0", b"\0\0\0", b"\0\0\0\0")
_BAD_PADDING = "An argument is cut off, or not padded to four bytes with zeros."

Writer = Callable[[Any], bytes]
Reader = Callable[[bytes, int], tuple[Any, int]]


def write_string(value: str) -> bytes:
    """Raises BadMessage for a text that OSC or UTF-8 cannot carry."""
    try:
        raw = value.encode() + b"\0"
    except UnicodeEncodeError:
        raise BadMessage(f"The text {value!r} holds half a character, which UTF-8 cannot carry.") from None
    if raw.find(b"\0") != len(raw) - 1:
        raise BadMessage("A text holds a NUL character, which OSC cannot carry.")
    return raw + _ZEROS[-len(raw) & 3]


def read_string(data: bytes, index: int) -> tuple[str, int]:
    end = data.index(b"\0", index)
    after = (end + 4) & ~3
    if data[end:after] != _ZEROS[after - end]:
        raise BadMessage(_BAD_PADDING)
    return data[index:end].decode(), after


def write_blob(value: bytes) -> bytes:
    return _SIZE.pack(len(value)) + value + _ZEROS[-len(value) & 3]


def read_blob(data: bytes, index: int) -> tuple[bytes, int]:
    start = index + 4
    end = start + _SIZE.unpack_from(data, index)[0]
    if end < start:
        raise BadMessage("A blob has a negative size.")
    after = (end + 3) & ~3
    if after > len(data) or data[end:after] != _ZEROS[after - end]:
        raise BadMessage(_BAD_PADDING)
    return bytes(data[start:end]), after


@dataclass(frozen=True, slots=True)
class Numbers:
    """Neighbouring numbers among a message's arguments."""

    first: int
    after: int
    packing: struct.Struct

    def write(self, args: tuple[Any, ...]) -> bytes:
        """Raises struct.error for a number that does not fit its type."""
        return self.packing.pack(*args[self.first : self.after])

    def read(self, data: bytes, index: int) -> tuple[tuple[Any, ...], int]:
        """Raises struct.error when the bytes are not there."""
        return self.packing.unpack_from(data, index), index + self.packing.size


@dataclass(frozen=True, slots=True)
class Single:
    """One text or blob among a message's arguments."""

    position: int
    write_value: Writer
    read_value: Reader

    def write(self, args: tuple[Any, ...]) -> bytes:
        return self.write_value(args[self.position])

    def read(self, data: bytes, index: int) -> tuple[tuple[Any, ...], int]:
        """Raises struct.error, ValueError or BadMessage when the bytes are not there."""
        value, after = self.read_value(data, index)
        return (value,), after


_NUMERIC = frozenset("id")  # OSC's tags of these two are those of `struct` as well
_SINGLE: dict[str, tuple[Writer, Reader]] = {"s": (write_string, read_string), "b": (write_blob, read_blob)}


def runs(tags: str) -> tuple[Numbers | Single, ...]:
    """How arguments of these types are written and read. Raises BadMessage for another type."""
    found: list[Numbers | Single] = []
    first = 0
    for numeric, group in groupby(tags, key=_NUMERIC.__contains__):
        members = "".join(group)
        after = first + len(members)
        if numeric:
            found.append(Numbers(first, after, struct.Struct(">" + members)))
        else:
            found += [Single(first + offset, *_single(tag)) for offset, tag in enumerate(members)]
        first = after
    return tuple(found)


def _single(tag: str) -> tuple[Writer, Reader]:
    if tag not in _SINGLE:
        raise BadMessage(f"An argument has type {tag!r}, which Sideman does not use.")
    return _SINGLE[tag]


@dataclass(frozen=True, slots=True)
class Layout:
    """A message of the table, ready to be written and read."""

    spec: Spec
    head: bytes
    """Address and type tags, as every packet of this message starts."""
    runs: tuple[Numbers | Single, ...]
    types: tuple[type, ...]
    """What each argument is after reading, and mostly before writing."""
    bounds: tuple[tuple[int, float, float], ...]
    """(position, low, high) of the numbers that are bounded; a float64 always is, for it must be finite."""
    words: tuple[tuple[int, frozenset[str]], ...]


_TYPE = {"i": int, "d": float, "s": str, "b": bytes}


def _bounds(position: int, arg: Arg) -> tuple[int, float, float]:
    low = -sys.float_info.max if arg.low is None else arg.low
    return position, low, sys.float_info.max if arg.high is None else arg.high


def _layout(spec: Spec) -> Layout:
    numbered = list(enumerate(spec.args))
    limited = [(n, a) for n, a in numbered if a.tag == "d" or a.low is not None or a.high is not None]
    return Layout(
        spec,
        write_string(spec.address) + write_string("," + spec.tags),
        runs(spec.tags),
        tuple(_TYPE[arg.tag] for arg in spec.args),
        tuple(_bounds(n, arg) for n, arg in limited),
        tuple((n, frozenset(arg.choices)) for n, arg in numbered if arg.choices),
    )


LAYOUTS: dict[str, Layout] = {address: _layout(spec) for address, spec in MESSAGES.items()}


_BY_RAW_ADDRESS = {layout.spec.address.encode(): layout for layout in LAYOUTS.values()}


def layout_of(packet: bytes) -> Layout | None:
    """The layout of a packet that has an address of the table and exactly its type tags."""
    layout = _BY_RAW_ADDRESS.get(packet[: packet.find(b"\0")])
    return layout if layout and packet.startswith(layout.head) else None
