"""Drives daw_scripts/ableton/Sideman/osc.py line by line; see tests/osc/workers/README.md.

Written for Python 3.7. The package is made by hand because Live's own modules are not here.
"""

# ruff: noqa: B905, E402 - zip has no strict in 3.7, and the package is made before it is imported

import json
import sys
import types

package = types.ModuleType("Sideman")
package.__path__ = [sys.argv[1] + "/ableton/Sideman"]
sys.modules["Sideman"] = package
sys.dont_write_bytecode = True

from Sideman import osc
from Sideman.protocol import MESSAGES, NOTE_FIELDS

READ = {
    "i": int,
    "d": float,
    "s": lambda text: bytes.fromhex(text).decode("utf-8"),
    "b": bytes.fromhex,
}
WRITE = {
    "i": str,
    "d": repr,
    "s": lambda value: value.encode("utf-8").hex(),
    "b": bytes.hex,
}


def decode(packet=""):
    address, args, named = osc.decode(bytes.fromhex(packet))
    spec = MESSAGES[address]
    assert [named[row["name"]] for row in spec["args"]] == list(args)
    return " ".join([address] + [tag + ":" + WRITE[tag](value) for tag, value in zip(spec["tags"], args)])


def encode(address, *args):
    return osc.encode(address, *[READ[arg[0]](arg[2:]) for arg in args]).hex()


def feed(*pieces):
    deframer = osc.Deframer()
    return " ".join(packet.hex() for piece in pieces for packet in deframer.feed(bytes.fromhex(piece)))


def unpack(blob):
    notes = osc.unpack_notes(bytes.fromhex(blob))
    return " ".join(
        ",".join([repr(getattr(note, row["name"])) for row in NOTE_FIELDS] + [str(int(note.muted))])
        for note in notes
    )


def pack(*notes):
    return osc.pack_notes(map(note_of, notes)).hex()


def note_of(text):
    *values, muted = text.split(",")
    fields = {
        row["name"]: int(value) if row["tag"] == "B" else float(value)
        for row, value in zip(NOTE_FIELDS, values)
        if value
    }
    return osc.Note(muted=muted == "1", **fields)


def chunk(blob=""):
    return " ".join(str(offset) + ":" + piece.hex() for offset, piece in osc.note_chunks(bytes.fromhex(blob)))


def collect(total, *pieces):
    collector = osc.NoteCollector(int(total))
    for piece in pieces:
        offset, blob = piece.split(":")
        collector.add(int(offset), bytes.fromhex(blob))
    return collector.notes().hex()


def clean(text):
    return osc.clean_text(json.loads(text)).encode("utf-8").hex()


COMMANDS = {call.__name__: call for call in (decode, encode, feed, unpack, pack, chunk, collect, clean)}

for line in sys.stdin:
    word, *rest = line.split()
    try:
        print("ok", COMMANDS[word](*rest))
    except (osc.BadMessage, osc.BadNotes) as problem:
        assert str(problem)
        print("no", problem.code)
