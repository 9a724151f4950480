"""The reference page of the wire, in Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from bridge.model.notes import RECORD
from bridge.osc.export.protocols import NOTICE
from bridge.osc.export.tables import NOTE_FIELDS
from bridge.osc.schema import (
    GROUPS,
    MAX_CHUNK_BYTES,
    MAX_PACKET_BYTES,
    NOTES_PER_CHUNK,
    PROTOCOL,
    Arg,
    Spec,
)

_TYPES = {
    "i": "int32",
    "d": "float64",
    "s": "text",
    "b": "blob",
    "f": "float32",
    "B": "byte",
}

_HEAD = f"""<!-- {NOTICE} -->
# The wire, protocol {PROTOCOL[0]}.{PROTOCOL[1]}

Daemon and peers exchange OSC 1.0 messages over a byte stream. Each packet is preceded by its size,
an int32. All numbers are big-endian; texts and blobs are padded with zeros to four bytes.

| type | tag | what it is |
|---|---|---|
| int32 | i | whole number; truth values are 0 and 1 |
| float64 | d | finite: no NaN, no infinity |
| text | s | UTF-8 without NUL; empty means none; ids hold no spaces |
| blob | b | int32 size, then the bytes |

A packet has 8 to {MAX_PACKET_BYTES} bytes; another size ends the connection. Notes and long answers
travel in pieces of at most {MAX_CHUNK_BYTES} bytes, which are {NOTES_PER_CHUNK} notes. A peer with another
major version is refused. A newer minor version may add messages (skip the unknown) and arguments at
the end (drop what is beyond the table). Changes are asked for with an id and are all made, or none.
"""


def _range(arg: Arg) -> str:
    if arg.choices:
        return ", ".join(f"`{choice}`" for choice in arg.choices)
    low = "" if arg.low is None else f"{arg.low:.10g}"
    high = "" if arg.high is None else f"{arg.high:.10g}"
    if low and high:
        return f"{low} … {high}"
    return f"from {low}" if low else f"to {high}" if high else ""


def _arguments(args: tuple[Arg, ...]) -> Iterator[str]:
    yield "| argument | type | range | unit | |"
    yield "|---|---|---|---|---|"
    for arg in args:
        yield f"| {arg.name} | {_TYPES[arg.tag]} | {_range(arg)} | {arg.unit} | {arg.doc} |"
    yield ""


def _message(spec: Spec) -> Iterator[str]:
    yield f"### `{spec.address}`"
    yield ""
    since = f", since {PROTOCOL[0]}.{spec.since}" if spec.since else ""
    yield f"{spec.doc} *{spec.sender} → {spec.receiver}{since}*" + (
        f" Reply: `{spec.reply}`." if spec.reply else ""
    )
    yield ""
    if spec.args:
        yield from _arguments(spec.args)


def _lines() -> Iterator[str]:
    yield _HEAD
    for title, specs in GROUPS:
        yield f"## {title}"
        yield ""
        for spec in specs:
            yield from _message(spec)
    yield "## The note record"
    yield ""
    yield f"{RECORD.size} bytes a note; after these fields a byte of flags (bit 0: muted) and a zero byte."
    yield ""
    yield from _arguments(NOTE_FIELDS)


def reference_page() -> str:
    """daw_scripts/PROTOCOL.md"""
    return "\n".join(_lines()).rstrip() + "\n"
