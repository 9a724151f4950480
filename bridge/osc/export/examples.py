"""An example of every message, for the golden vectors: what a session with one bass line might say."""

from __future__ import annotations

from typing import Any

from bridge.model.notes import Note, Notes
from bridge.osc.codec import Message
from bridge.osc.schema import MESSAGES, PROTOCOL, Arg, Spec

NOTES: dict[str, Note] = {
    "only what must be given": Note(0.0, 60, 1.0),
    "a pickup, muted, with every field set": Note(-0.5, 45, 0.25, 99.5, 9, True, 12.0, 0.75, -3.5),
    "the lowest values": Note(-1.7976931348623157e308, 0, 5e-324, 1.0, 0, False, 0.0, 0.0, -127.0),
    "the highest values": Note(
        1.7976931348623157e308, 127, 1.7976931348623157e308, 127.0, 15, True, 127.0, 1.0, 127.0
    ),
    "triplets and thirds, rounded to float32": Note(1 / 3, 64, 2 / 3, 100 / 3, 1, False, 200 / 3, 1 / 3, 0.1),
    "denormal float32": Note(1e-310, 64, 1e-310, 1.0, 0, False, 1e-45, 1.4e-45, 1e-40),
}

_BY_NAME: dict[str, Any] = {
    "major": PROTOCOL[0],
    "minor": PROTOCOL[1],
    "id": "t3",
    "track_id": "t3",
    "clip_id": "c12",
    "scene_id": "s1",
    "group_id": "",
    "object_id": "c13",
    "request_id": "r7",
    "of_request_id": "r6",
    "set_id": "set-4f2a",
    "track_ids": "t1 t2 t3",
    "name": 'Bäss "Süß" 🎹',
    "set_name": "Nachtfahrt – 2. Fassung",
    "label": "Sideman: Baß 🎸",
    "host": "studio",
    "host_version": "1.0",
    "script_version": "0.1.0",
    "daemon_version": "0.1.0",
    "epoch": "5bd1",
    "peer_id": "peer-1",
    "capabilities": "clips notes mixer undo_groups",
    "token": "0123456789abcdef",
    "code": "stale",
    "message": "The clip “Bäss” was edited meanwhile.",
    "hint": "Ask again, and accept the new suggestion.",
    "reason": "the set is being closed",
    "text": 'Try "accept" 👍',
    "argument": "bass",
    "scale": "dorian",
    "topic": "suggestions",
    "command": "suggest",
    "body": '{"kind": "bass", "bars": 4}',
    "color": 0xFF8800,
    "revision": 41,
    "number": 2_147_483_647,
    "start_beats": 16.0,
    "length_beats": 16.0,
    "end_beats": 32.0,
    "position_beats": 5.3333333333333333,
    "loop_length_beats": 4.0,
    "quantum_beats": 0.0,
    "tempo_bpm": 121.7,
    "numerator": 7,
    "denominator": 8,
    "tonic": 9,
    "volume_db": -6.02,
    "return_id": "t9",
    "level_db": -18.5,
    "pan": -0.25,
    "left_db": -12.5,
    "right_db": -0.0,
    "expected": -6.02,
    "value": -7.5,
    "stamp_s": 86_400.000001,
    "heartbeat_s": 2.0,
    "rate_hz": 20.0,
    "deadline_ms": 5000,
    "steps": 2,
    "total": len(NOTES),
    "notes": Notes(NOTES.values()).packed,
}
_BY_TAG: dict[str, Any] = {"i": 1, "d": 1.0, "s": "", "b": b""}


def _value(arg: Arg) -> Any:
    if arg.choices:
        return arg.choices[-1]
    return _BY_NAME.get(arg.name, _BY_TAG[arg.tag])


def example(spec: Spec) -> Message:
    """The example of a message; the same in every run."""
    return Message(spec.address, tuple(_value(arg) for arg in spec.args))


def examples() -> list[Message]:
    """One example of every message, in the table's order, and a few at the edges of the types."""
    edges = [
        Message("/bye", ("",)),
        Message("/bye", ("abc",)),
        Message("/bye", ("abcd",)),
        Message("/say", ("\u007f\u0080\u07ff\u0800\ud7ff\ue000\uffff\U00010000\U0010ffff",)),
        Message("/say", ("👩🏽‍🎤 ",)),
        Message("/ping", (0,)),
        Message("/mixer", ("t", 2_147_483_647, -180.0, -1.0, 0, 0, 0)),
        Message("/mixer", ("t", 0, 24.0, -0.0, 1, 1, 1)),
        Message("/meter", ("t", 5e-324, -5e-324, 2.2250738585072014e-308)),
        Message("/meter", ("t", 1.7976931348623157e308, -1.7976931348623157e308, 0.1)),
        Message("/notes", ("r", "c", 0, 0, 0, b"")),
    ]
    return [example(spec) for spec in MESSAGES.values()] + edges
