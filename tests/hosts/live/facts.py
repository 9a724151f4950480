"""What Live's Python API is in one version: facts.json, cut down to that version.

Runs in Python 3.7, beside the script under test.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


class Facts:
    """members: class -> name -> fact, of this version only. A fact holds `kind` (property or method)
    and `type`, `settable`, `args` (lowest, highest count), `types`, `keywords` where they apply."""

    def __init__(self, version: str) -> None:
        whole = json.loads(Path(__file__).with_name("facts.json").read_text(encoding="utf-8"))
        self.version = version
        self.members: dict[str, dict[str, Any]] = {
            owner: {name: fact for name, fact in facts.items() if self._has(fact)}
            for owner, facts in whole["classes"].items()
        }
        self.functions: dict[str, Any] = whole["functions"]
        self.c_instance: dict[str, int] = whole["c_instance"]
        self.script: dict[str, int] = whole["script"]

    def _has(self, fact: dict[str, Any]) -> bool:
        return number(fact["since"]) <= number(self.version)

    def member(self, owner: str, name: str) -> dict[str, Any]:
        """Raises AttributeError for what this version has not got."""
        found: dict[str, Any] | None = self.members[owner].get(name)
        if found is None:
            raise AttributeError(f"'{owner}' object has no attribute '{name}' (Live {self.version})")
        return found


def check_count(where: str, low: int, high: int, given: int) -> None:
    if not low <= given <= high:
        raise TypeError(f"{where}() takes {low} to {high} arguments, {given} given")


def check_type(where: str, wanted: str, value: object) -> None:
    """As Boost.Python converts: no float where an int is wanted, no int where a text is."""
    fits = {"int": int, "bool": int, "float": (int, float), "str": str, "tuple": tuple}.get(wanted)
    if fits is not None and not isinstance(value, fits):
        raise TypeError(f"{where}: {value!r} did not match C++ signature, which wants {wanted}")
