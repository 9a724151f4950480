"""Commands for a script codec in its own interpreter: the other end of tests/osc/workers."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from bridge.model.notes import Note
from bridge.osc.codec import Message
from bridge.osc.export.files import ROOT
from bridge.osc.export.tables import NOTE_FIELDS
from bridge.osc.schema import MESSAGES
from tests.interpreters import need

_FILES = {
    "python3.7": "worker.py",
    "python3.11": "worker.py",
    "lua5.3": "worker.lua",
    "lua5.4": "worker.lua",
    "node": "worker.js",
}
INTERPRETERS = tuple(_FILES)

_WRITE: dict[str, Callable[[Any], str]] = {
    "i": str,
    "d": lambda value: repr(float(value)),
    "s": lambda text: text.encode().hex(),
    "b": bytes.hex,
}
_READ: dict[str, Callable[[str], Any]] = {
    "i": int,
    "d": float,
    "s": lambda text: bytes.fromhex(text).decode(),
    "b": bytes.fromhex,
}


def ask(interpreter: str, lines: Iterable[str]) -> list[str]:
    """The answers to a batch of commands, from one process. Skips or fails without the interpreter."""
    program = need(interpreter)
    worker = Path(__file__).parent / "workers" / _FILES[interpreter]
    asked = list(lines)
    ran = subprocess.run(
        [program, str(worker), str(ROOT / "daw_scripts")],
        input="\n".join(asked) + "\n",
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
    )
    assert ran.returncode == 0, ran.stderr[-2000:]
    answers = ran.stdout.splitlines()
    assert len(answers) == len(asked)
    return answers


def encode_command(message: Message) -> str:
    tags = MESSAGES[message.address].tags
    values = [f"{tag}:{_WRITE[tag](value)}" for tag, value in zip(tags, message.args, strict=True)]
    return " ".join(["encode", message.address, *values])


def message_of(answer: str) -> Message:
    """The message that a decode gave."""
    fine, address, *values = answer.split(" ")
    assert fine == "ok"
    return Message(address, tuple(_READ[value[0]](value[2:]) for value in values))


def note_words(notes: Iterable[Note]) -> str:
    """Notes as a pack command takes them."""
    return " ".join(
        ",".join([repr(getattr(note, field.name)) for field in NOTE_FIELDS] + [str(int(note.muted))])
        for note in notes
    )


def notes_of(answer: str) -> list[Note]:
    """The notes that an unpack gave."""
    fine, *words = answer.split()
    assert fine == "ok"
    return [_note(word.split(",")) for word in words]


def _note(values: Sequence[str]) -> Note:
    fields: dict[str, Any] = {
        field.name: int(value) if field.tag == "B" else float(value)
        for field, value in zip(NOTE_FIELDS, values, strict=False)
    }
    return Note(muted=values[-1] == "1", **fields)
