"""The layers that settings come from, and each layer read into checked values.

    flag  >  environment  >  project file  >  user file  >  default

A layer sets single leaves, so a project file that names the key of a song leaves the rest alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import NoReturn

import msgspec

from bridge.model.errors import BadConfig
from bridge.settings.leaves import LEAVES, SECTIONS, Leaf, did_you_mean
from bridge.settings.yaml_file import read_entries

ENV_PREFIX = "SIDEMAN_"


class Layer(StrEnum):
    """Where a value was set, from the weakest to the strongest."""

    DEFAULT = "default"
    USER = "user file"
    PROJECT = "project file"
    ENVIRONMENT = "environment"
    FLAG = "flag"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a value was set. place: "FILE, line N", the name of a variable, or the flag's key."""

    layer: Layer
    place: str

    def __str__(self) -> str:
        return f"{self.layer}: {self.place}"


@dataclass(frozen=True, slots=True)
class Setting:
    """A checked value and where it was set."""

    value: object
    origin: Origin


Found = dict[str, Setting]


def from_file(path: Path, layer: Layer) -> Found:
    """What a file sets, by dotted key. A key without a value sets nothing. Raises BadConfig."""
    found: Found = {}
    for entry in read_entries(path):
        origin = Origin(layer, f"{path}, line {entry.line}")
        leaf = _leaf_or_group(entry.path, entry.value, origin.place)
        if leaf is None or entry.value is None:
            continue
        if leaf.own_machine and layer is Layer.PROJECT:
            raise BadConfig(
                f"{origin.place}: {leaf.key} names a place on your disk, which a project may not choose.",
                "Set it in your own settings file or as a flag.",
            )
        found[leaf.key] = _checked(leaf, entry.value, origin)
    return found


def from_environment(environ: Mapping[str, str]) -> Found:
    """What variables such as SIDEMAN_LINK__PORT=9000 set; lists are written with commas.

    A name without a double underscore is no setting and is left alone. Raises BadConfig.
    """
    found: Found = {}
    for name, text in sorted(environ.items()):
        if not name.startswith(ENV_PREFIX) or "__" not in name:
            continue
        path = tuple(name.removeprefix(ENV_PREFIX).lower().split("__"))
        origin = Origin(Layer.ENVIRONMENT, name)
        leaf = _leaf_or_group(path, text, name)
        if leaf is not None:
            found[leaf.key] = _checked(leaf, text, origin, lax=True)
    return found


def from_flags(flags: Mapping[str, object]) -> Found:
    """What flags set, by dotted key; words are read as the setting's type. Raises BadConfig."""
    found: Found = {}
    for key, value in flags.items():
        origin = Origin(Layer.FLAG, key)
        leaf = named(key)
        found[leaf.key] = _checked(leaf, value, origin, lax=isinstance(value, str))
    return found


def named(key: str) -> Leaf:
    """The setting of a dotted key that somebody typed. Raises BadConfig, with the nearest name."""
    leaf = _leaf_or_group(tuple(key.split(".")), key, f"{key!r}")
    assert leaf is not None, "only an empty group gives none"
    return leaf


def _leaf_or_group(path: tuple[str, ...], value: object, place: str) -> Leaf | None:
    """The setting that is meant; None for a group that is left empty."""
    key = ".".join(path)
    if key in LEAVES:
        return LEAVES[key]
    if key not in SECTIONS:
        _unknown(path, place)
    if value is not None:
        raise BadConfig(
            f"{place}: {key} is a group of settings and has no value of its own.",
            f"It holds: {', '.join(leaf for leaf in LEAVES if leaf.startswith(f'{key}.'))}.",
        )
    return None


def _unknown(path: tuple[str, ...], place: str) -> NoReturn:
    key = ".".join(path)
    for depth in range(1, len(path)):
        parent = ".".join(path[:depth])
        if parent in LEAVES:
            raise BadConfig(
                f"{place}: {parent} is one setting, not a group.", f"Allowed: {LEAVES[parent].allowed}."
            )
    elsewhere = [leaf for leaf in LEAVES if leaf.endswith(f".{path[-1]}")]
    if elsewhere:
        hint = f"Did you mean {' or '.join(elsewhere)}?"
    elif path[0] in SECTIONS:
        hint = did_you_mean(key, [leaf for leaf in LEAVES if leaf.startswith(f"{path[0]}.")])
    else:
        hint = did_you_mean(key, SECTIONS if len(path) == 1 else LEAVES)
    raise BadConfig(f"{place}: there is no setting {key!r}.", hint)


def _checked(leaf: Leaf, value: object, origin: Origin, lax: bool = False) -> Setting:
    try:
        return Setting(leaf.convert(value, lax), origin)
    except msgspec.ValidationError:
        hint = f"Allowed: {leaf.allowed}."
        if leaf.is_text and not isinstance(value, str):
            hint += " Put it in quotes to make it text."
        raise BadConfig(f"{origin.place}: {leaf.key} cannot be {value!r}.", hint) from None
