"""What faces may ask of the memory: each verb takes words and gives plain JSON values."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from bridge.memory.keeper import Keeper
from bridge.memory.store import Item
from bridge.model.errors import BadInput


def status(keeper: Keeper, words: Sequence[str] = ()) -> Any:
    return keeper.status()


def list_(keeper: Keeper, words: Sequence[str] = ()) -> Any:
    return [_view(item) for item in keeper.items()]


def pause(keeper: Keeper, words: Sequence[str] = ()) -> Any:
    keeper.pause()
    return keeper.status()


def resume(keeper: Keeper, words: Sequence[str] = ()) -> Any:
    """Raises BadInput where the settings themselves hold it off."""
    keeper.pause(False)
    if not keeper.learning:
        raise BadInput(
            "The settings keep memory off.",
            "Set memory.enabled: true and memory.paused: false.",
            "memory_off",
        )
    return keeper.status()


def forget(keeper: Keeper, words: Sequence[str] = ()) -> Any:
    """words: the pieces that are meant. Raises NotFound."""
    found = {item.number: item for word in words for item in keeper.meant(word)}
    keeper.refuse(list(found.values()))
    return [_view(item) for item in found.values()]


def forget_all(keeper: Keeper, words: Sequence[str] = ()) -> Any:
    return [_view(item) for item in keeper.forget_all()]


def learn(keeper: Keeper, words: Sequence[str] = ()) -> Any:
    """words: paths of MIDI files. Raises BadInput, NotFound."""
    return [_view(item) for item in keeper.learn([Path(word) for word in words])]


VERBS: dict[str, Callable[[Keeper, Sequence[str]], Any]] = {
    "status": status,
    "list": list_,
    "pause": pause,
    "resume": resume,
    "forget": forget,
    "forget_all": forget_all,
    "learn": learn,
}


def _view(item: Item) -> dict[str, Any]:
    return {
        "number": item.number,
        "kind": item.kind,
        "name": item.name,
        "chords": item.chords,
        "held_out": item.held_out,
        "sha256": item.sha256,
        "problem": item.problem,
    }
