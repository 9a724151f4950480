"""The skin between a script and the model: strict about names, versions, counts, types and moments.

A `Handle` is what the script holds of a model object. Several handles of one object are equal;
handles of something deleted equal None, as in Live. Everything that the script touches is noted
in `World.used`, and costs `World.touch_cost_s` of the tick.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from tests.hosts.live.facts import check_count, check_type

if TYPE_CHECKING:
    from tests.hosts.live.model import Model

LISTENER = re.compile(r"(add|remove)_(\w+)_listener$")
READING = re.compile(r"get_|str_for_value$|\w+_has_listener$")
DEFERRED = "Changes cannot be triggered by notifications. You will need to defer your response."


class Vector:
    """Live's containers: no `index`, no `count`, no `append`."""

    def __init__(self, items: list[Any]) -> None:
        self._items = items

    def __len__(self) -> int:
        return len(self._items)

    def __iter__(self) -> Iterator[Any]:
        return iter(self._items)

    def __getitem__(self, index: Any) -> Any:
        return self._items[index]

    def __contains__(self, item: object) -> bool:
        return any(item == one for one in self._items)


def wrap(value: Any) -> Any:
    """What a script gets to see of a value of the model."""
    if isinstance(value, list):
        return Vector([wrap(one) for one in value])
    return Handle(value) if hasattr(value, "lom") else value


def unwrap(value: Any) -> Any:
    return value._model if isinstance(value, Handle) else value


class Handle:
    __slots__ = ("_life", "_model")
    _life: int
    _model: Model

    def __init__(self, model: Model) -> None:
        object.__setattr__(self, "_model", model)
        object.__setattr__(self, "_life", model.world.life)

    @property
    def _there(self) -> bool:
        return self._model.alive and self._life == self._model.world.life

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Handle):
            return self._there and other._there and self._model is other._model
        return other is None and not self._there

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = None  # type: ignore[assignment]

    def __bool__(self) -> bool:
        raise TypeError("compare with None: an object of Live has no truth of its own")

    def _enter(self, name: str) -> dict[str, Any]:
        model = self._model
        world = model.world
        fact = world.facts.member(model.lom, name)
        world.touch(f"{model.lom}.{name}")
        if threading.get_ident() != world.main_thread:
            raise RuntimeError(f"{model.lom}.{name} was touched outside of Live's main thread")
        if not self._there:
            raise TypeError(f"{model.lom}.{name}: Python argument types did not match C++ signature (None)")
        return fact

    def _may_change(self) -> None:
        if self._model.world.notifying:
            raise RuntimeError(DEFERRED)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        fact = self._enter(name)
        model = self._model
        if fact["kind"] == "property":
            read = getattr(model, "read_" + name, None)
            return wrap(read() if read else getattr(model, name))
        listener = LISTENER.match(name)
        if listener:
            return self._listening(name, *listener.groups())
        return self._method(name, fact, getattr(model, "call_" + name))

    def __setattr__(self, name: str, value: Any) -> None:
        fact = self._enter(name)
        where = f"{self._model.lom}.{name}"
        if fact["kind"] != "property" or not fact.get("settable"):
            raise AttributeError(f"can't set attribute {where}")
        check_type(where, fact["type"], value)
        self._may_change()
        write = getattr(self._model, "write_" + name, None)
        if write:
            write(unwrap(value))
        else:
            self._model.change(name, value)

    def _method(self, name: str, fact: dict[str, Any], act: Callable[..., Any]) -> Callable[..., Any]:
        where = f"{self._model.lom}.{name}"

        def call(*args: Any) -> Any:
            check_count(where, *fact["args"], len(args))
            for position, value in enumerate(args):
                check_type(where, (fact.get("types") or ["object"] * 9)[position], value)
            if not READING.match(name):
                self._may_change()
            return wrap(act(*map(unwrap, args)))

        return call

    def _listening(self, name: str, verb: str, what: str) -> Callable[..., None]:
        listeners = self._model.listeners.setdefault(what, [])

        def call(*args: Any) -> None:
            check_count(f"{self._model.lom}.{name}", 1, 1, len(args))
            if not callable(args[0]):
                raise TypeError(f"{name}: a callback is wanted")
            if (verb == "add") == (args[0] in listeners):
                raise RuntimeError("Observer " + ("already" if verb == "add" else "not") + " connected")
            (listeners.append if verb == "add" else listeners.remove)(args[0])

        return call
