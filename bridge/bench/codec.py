"""Encoding and decoding messages, ours beside python-osc."""

from __future__ import annotations

import time
from collections.abc import Callable

from pythonosc.osc_message import OscMessage
from pythonosc.osc_message_builder import OscMessageBuilder

from bridge.bench import Report
from bridge.model.notes import Note, Notes
from bridge.osc.codec import Message, decode, encode
from bridge.osc.schema import MESSAGES

_NOTES = Notes(Note(i * 0.25, 36 + i % 60, 0.25) for i in range(128))
SAMPLES: tuple[tuple[str, Message], ...] = (
    ("clip", Message("/clip", ("c1", "t1", "Verse chords", "s1", 0.0, 16.0, 3, -1, 1, 0, 0.0, 16.0, 48))),
    ("transport", Message("/transport", (1, 0, 33.25, 120.0, 4, 4, 12.5))),
    ("128 notes", Message("/notes", ("r1", "c1", 1, 128, 0, _NOTES.packed))),
)


def _build(message: Message) -> bytes:
    builder = OscMessageBuilder(message.address)
    for arg, value in zip(MESSAGES[message.address].args, message.args, strict=True):
        builder.add_arg(value, arg.tag)
    return bytes(builder.build().dgram)


def _rate(do: Callable[[], object], seconds: float) -> float:
    """Calls a second, the best of three spans."""
    best = 0.0
    for _ in range(3):
        count, start = 0, time.perf_counter()
        while (spent := time.perf_counter() - start) < seconds:
            for _ in range(50):
                do()
            count += 50
        best = max(best, count / spent)
    return best


def measure(quick: bool) -> Report:
    span_s = 0.05 if quick else 0.5
    rows = []
    for name, message in SAMPLES:
        packet = encode(message)
        for deed, ours, theirs in (
            ("encode", lambda m=message: encode(m), lambda m=message: _build(m)),
            ("decode", lambda p=packet: decode(p), lambda p=packet: OscMessage(p).params),
        ):
            mine, reference = _rate(ours, span_s), _rate(theirs, span_s)
            rows.append((f"{deed} {name}", round(mine), round(reference), round(mine / reference, 2)))
    return Report("Codec", ("message", "ours/s", "python-osc/s", "ratio"), tuple(rows))
