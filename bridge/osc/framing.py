"""The stream form of OSC 1.0: an int32 big-endian size, then the packet."""

from __future__ import annotations

import struct

from bridge.model.errors import BadMessage
from bridge.osc.schema import MAX_PACKET_BYTES

_SIZE = struct.Struct(">i")


def frame(packet: bytes) -> bytes:
    """A packet as it travels in a stream."""
    return _SIZE.pack(len(packet)) + packet


class Deframer:
    """Cuts a byte stream back into packets, however it was split on the way."""

    def __init__(self, max_packet_bytes: int = MAX_PACKET_BYTES) -> None:
        self._buffer = bytearray()
        self._max = max_packet_bytes

    def feed(self, data: bytes) -> list[bytes]:
        """The packets that are complete now. Raises BadMessage on an impossible size; the stream
        cannot be trusted any more then, and must be closed."""
        self._buffer += data
        packets = []
        start = 0
        while len(self._buffer) - start >= 4:
            size = _SIZE.unpack_from(self._buffer, start)[0]
            if not 8 <= size <= self._max or size % 4:
                raise BadMessage(f"A packet of {size} bytes cannot be.", "Is another program on this port?")
            if len(self._buffer) - start - 4 < size:
                break
            packets.append(bytes(self._buffer[start + 4 : start + 4 + size]))
            start += 4 + size
        del self._buffer[:start]
        return packets

    @property
    def pending_bytes(self) -> int:
        """Bytes of a packet that is not complete yet."""
        return len(self._buffer)
