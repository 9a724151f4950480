"""Golden vectors: bytes that every codec of the wire must write and read, piece by piece with a word."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from bridge.model.notes import RECORD, Note, Notes
from bridge.osc.codec import Message, encode
from bridge.osc.export.examples import NOTES, examples
from bridge.osc.export.literals import JSON, literal
from bridge.osc.export.tables import NOTE_FIELDS
from bridge.osc.framing import frame
from bridge.osc.layout import runs, write_string
from bridge.osc.schema import MESSAGES

Piece = tuple[str, str]
"""(hexadecimal bytes, what they are)"""

_SIZES = {"i": 4, "d": 8, "f": 4, "B": 1}

REFUSED: tuple[tuple[str, bytes, str], ...] = (
    ("nothing", b"", "bad_message"),
    ("no address", b",s\0\0abc\0", "bad_message"),
    ("a bundle", b"#bundle\0\0\0\0\0\0\0\0\1", "bad_message"),
    ("no whole number of four bytes", b"/bye\0\0\0\0,s\0\0ab\0", "bad_message"),
    ("no type tags", b"/bye\0\0\0\0", "bad_message"),
    ("type tags without a comma", b"/bye\0\0\0\0s\0\0\0ab\0\0", "bad_message"),
    ("an address without an end", b"/byebyebye!!", "bad_message"),
    ("padding that is not zero", b"/bye\0\0\0\0,s\0\0ab\0!", "bad_message"),
    ("blob padding that is not zero", b"/bye\0\0\0\0,sb\0ab\0\0\0\0\0\1x\0\0!", "bad_message"),
    ("a cut text", b"/bye\0\0\0\0,s\0\0abcd", "bad_message"),
    ("a cut int", b"/ping\0\0\0,i\0\0", "bad_message"),
    ("a cut blob", b"/bye\0\0\0\0,sb\0ab\0\0\0\0\0\x08abcd", "bad_message"),
    ("a blob of negative size", b"/bye\0\0\0\0,sb\0ab\0\0\xff\xff\xff\xff", "bad_message"),
    ("bytes after the end", b"/bye\0\0\0\0,s\0\0ab\0\0\0\0\0\0", "bad_message"),
    ("text that is not UTF-8", b"/bye\0\0\0\0,s\0\0\xff\xfe\0\0", "bad_message"),
    ("an overlong slash", b"/bye\0\0\0\0,s\0\0\xc0\xaf\0\0", "bad_message"),
    ("half a surrogate pair", b"/bye\0\0\0\0,s\0\0\xed\xa0\x80\0", "bad_message"),
    ("beyond the last code point", b"/bye\0\0\0\0,s\0\0\xf4\x90\x80\x80\0\0\0\0", "bad_message"),
    ("a type that is not used", b"/bye\0\0\0\0,f\0\0\0\0\0\0", "bad_message"),
    ("another type than the table's", b"/ping\0\0\0,s\0\0ab\0\0", "bad_message"),
    ("too few arguments", b"/ping\0\0\0,\0\0\0", "bad_message"),
    ("out of range", b"/ping\0\0\0,i\0\0\xff\xff\xff\xff", "bad_message"),
    ("a word that is not allowed", write_string("/log") + b",ss\0" + write_string("loud") * 2, "bad_message"),
    (
        "not a number",
        write_string("/tempo/step") + b",iidd\0\0\0" + bytes(16) + b"\x7f\xf8" * 4,
        "bad_message",
    ),
    ("an address of the future", b"/moon\0\0\0,\0\0\0", "unknown_message"),
)
"""(what is wrong, packet, code)"""


def _shown(value: Any) -> str:
    return f"{len(value)} bytes" if isinstance(value, bytes) else json.dumps(value, ensure_ascii=False)


def _message_pieces(message: Message) -> Iterator[Piece]:
    spec = MESSAGES[message.address]
    yield write_string(spec.address).hex(), f"address {spec.address}"
    yield write_string("," + spec.tags).hex(), f"types ,{spec.tags}"
    for index, (arg, value) in enumerate(zip(spec.args, message.args, strict=True)):
        (run,) = runs(arg.tag)
        yield run.write(message.args[index : index + 1]).hex(), f"{arg.name} {_shown(value)}"


def _note_pieces(note: Note) -> Iterator[Piece]:
    packed, start = Notes([note]).packed, 0
    for field in NOTE_FIELDS:
        end = start + _SIZES[field.tag]
        yield packed[start:end].hex(), f"{field.name} {getattr(note, field.name)}"
        start = end
    yield packed[start : start + 1].hex(), "flags, muted" if note.muted else "flags"
    yield packed[start + 1 :].hex(), "reserved"


def _json_args(message: Message) -> list[Any]:
    return [{"hex": value.hex()} if isinstance(value, bytes) else value for value in message.args]


def _streams() -> Iterator[tuple[str, list[bytes]]]:
    said = [encode(message) for message in examples()]
    yield "nothing", []
    yield "the smallest packet there can be", [b"/a\0\0,\0\0\0"]
    yield "one message", said[:1]
    yield "three messages, one of them long", [said[0], max(said, key=len), said[3]]


def vectors() -> dict[str, Any]:
    """All vectors, as JSON values."""
    return {
        "messages": [
            {
                "address": message.address,
                "args": _json_args(message),
                "bytes": [list(piece) for piece in _message_pieces(message)],
            }
            for message in examples()
        ],
        "notes": [
            {"what": what, "bytes": [list(piece) for piece in _note_pieces(note)]}
            for what, note in NOTES.items()
        ],
        "streams": [
            {
                "what": what,
                "packets": [packet.hex() for packet in packets],
                "stream": b"".join(map(frame, packets)).hex(),
            }
            for what, packets in _streams()
        ],
        "refused": [{"what": what, "packet": packet.hex(), "code": code} for what, packet, code in REFUSED],
        "record": f"{RECORD.format}, {RECORD.size} bytes",
    }


def golden_json(notice: str) -> str:
    """tests/osc/golden.json: a line for each group of bytes."""
    return literal(JSON, {"notice": notice, **vectors()}) + "\n"
