"""Taking changed settings over while the daemon runs: pure, without threads or clocks."""

from __future__ import annotations

from dataclasses import dataclass

from bridge.model.errors import BadConfig, SidemanError
from bridge.settings.leaves import LEAVES
from bridge.settings.loading import Config, load


@dataclass(frozen=True, slots=True)
class Reload:
    """What reading the settings again gave.

    config: what applies now; the old one when ``problem`` says why the new one does not. changed:
    dotted keys whose value differs from before. needs_restart: keys whose value differs from the
    one that the daemon started with and that it takes over at its next start only.
    """

    config: Config
    changed: tuple[str, ...] = ()
    needs_restart: tuple[str, ...] = ()
    problem: SidemanError | None = None


def reload(current: Config, started: Config) -> Reload:
    """Reads all layers of ``current`` again. Raises nothing for bad settings: see `Reload.problem`."""
    try:
        new = load(current.sources)
    except BadConfig as problem:
        return Reload(current, (), _waiting(current, started), problem)
    return Reload(new, _differing(current, new), _waiting(new, started))


def _differing(old: Config, new: Config) -> tuple[str, ...]:
    before, after = old.values(), new.values()
    return tuple(key for key in LEAVES if before[key] != after[key])


def _waiting(config: Config, started: Config) -> tuple[str, ...]:
    return tuple(key for key in _differing(started, config) if LEAVES[key].needs_restart)
