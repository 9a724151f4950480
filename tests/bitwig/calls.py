"""Where the script's text calls Bitwig: members of host objects, and the globals `load` and `loadAPI`."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from tests.bitwig.stage import HOST, SCRIPTS

PURE = {"protocol.js", "bytes.js", "osc.js"}
FACTS = json.loads((HOST.parent / "facts.json").read_text("utf-8"))
NAMES = {name for members in FACTS["types"].values() for name in members}

OWN = re.compile(r"\b(?:(?:this|self|told|dialer)\.send|self\.select|levels\.pan|grid\.touch)$")
"""The script's own functions that share a name with members of Bitwig's objects."""

CALL = re.compile(r"(?:\.|\b(?=load(?:API)?\())(\w+)\(")
SKIPPED = re.compile(r'"(?:\\.|[^"\\\n])*"|//[^\n]*')


@dataclass(frozen=True, slots=True)
class Call:
    """A call in a file: where its name begins; its arguments from `first` up to `end`, parted by `commas`."""

    file: str
    line: int
    name: str
    start: int
    first: int
    end: int
    commas: tuple[int, ...]


def _blank(text: str) -> str:
    """The same length, without what is written in texts and comments."""
    return SKIPPED.sub(lambda found: "_" * len(found[0]), text)


def _arguments(code: str, first: int) -> tuple[int, tuple[int, ...]]:
    depth, commas = 0, []
    for at in range(first, len(code)):
        if code[at] in "([{":
            depth += 1
        elif depth and code[at] in ")]}":
            depth -= 1
        elif code[at] == ")":
            return at, tuple(commas)
        elif not depth and code[at] == ",":
            commas.append(at)
    raise ValueError(f"a call at {first} never ends")


def calls() -> Iterator[Call]:
    for path in sorted(SCRIPTS.glob("*.js")):
        if path.name in PURE:
            continue
        code = _blank(path.read_text("utf-8"))
        for found in CALL.finditer(code):
            if found[1] in NAMES and not OWN.search(code, max(0, found.start() - 20), found.end(1)):
                line = code.count("\n", 0, found.start(1)) + 1
                end, commas = _arguments(code, found.end())
                yield Call(path.name, line, found[1], found.start(1), found.end(), end, commas)
