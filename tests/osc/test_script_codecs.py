"""The codecs of the control scripts, each in the interpreters that its DAWs embed.

Python 3.7 is Live 11's and 3.11 Live 12's; Lua 5.3 is Ardour's and 5.4 REAPER's; Node stands in for
Bitwig's engines. They must write the very bytes that the daemon writes, and refuse what it refuses.
"""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import pytest

from bridge.model.errors import BadMessage, BadNotes
from bridge.model.notes import RECORD, Note, Notes
from bridge.osc.chunks import note_chunks
from bridge.osc.codec import Message, decode, encode
from bridge.osc.framing import frame
from bridge.osc.schema import MAX_PACKET_BYTES, MESSAGES, NOTES_PER_CHUNK
from tests.osc import seeded
from tests.osc.batch import INTERPRETERS, ask, encode_command, message_of, note_words, notes_of

pytestmark = [pytest.mark.script, pytest.mark.parametrize("interpreter", INTERPRETERS)]

GOLDEN: dict[str, Any] = json.loads((Path(__file__).parent / "golden.json").read_text("utf-8"))


def joined(vector: dict[str, Any]) -> str:
    return "".join(group for group, _ in vector["bytes"])


def same(left: Message, right: Message) -> bool:
    """Equal, and 0.0 told from -0.0."""
    return repr(left) == repr(right)


def golden_message(vector: dict[str, Any]) -> Message:
    args = (bytes.fromhex(arg["hex"]) if isinstance(arg, dict) else arg for arg in vector["args"])
    return Message(vector["address"], tuple(args))


def test_the_golden_messages_are_read_and_written(interpreter: str) -> None:
    vectors = GOLDEN["messages"]
    assert {vector["address"] for vector in vectors} == set(MESSAGES)
    read = ask(interpreter, [f"decode {joined(vector)}" for vector in vectors])
    written = ask(interpreter, [encode_command(golden_message(vector)) for vector in vectors])
    for vector, found, packet in zip(vectors, read, written, strict=True):
        assert same(message_of(found), golden_message(vector))
        assert packet == f"ok {joined(vector)}"


def test_hundreds_of_random_messages_are_read_and_written(interpreter: str) -> None:
    random = Random(2025)
    said = [seeded.message(random) for _ in range(600)]
    written = ask(interpreter, map(encode_command, said))
    read = ask(interpreter, [f"decode {encode(message).hex()}" for message in said])
    for message, packet, found in zip(said, written, read, strict=True):
        assert packet == f"ok {encode(message).hex()}"
        assert same(message_of(found), message)


def test_spoilt_packets_are_judged_as_the_daemon_judges_them(interpreter: str) -> None:
    packets = [*seeded.spoilt_packets(4_000, seed=4)]
    packets += [bytes.fromhex(vector["packet"]) for vector in GOLDEN["refused"]]
    answers = ask(interpreter, [f"decode {packet.hex()}" for packet in packets])
    for packet, answer in zip(packets, answers, strict=True):
        try:
            expected = decode(packet)
        except BadMessage as problem:
            assert answer == f"no {problem.code}", packet
        else:
            assert same(message_of(answer), expected), packet


def test_what_the_table_does_not_allow_is_not_written(interpreter: str) -> None:
    commands = {
        "encode /moon": "unknown_message",
        "encode /ping": "bad_message",
        "encode /ping i:1 i:2": "bad_message",
        "encode /ping i:-1": "bad_message",
        "encode /ping i:2147483648": "bad_message",
        "encode /ping d:0.5": "bad_message",
        "encode /ping s:61": "bad_message",
        "encode /mixer s:74 i:0 d:24.5 d:0.0 i:0 i:0 i:0": "bad_message",
        "encode /mixer s:74 i:0 d:-181.0 d:0.0 i:0 i:0 i:0": "bad_message",
        "encode /mixer s:74 i:0 d:1e999 d:0.0 i:0 i:0 i:0": "bad_message",
        "encode /mixer s:74 i:0 s:30 d:0.0 i:0 i:0 i:0": "bad_message",
        "encode /trigger s:6e6f s:": "bad_message",
        "encode /say s:610062": "bad_message",
        "encode /say i:1": "bad_message",
        "encode /say s:" + "61" * MAX_PACKET_BYTES: "bad_message",
    }
    answers = dict(zip(commands, ask(interpreter, commands), strict=True))
    assert answers == {command: f"no {code}" for command, code in commands.items()}


def test_streams_cut_anywhere_give_the_same_packets(interpreter: str) -> None:
    random = Random(7)
    lines, wanted = [], []
    for _ in range(60):
        packets = [encode(seeded.message(random)) for _ in range(random.randrange(5))]
        stream = b"".join(map(frame, packets))
        cuts = sorted(random.randrange(len(stream) + 1) for _ in range(random.randrange(8)))
        lines.append(
            "feed " + " ".join(stream[start:end].hex() for start, end in pairwise([0, *cuts, len(stream)]))
        )
        wanted.append(" ".join(packet.hex() for packet in packets))
    for vector in GOLDEN["streams"]:
        stream = vector["stream"]
        lines.append("feed " + " ".join(stream[i : i + 2] for i in range(0, len(stream), 2)))
        wanted.append(" ".join(vector["packets"]))
    assert [answer.removeprefix("ok").strip() for answer in ask(interpreter, lines)] == wanted


