"""Encoding and decoding messages, ours beside python-osc: with all of our checks, and none of theirs."""

from __future__ import annotations

from collections.abc import Callable
from timeit import repeat

from pythonosc.osc_message import OscMessage
from pythonosc.osc_message_builder import OscMessageBuilder

from bridge.bench import Report
from bridge.model.notes import Note, Notes
from bridge.osc.codec import Message, decode, encode
from bridge.osc.schema import MESSAGES

_NOTES = Notes(Note(index / 4, 36 + index % 48, 0.25, 100.5) for index in range(900)).packed
_NOTE_BYTES = len(_NOTES) // 900
SAMPLES: tuple[tuple[str, Message], ...] = (
    ("clip", Message("/clip", ("c12", "t3", "Bäss 🎹", "s1", 0.0, 16.0, 3, -1, 1, 0, 0.0, 4.0, 64))),
    ("transport", Message("/transport", (1, 0, 33.25, 120.0, 4, 4, 12.5))),
    ("mixer", Message("/mixer", ("t3", 41, -6.02, -0.25, 0, 0, 1))),
    ("128 notes", Message("/notes", ("r1", "c1", 1, 128, 0, _NOTES[: 128 * _NOTE_BYTES]))),
    ("900 notes", Message("/notes", ("r7", "c12", 3, 900, 0, _NOTES))),
)


def encode_theirs(message: Message) -> bytes:
    builder = OscMessageBuilder(message.address)
    for tag, value in zip(MESSAGES[message.address].tags, message.args, strict=True):
        builder.add_arg(value, tag)
    return bytes(builder.build().dgram)


def decode_theirs(packet: bytes) -> Message:
    message = OscMessage(packet)
    return Message(message.address, tuple(message.params))


def _rate(do: Callable[[], object], times: int) -> float:
    """Calls a second, the best of five rounds, which is what the others were disturbed from."""
    return times / min(repeat(do, number=times, repeat=5))


def measure(quick: bool) -> Report:
    """Calls a second of both for each deed and sample, and ours as a multiple of theirs."""
    times = 100 if quick else 1_500
    rows = []
    for name, message in SAMPLES:
        packet = encode(message)
        for deed, ours, theirs in (
            ("encode", lambda m=message: encode(m), lambda m=message: encode_theirs(m)),
            ("decode", lambda p=packet: decode(p), lambda p=packet: decode_theirs(p)),
        ):
            mine, reference = _rate(ours, times), _rate(theirs, times)
            rows.append((f"{deed} {name}", round(mine), round(reference), round(mine / reference, 2)))
    return Report("Codec", ("message", "ours/s", "python-osc/s", "ratio"), tuple(rows))
