"""The application, and the C++ side of a control surface (c_instance)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.hosts.live.facts import check_count, check_type, number
from tests.hosts.live.model import Model
from tests.hosts.live.surface import Handle
from tests.hosts.live.world import World


class Application(Model):
    lom = "Live.Application.Application"

    def _part(self, index: int) -> int:
        return number(self.world.facts.version)[index]

    def call_get_major_version(self) -> int:
        return self._part(0)

    def call_get_minor_version(self) -> int:
        return self._part(1)

    def call_get_bugfix_version(self) -> int:
        return self._part(2)

    def call_get_document(self) -> Model:
        return self.world.song

    def read_open_dialog_count(self) -> int:
        return self.world.dialogs


class CInstance:
    """What Live hands to create_instance: only these calls, with these counts of arguments."""

    def __init__(self, world: World) -> None:
        self._world = world

    def __getattr__(self, name: str) -> Callable[..., Any]:
        counts = self._world.facts.c_instance
        if name not in counts:
            raise AttributeError(f"c_instance has no {name}")

        def call(*args: Any) -> Any:
            self._world.touch("c_instance." + name)
            check_count("c_instance." + name, counts[name], counts[name], len(args))
            return getattr(self, "_" + name)(*args)

        return call

    def _song(self) -> Handle:
        return Handle(self._world.song)

    def _handle(self) -> int:
        return 7

    def _show_message(self, text: str) -> None:
        check_type("show_message", "str", text)
        self._world.shown.append(text)

    def _log_message(self, text: str) -> None:
        check_type("log_message", "str", text)
        self._world.logged.append(text)

    def _request_rebuild_midi_map(self) -> None:
        self._world.rebuild_midi_map = True