def test_an_impossible_size_is_refused(interpreter: str) -> None:
    sizes = [-(2**31), -4, 0, 4, 10, MAX_PACKET_BYTES + 4]
    lines = [f"feed {size.to_bytes(4, 'big', signed=True).hex()}" for size in sizes]
    assert ask(interpreter, lines) == ["no bad_message"] * len(sizes)


def test_notes_are_packed_and_unpacked(interpreter: str) -> None:
    random = Random(11)
    runs = [seeded.notes(random) for _ in range(100)]
    blobs = [joined(vector) for vector in GOLDEN["notes"]] + [run.packed.hex() for run in runs]
    unpacked = ask(interpreter, [f"unpack {blob}" for blob in blobs if blob])
    for blob, answer in zip(filter(None, blobs), unpacked, strict=True):
        assert notes_of(answer) == list(Notes.from_packed(bytes.fromhex(blob)))
    some = [run for run in runs if run]
    given = [[seeded.note(random) for _ in run] for run in some]
    packed = ask(interpreter, [f"pack {note_words(notes)}" for notes in given])
    assert packed == [f"ok {Notes(notes).packed.hex()}" for notes in given]


def test_a_note_that_says_only_what_it_must_has_the_defaults_of_the_model(interpreter: str) -> None:
    (packed,) = ask(interpreter, ["pack 1.5,0.25,,,,,60,,"])
    assert packed == f"ok {Notes([Note(1.5, 60, 0.25)]).packed.hex()}"


def test_bad_notes_are_refused_as_the_model_refuses_them(interpreter: str) -> None:
    fine = (0.0, 1.0, 100.0, 64.0, 1.0, 0.0, 60, 0, 0, 0)
    edges = {
        0: (-1e300, float("nan"), float("inf")),
        1: (5e-324, 0.0, -1.0, float("nan"), float("inf")),
        2: (1.0, 127.0, 0.0, 0.99, 127.5, float("nan")),
        3: (0.0, 127.0, -0.5, 128.0),
        4: (0.0, 1.0, -0.1, 1.1),
        5: (-127.0, 127.0, -128.0, 127.5),
        6: (0, 127, 128, 255),
        7: (0, 15, 16),
        8: (0, 1, 2, 3),
    }
    blobs = [
        RECORD.pack(*fine[:position], value, *fine[position + 1 :])
        for position, values in edges.items()
        for value in values
    ] + [b"\0" * 35, RECORD.pack(*fine)[:-1]]
    for blob, answer in zip(blobs, ask(interpreter, [f"unpack {blob.hex()}" for blob in blobs]), strict=True):
        try:
            expected = list(Notes.from_packed(blob))
        except BadNotes:
            assert answer == "no bad_notes", blob
        else:
            assert notes_of(answer) == expected
    refused = ["0.0,0.0,,,,,60,,", "0.0,1.0,0.5,,,,60,,", "0.0,1.0,,,,,128,,", "1e999,1.0,,,,,60,,"]
    assert ask(interpreter, [f"pack {words}" for words in refused]) == ["no bad_notes"] * len(refused)


def test_clips_travel_in_the_daemons_pieces(interpreter: str) -> None:
    lines, wanted = [], []
    for count in (0, 1, NOTES_PER_CHUNK, NOTES_PER_CHUNK + 1, 3 * NOTES_PER_CHUNK):
        notes = Notes(Note(index / 4, index % 128, 0.25) for index in range(count))
        pieces = " ".join(f"{offset}:{packed.hex()}" for offset, packed in note_chunks(notes))
        lines += [f"chunk {notes.packed.hex()}", f"collect {count} {pieces} {pieces}"]
        wanted += [f"ok {pieces}", f"ok {notes.packed.hex()}"]
    assert ask(interpreter, lines) == wanted


def test_pieces_that_cannot_be_are_refused(interpreter: str) -> None:
    note = Notes([Note(0, 60, 1)]).packed.hex()
    lines = [
        f"collect 2 1:{note}",
        f"collect 2 0:{note[:-2]}",
        f"collect 2 0:{note * 3}",
        f"collect 2 0:{note}",
    ]
    assert ask(interpreter, lines) == ["no bad_message"] * len(lines)


def test_names_are_cleaned_so_that_they_can_travel(interpreter: str) -> None:
    broken = {
        "plain": "plain",
        "Bäß🎹": "Bäß🎹",
        "a\0b": "ab",
        "x\ud83cy": "x�y",
        "\udfb9\ud83c": "��",
        "\ud83c\ud83c\udfb9": "�🎹",
    }
    lua = {"\ud83c\ud83c\udfb9": "���"}  # bytes, in which surrogates never pair
    texts = list(broken)
    if interpreter.startswith("python"):
        texts.remove("\ud83c\ud83c\udfb9")  # code points, in which they never pair either
    if interpreter.startswith("lua"):
        lines = [f"clean {text.encode('utf-8', 'surrogatepass').hex()}" for text in texts]
    else:
        lines = [f"clean {json.dumps(text)}" for text in texts]
    wanted = [(lua if interpreter.startswith("lua") else {}).get(text, broken[text]) for text in texts]
    assert [bytes.fromhex(answer[3:]).decode() for answer in ask(interpreter, lines)] == wanted
