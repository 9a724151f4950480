"""Every single setting by its dotted key, with what is allowed and what that means in words.

Walks `structure.Settings` once; the faces, the layers and the schema read the result.
"""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import msgspec
from msgspec import inspect, structs

from bridge.settings.structure import OWN, RESTART, Settings

_NO_SIGNS = ("Cc", "Cs")
"""Unicode categories that no name or path holds: controls, line breaks among them, and surrogates."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """One setting. key: as in "link.port". allowed: what fits, in words. type: for msgspec."""

    key: str
    type: Any
    is_text: bool
    is_list: bool
    description: str
    allowed: str
    needs_restart: bool
    own_machine: bool

    def convert(self, value: object, lax: bool = False) -> object:
        """The value in the leaf's type; with ``lax``, words such as "true" or "8" are read as it.
        Text must be one line. Raises msgspec.ValidationError."""
        if lax and self.is_list and isinstance(value, str):
            value = [part.strip() for part in value.split(",") if part.strip()]
        converted: object = msgspec.convert(value, self.type, strict=not lax)
        for text in converted if isinstance(converted, list) else [converted]:
            if isinstance(text, str) and any(unicodedata.category(sign) in _NO_SIGNS for sign in text):
                raise msgspec.ValidationError("not one line of text")
        return converted


def _span(kind: inspect.IntType | inspect.FloatType) -> str:
    low, high = kind.ge, kind.le
    return "" if low is None or high is None else f" from {low:g} to {high:g}"


def _in_words(kind: inspect.Type) -> str:
    match kind:
        case inspect.BoolType():
            return "true or false"
        case inspect.IntType():
            return "a whole number" + _span(kind)
        case inspect.FloatType():
            return "a number" + _span(kind)
        case inspect.LiteralType():
            return "one of " + ", ".join(map(str, kind.values))
        case inspect.ListType():
            return f"a list, each {_in_words(kind.item_type)}"
        case inspect.StrType(max_length=int(most)):
            return f"one line of text, at most {most} characters"
        case _:
            return "one line of text"


def _leaf(key: str, kind: inspect.Type, type_: Any) -> Leaf:
    about: dict[str, Any] = {}
    while isinstance(kind, inspect.Metadata):
        about |= kind.extra_json_schema or {}
        kind = kind.type
    return Leaf(
        key=key,
        type=type_,
        is_text=isinstance(kind, inspect.StrType | inspect.LiteralType),
        is_list=isinstance(kind, inspect.ListType),
        description=about["description"],
        allowed=_in_words(kind),
        needs_restart=about.get(RESTART, False),
        own_machine=about.get(OWN, False),
    )


def _walk(struct: type[msgspec.Struct], prefix: str) -> Iterator[Leaf]:
    info = inspect.type_info(struct)
    assert isinstance(info, inspect.StructType)
    for shape, field in zip(info.fields, structs.fields(struct), strict=True):
        if isinstance(shape.type, inspect.StructType):
            yield from _walk(shape.type.cls, f"{prefix}{field.name}.")
        else:
            yield _leaf(prefix + field.name, shape.type, field.type)


LEAVES: Mapping[str, Leaf] = MappingProxyType({leaf.key: leaf for leaf in _walk(Settings, "")})
"""Dotted key -> setting, in the order of the structure."""

SECTIONS: frozenset[str] = frozenset(key.rpartition(".")[0] for key in LEAVES)
"""The dotted names of the groups that settings lie in."""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A sentence that names the nearest known word, or all of them where none is near."""
    words = sorted(known)
    near = difflib.get_close_matches(word, words, n=1, cutoff=0.6)
    return f"Did you mean {near[0]!r}?" if near else f"Known here: {', '.join(words)}."


def values_by_key(settings: Settings) -> dict[str, Any]:
    """Every leaf's value by its dotted key, in the order of `LEAVES`."""
    tree = msgspec.to_builtins(settings)
    return {key: tree[section][name] for key in LEAVES for section, name in [key.split(".")]}
