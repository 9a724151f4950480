"""A computer on which everything is fine; each test spoils one thing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import bridge
from bridge import __version__
from bridge.doctor.asking import DaemonAnswer, DawAnswer
from bridge.doctor.context import Context
from bridge.install.ours import Ours
from bridge.install.system import System
from bridge.settings import load, sources
from generators.wire import Listing
from tests.install.homes import Home, home_on

LIVE = DawAnswer("ableton", "12.1", "Night Bus", "live", 8, 40.0)


def answer(**changes: Any) -> DaemonAnswer:
    """What a daemon says that is well."""
    ready = ({"name": "chords", "state": "ready", "reason": ""},)
    return replace(DaemonAnswer(1, __version__, 9127, (), (LIVE,), ready, 1.5), **changes)


class Desk:
    """home: the made-up home. context: of a musician with no daemon running; `with_` changes it."""

    def __init__(self, home: Home, context: Context) -> None:
        self.home, self.context = home, context

    def with_(self, **changes: Any) -> Context:
        self.context = replace(self.context, **changes)
        return self.context

    def settings(self, **flags: object) -> Context:
        """With settings, dots of their names written as two underscores."""
        named = {name.replace("__", "."): value for name, value in flags.items()}
        environ = {"SIDEMAN_HOME": str(self.home.ours.data.parent)}
        return self.with_(config=load(sources(named, environ, self.home.system.home)))


@pytest.fixture
def desk_on(tmp_path: Path) -> Callable[[str], Desk]:
    """Makes the desk of a musician on one of the three systems."""

    def make(platform: str) -> Desk:
        home = home_on(platform, tmp_path)
        config = load(sources({}, {"SIDEMAN_HOME": str(home.ours.data.parent)}, home.system.home))
        assert config.paths.data == home.ours.data
        context = Context(
            system=home.system,
            paths=config.paths,
            ours=Ours(config.paths.data, config.paths.run_file, config.paths.file_pairs),
            config=config,
            python=(3, 12),
            package=Path(bridge.__file__).parent,
            search_path=[Path(bridge.__file__).parents[1]],
            requirements=["msgspec<1,>=0.18.6"],
            version_of=lambda name: "0.19.0",
            daemon=None,
            midi_outputs=lambda: ["IAC Driver Bus 1"],
            holder_of_udp=lambda port: "",
            holder_of_tcp=lambda port: "",
            listings=lambda: [Listing("chords", "ready")],
            free_bytes=lambda folder: 50_000_000_000,
        )
        return Desk(home, context)

    return make


@pytest.fixture
def desk(desk_on: Callable[[str], Desk]) -> Desk:
    """On Linux."""
    return desk_on("linux")


@pytest.fixture
def system(desk: Desk) -> System:
    return desk.home.system
