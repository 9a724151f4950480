"""The files that are generated from the table, and whether they say what it says."""

from __future__ import annotations

from collections.abc import Callable
from itertools import zip_longest
from pathlib import Path

from bridge.osc.export.golden import golden_json
from bridge.osc.export.protocols import NOTICE, javascript_protocol, lua_protocol, python_protocol
from bridge.osc.export.reference import reference_page

ROOT = Path(__file__).parents[3]

FILES: dict[str, Callable[[], str]] = {
    "daw_scripts/ableton/Sideman/protocol.py": python_protocol,
    "daw_scripts/lua/protocol.lua": lua_protocol,
    "daw_scripts/bitwig/protocol.js": javascript_protocol,
    "daw_scripts/PROTOCOL.md": reference_page,
    "tests/osc/golden.json": lambda: golden_json(NOTICE),
}


def write(root: Path = ROOT) -> list[str]:
    """Writes the files that are stale and gives their names."""
    named = [name for name, text in _texts().items() if _found(root / name) != text]
    for name in named:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(FILES[name]().encode())
    return named


def stale(root: Path = ROOT) -> list[str]:
    """A line for each file that differs from the table: its name, and where it first differs."""
    return [
        f"{name}: {_first_difference(_found(root / name), text)}"
        for name, text in _texts().items()
        if _found(root / name) != text
    ]


def _texts() -> dict[str, str]:
    return {name: generate() for name, generate in FILES.items()}


def _found(path: Path) -> str:
    """A file's text with its line ends as they are; empty when it is not there."""
    return path.read_bytes().decode() if path.exists() else ""


def _first_difference(found: str, wanted: str) -> str:
    """Where two texts part: the line's number, and the line as it is and as it should be."""
    pairs = zip_longest(found.splitlines(keepends=True), wanted.splitlines(keepends=True), fillvalue="")
    number, (old, new) = next((n, pair) for n, pair in enumerate(pairs, 1) if pair[0] != pair[1])
    return f"line {number} is {old[:80]!r} and should be {new[:80]!r}"
