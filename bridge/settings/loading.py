"""Loading: the layers laid over each other into one checked `Config`."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import msgspec

from bridge.model.errors import BadConfig
from bridge.settings import layers, rules
from bridge.settings.layers import Layer, Origin
from bridge.settings.leaves import LEAVES, values_by_key
from bridge.settings.paths import Paths, paths
from bridge.settings.resources import bundled
from bridge.settings.structure import Settings

PROJECT_FILE = "sideman.yaml"


@dataclass(frozen=True, slots=True)
class Sources:
    """Where to look for settings. start: the folder from which a project file is searched upwards."""

    default_file: Path
    user_file: Path
    start: Path
    environ: Mapping[str, str]
    flags: Mapping[str, object]

    def project_file(self) -> Path | None:
        """The nearest ``sideman.yaml`` in ``start`` or a folder above it."""
        folders = (self.start, *self.start.parents)
        return next((folder / PROJECT_FILE for folder in folders if (folder / PROJECT_FILE).is_file()), None)

    def files(self) -> tuple[Path, ...]:
        """The files whose change or appearance may change the settings."""
        project = self.project_file()
        return tuple(
            dict.fromkeys(
                (
                    self.default_file,
                    self.user_file,
                    self.start / PROJECT_FILE,
                    *([project] if project else []),
                )
            )
        )


@dataclass(frozen=True, slots=True)
class Config:
    """Settings that apply, and where each came from."""

    settings: Settings
    origins: Mapping[str, Origin]
    paths: Paths
    sources: Sources

    def values(self) -> dict[str, Any]:
        """Every value by its dotted key, in the order of the structure."""
        return values_by_key(self.settings)

    def origin(self, key: str) -> Origin:
        """Where the value of a dotted key was set. Raises BadConfig for an unknown key."""
        return self.origins[layers.named(key).key]


def sources(
    flags: Mapping[str, object] | None = None,
    environ: Mapping[str, str] | None = None,
    start: Path | None = None,
) -> Sources:
    """The usual places; each can be given instead of taken from the process (for tests and demos)."""
    variables = dict(os.environ if environ is None else environ)
    return Sources(
        default_file=bundled("config", "default.yaml"),
        user_file=paths(variables).config_file,
        start=(start or Path.cwd()).absolute(),
        environ=MappingProxyType(variables),
        flags=MappingProxyType(dict(flags or {})),
    )


def load(places: Sources) -> Config:
    """The settings that apply. Raises BadConfig, naming the place, for anything that does not fit."""
    found = layers.from_file(places.default_file, Layer.DEFAULT)
    missing = [key for key in LEAVES if key not in found]
    if missing:
        raise BadConfig(f"{places.default_file} does not set {', '.join(missing)}.", "Install Sideman again.")
    if places.user_file.exists():
        found |= layers.from_file(places.user_file, Layer.USER)
    project_file = places.project_file()
    if project_file is not None:
        found |= layers.from_file(project_file, Layer.PROJECT)
    found |= layers.from_environment(places.environ)
    found |= layers.from_flags(places.flags)
    rules.check(found)
    tree: dict[str, dict[str, object]] = {}
    for key, setting in found.items():
        section, _, name = key.partition(".")
        tree.setdefault(section, {})[name] = setting.value
    return Config(
        settings=msgspec.convert(tree, Settings),
        origins=MappingProxyType({key: found[key].origin for key in LEAVES}),
        paths=paths(places.environ),
        sources=places,
    )
