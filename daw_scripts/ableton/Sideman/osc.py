"""OSC 1.0 packets, their stream framing, and packed notes, for Live's Python (3.7 and later).

No dependencies but the standard `struct` and `re`; bytes in, bytes out.

    encode(address, *args) -> packet        every argument of the table, in its order
    decode(packet) -> Message               address, args in order, named by their names
    frame(packet) -> bytes                  as it travels in a stream
    Deframer().feed(data) -> packets        keeps what is not complete yet
    pack_notes(notes) -> blob               `Note` tuples
    unpack_notes(blob) -> notes
    note_chunks(blob) -> [(offset, notes)]  pieces that fit a message, in order
    NoteCollector(total)                    puts pieces together: add(offset, blob), complete, notes()
    clean_text(text) -> text                as it can travel: valid UTF-8 without NUL

Whatever cannot be is refused with BadMessage (UnknownMessage: a newer peer's word, skip it) or
BadNotes. Truth values travel, and come back, as 1 and 0.
"""

import re
import struct
from collections import namedtuple

from .protocol import (
    MAX_PACKET_BYTES,
    MESSAGES,
    MUTED,
    NOTE_BYTES,
    NOTE_FIELDS,
    NOTES_PER_CHUNK,
)

_SIZE = struct.Struct(">i")
_DOUBLE = struct.Struct(">d")
_RECORD = struct.Struct(">" + "".join(row["tag"] for row in NOTE_FIELDS) + "BB")
_FLOAT_MAX = 1.7976931348623157e308
_REPLACEMENT = "\ufffd"

_FIELDS = [row["name"] for row in NOTE_FIELDS]
_DEFAULTS = {row["name"]: row["default"] for row in NOTE_FIELDS if "default" in row}
_DEFAULTS["muted"] = False

Message = namedtuple("Message", "address args named")

Note = namedtuple(
    "Note",
    [name for name in _FIELDS if name not in _DEFAULTS] + list(_DEFAULTS),
    defaults=_DEFAULTS.values(),
)
"""Only start_beats, length_beats and pitch must be given; the rest by name, in the table's ranges."""


class BadMessage(ValueError):
    """A packet or message that the table does not allow."""

    code = "bad_message"


class UnknownMessage(BadMessage):
    """Well-formed OSC with an address that the table does not have."""

    code = "unknown_message"


class BadNotes(ValueError):
    """Notes that are cut or out of range."""

    code = "bad_notes"


# Text


def clean_text(text):
    """Without NUL, and with a replacement sign for every half of a surrogate pair."""
    return re.sub("[\ud800-\udfff]", _REPLACEMENT, str(text).replace("\0", ""))


# The four types: read_x(data, index) -> (value, next index) stands beside each write_x


def write_int(value):
    return _SIZE.pack(value)


def read_int(data, index):
    return _SIZE.unpack_from(data, index)[0], index + 4


def write_double(value):
    return _DOUBLE.pack(value)


def read_double(data, index):
    return _DOUBLE.unpack_from(data, index)[0], index + 8


def write_text(value):
    raw = value.encode("utf-8")
    if b"\0" in raw:
        raise BadMessage("A text holds a NUL character, which OSC cannot carry.")
    return raw + bytes(4 - len(raw) % 4)


def read_text(data, index):
    end = data.index(b"\0", index)
    after = end + 4 - end % 4
    _need_zeros(data, end, after)
    return data[index:end].decode("utf-8"), after


def write_blob(value):
    return _SIZE.pack(len(value)) + value + bytes(-len(value) % 4)


def read_blob(data, index):
    size, start = read_int(data, index)
    if size < 0:
        raise BadMessage("A blob has a negative size.")
    end = start + size
    after = end + -end % 4
    _need_zeros(data, end, after)
    return data[start:end], after


def _need_zeros(data, start, end):
    if end > len(data) or data[start:end].strip(b"\0"):
        raise BadMessage("An argument is cut off, or not padded to four bytes with zeros.")


_TYPES = {
    "i": (int, write_int, read_int),
    "d": ((float, int), write_double, read_double),
    "s": (str, write_text, read_text),
    "b": (bytes, write_blob, read_blob),
}


# Ranges and words of the table


def _in_range(row, value):
    return row.get("low", -_FLOAT_MAX) <= value <= row.get("high", _FLOAT_MAX)


def _check(address, row, tag, value):
    if not isinstance(value, _TYPES[tag][0]):
        raise BadMessage("%s: %s is %s, not of type %s." % (address, row["name"], type(value).__name__, tag))
    if tag in "id" and not _in_range(row, value):
        raise BadMessage("%s: %s is %r, which is out of its range." % (address, row["name"], value))
    if value not in row.get("choices", [value]):
        raise BadMessage("%s: %s is %r, which is none of its words." % (address, row["name"], value))


# Messages


def encode(address, *args):
    """One packet. Raises BadMessage when the table does not allow the message."""
    spec = _spec(address)
    if len(args) != len(spec["tags"]):
        raise BadMessage("%s takes %d arguments, not %d." % (address, len(spec["tags"]), len(args)))
    parts = [write_text(address), write_text("," + spec["tags"])]
    try:
        for row, tag, value in zip(spec["args"], spec["tags"], args):
            _check(address, row, tag, value)
            parts.append(_TYPES[tag][1](value))
    except (struct.error, UnicodeEncodeError) as problem:
        raise BadMessage("%s: %s." % (address, problem))
    packet = b"".join(parts)
    _check_size(packet)
    return packet


