"""Plain values written down as Python, Lua, JavaScript or JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

from bridge.osc.export.tables import Value

WIDTH = 110
"""A value longer than this takes a line for each of its parts."""


@dataclass(frozen=True, slots=True)
class Language:
    """How a language writes a list, a dict, a key of a dict, and a named constant."""

    name: str
    list_braces: tuple[str, str]
    dict_braces: tuple[str, str]
    key: Callable[[str], str]
    constant: str
    """With {name} and {value} in it."""
    comment: str
    last_comma: str = ","
    """After the last of several lines."""


def _lua_key(name: str) -> str:
    return f"{name} = " if name.isidentifier() else f"[{json.dumps(name)}] = "


PYTHON = Language("Python", ("[", "]"), ("{", "}"), lambda name: f'"{name}": ', "{name} = {value}\n", "# ")
LUA = Language("Lua", ("{", "}"), ("{", "}"), _lua_key, "protocol.{name} = {value}\n", "-- ")
JAVASCRIPT = Language(
    "JavaScript", ("[", "]"), ("{", "}"), lambda name: f'"{name}": ', "    {name}: {value},\n", "// "
)
JSON = Language("JSON", ("[", "]"), ("{", "}"), lambda name: f'"{name}": ', "", "", last_comma="")


def literal(language: Language, value: Value, indent: int = 0) -> str:
    """The value on one line where it fits, else one line for each part."""
    if isinstance(value, dict):
        parts = [(language.key(name), inner) for name, inner in value.items()]
        return _gathered(language, language.dict_braces, parts, indent)
    if isinstance(value, list):
        return _gathered(language, language.list_braces, [("", inner) for inner in value], indent)
    return json.dumps(value, ensure_ascii=False)


def _gathered(
    language: Language, braces: tuple[str, str], parts: list[tuple[str, Value]], indent: int
) -> str:
    opening, closing = braces
    line = opening + ", ".join(key + literal(language, inner) for key, inner in parts) + closing
    if "\n" not in line and indent + len(line) <= WIDTH:
        return line
    inside = " " * (indent + 4)
    lines = [inside + key + literal(language, inner, indent + 4) for key, inner in parts]
    return opening + "\n" + ",\n".join(lines) + f"{language.last_comma}\n" + " " * indent + closing
