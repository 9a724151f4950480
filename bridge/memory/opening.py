"""The memory as the settings have it, for the daemon and for the command line when no daemon runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from bridge.memory.keeper import Keeper, Rules
from bridge.memory.store import Store
from bridge.settings import Config, Settings


def rules_of(settings: Settings) -> Rules:
    memory = settings.memory
    return Rules(memory.enabled, memory.paused, memory.folder)


@contextmanager
def opened(config: Config, on_forget: Callable[[], None]) -> Iterator[Keeper]:
    """The keeper on the file of this machine. Raises Unavailable."""
    config.paths.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    store = Store(config.paths.memory)
    try:
        yield Keeper(store, lambda: rules_of(config.settings), on_forget)
    finally:
        store.close()