def decode(packet):
    """The message in a packet. Arguments beyond the table's come from a newer minor version and
    are dropped. Raises UnknownMessage, or BadMessage for what is no well-formed, allowed message."""
    _check_size(packet)
    try:
        address, tags, found = _split(packet)
    except (struct.error, ValueError) as problem:
        raise BadMessage("%d bytes are no OSC message (%s)." % (len(packet), problem))
    spec = _spec(address)
    if not tags.startswith(spec["tags"]):
        raise BadMessage("%s has types %s, not %s." % (address, tags, spec["tags"]))
    args = tuple(found[: len(spec["tags"])])
    for row, tag, value in zip(spec["args"], tags, args):
        _check(address, row, tag, value)
    return Message(address, args, {row["name"]: value for row, value in zip(spec["args"], args)})


def _split(packet):
    """The address, type tags and arguments of a well-formed packet, known or not."""
    if not packet.startswith(b"/"):
        raise BadMessage("an address starts with a slash")
    address, index = read_text(packet, 0)
    tags, index = read_text(packet, index)
    if not tags.startswith(","):
        raise BadMessage("it has no type tags")
    args = []
    for tag in tags[1:]:
        if tag not in _TYPES:
            raise BadMessage("it has an argument of type %s, which Sideman does not use" % tag)
        value, index = _TYPES[tag][2](packet, index)
        args.append(value)
    if index != len(packet):
        raise BadMessage("it should end after %d bytes" % index)
    return address, tags[1:], args


def _spec(address):
    if address not in MESSAGES:
        raise UnknownMessage("There is no message %s." % address)
    return MESSAGES[address]


def _check_size(packet):
    if len(packet) > MAX_PACKET_BYTES:
        raise BadMessage("%d bytes are more than a packet may have." % len(packet))


# The stream form


def frame(packet):
    """A packet as it travels in a stream."""
    return _SIZE.pack(len(packet)) + packet


class Deframer:
    """Cuts a byte stream back into packets, however it was split on the way."""

    def __init__(self, max_packet_bytes=MAX_PACKET_BYTES):
        self._buffer = bytearray()
        self._max = max_packet_bytes

    def feed(self, data):
        """The packets that are complete now. Raises BadMessage on an impossible size; the stream
        cannot be trusted any more then, and must be closed."""
        self._buffer += data
        packets, start = [], 0
        while len(self._buffer) - start >= 4:
            size, begin = read_int(self._buffer, start)
            if not 8 <= size <= self._max or size % 4:
                raise BadMessage("A packet of %d bytes cannot be." % size)
            if len(self._buffer) - begin < size:
                break
            start = begin + size
            packets.append(bytes(self._buffer[begin:start]))
        del self._buffer[:start]
        return packets


# Notes


def pack_notes(notes):
    """The packed form of `Note` tuples. Raises BadNotes."""
    return b"".join(_pack(note, position) for position, note in enumerate(notes, 1))


def unpack_notes(blob):
    """Raises BadNotes when the blob is cut or holds a note out of range."""
    if len(blob) % NOTE_BYTES:
        raise BadNotes("%d bytes are no whole number of notes." % len(blob))
    return [_unpack(fields, position) for position, fields in enumerate(_RECORD.iter_unpack(blob), 1)]


def _pack(note, position):
    fields = [_check_field(row, getattr(note, row["name"]), position) for row in NOTE_FIELDS]
    return _RECORD.pack(*(fields + [MUTED if note.muted else 0, 0]))


def _unpack(fields, position):
    named = {row["name"]: _check_field(row, value, position) for row, value in zip(NOTE_FIELDS, fields)}
    return Note(muted=bool(fields[-2] & MUTED), **named)


def _check_field(row, value, position):
    """The value of a note's field; adding 0.0 turns a negative zero into the zero that it equals."""
    whole = row["tag"] == "B"
    fits = isinstance(value, int if whole else (int, float)) and _in_range(row, value)
    if not fits or (row["name"] == "length_beats" and value == 0):
        raise BadNotes("Note %d: %s cannot be %r." % (position, row["name"], value))
    return value if whole else value + 0.0


def note_chunks(blob):
    """[(offset in notes, packed notes)]; one empty piece for no notes."""
    step = NOTES_PER_CHUNK * NOTE_BYTES
    return [(start // NOTE_BYTES, blob[start : start + step]) for start in range(0, len(blob) or 1, step)]


class NoteCollector:
    """Puts pieces back together; pieces come in order, a repeated one is ignored."""

    def __init__(self, total):
        self.total = total
        self.packed = b""

    @property
    def count(self):
        return len(self.packed) // NOTE_BYTES

    @property
    def complete(self):
        return self.count == self.total

    def add(self, offset, blob):
        """Raises BadMessage when a piece is missing, cut, or too long."""
        if offset < self.count:
            return
        fits = offset == self.count and offset + len(blob) // NOTE_BYTES <= self.total
        if not fits or len(blob) % NOTE_BYTES:
            raise BadMessage(
                "Note %d of %d was awaited, not %d bytes from note %d."
                % (self.count, self.total, len(blob), offset)
            )
        self.packed += blob

    def notes(self):
        """The packed notes. Raises BadMessage before the last piece."""
        if not self.complete:
            raise BadMessage("%d of %d notes came." % (self.count, self.total))
        return self.packed
