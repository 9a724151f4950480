"""Ardour's file of installed scripts (``ui_scripts``): putting our hook and actions in, and taking them out.

The file is XML; each hook is a serialised Lua table in base64 with the script's text and its
factory, and all actions together are another. What is not ours is kept as it is.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from xml.etree import ElementTree

from bridge.daws.ardour import actions
from bridge.model.errors import Refused

LUA_VERSION = "Lua 5.3"
SIGNAL_COUNT, TIMER_SIGNAL = 49, 47
"""Of Ardour 7: how many signals a hook may listen to, and which is LuaTimerDS (every 0.1 s)."""


def lua_quote(text: str) -> str:
    """A Lua string literal."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
    return f'"{escaped}"'


def factory_text(source: str) -> str:
    """The body of a script's ``factory``, as Ardour loads it."""
    body = re.split(r"function factory\((?:params)?\)\n", source, maxsplit=1)[1]
    return "local params = ...\n" + body.rpartition("end")[0]


def with_hook(document: bytes | None, name: str, source: str) -> bytes:
    """The file with a timer hook of this name and source; None for a file that is not there yet.

    A hook of the same name is replaced. Raises Refused when the file is not Ardour's.
    """
    root = _parse(document)
    hooks = root.find("ActionHooks")
    if hooks is None:
        hooks = ElementTree.SubElement(root, "ActionHooks")
    _drop(hooks, name)
    ids = [int(hook.get("id", "0")) for hook in hooks if hook.get("id", "0").isdigit()]
    parts = {"n": name, "s": source, "f": factory_text(source)}
    table = "s = {} " + " ".join(f's["{key}"] = {lua_quote(text)}' for key, text in parts.items())
    signals = "".join("1" if bit == TIMER_SIGNAL else "0" for bit in reversed(range(SIGNAL_COUNT)))
    hook = ElementTree.SubElement(
        hooks, "LuaCallback", lua=LUA_VERSION, id=str(max(ids, default=0) + 1), name=name, signals=signals
    )
    hook.text = base64.b64encode(f'{table} s["a"] = {{}} '.encode()).decode()
    return _bytes(root)


def with_actions(document: bytes | None, sources: Mapping[str, str]) -> bytes:
    """The file with actions: name -> source. Those that are there already are replaced in their places.

    Raises Refused when the file is not Ardour's.
    """
    entries = {}
    for name, source in sources.items():
        parts = {"n": name, "s": source, "f": factory_text(source)}
        entries[name] = {key: lua_quote(text).encode() for key, text in parts.items()} | {"a": b"{}"}
    root = _parse(document)
    node = root.find("ActionScript")
    if node is None:
        node = ElementTree.Element("ActionScript", lua=LUA_VERSION)
        root.insert(0, node)
    node.text = _encoded(actions.with_actions(_decoded(node), entries))
    return _bytes(root)


def without_actions(document: bytes) -> bytes:
    """The file without our actions. Raises Refused when the file is not Ardour's."""
    root = _parse(document)
    node = root.find("ActionScript")
    if node is None:
        return document
    left = actions.without_actions(_decoded(node))
    if actions.names_in(left):
        node.text = _encoded(left)
    else:
        root.remove(node)
    return _bytes(root)


def action_names(document: bytes) -> dict[int, str]:
    """Place -> name of every action in the file. Raises Refused when the file is not Ardour's."""
    node = _parse(document).find("ActionScript")
    return actions.names_in(_decoded(node)) if node is not None else {}


def _encoded(text: bytes) -> str:
    return base64.b64encode(text).decode()


def _decoded(node: ElementTree.Element) -> bytes:
    return base64.b64decode("".join(node.itertext()))


def without_hook(document: bytes, name: str) -> bytes:
    """The file without the hook of this name. Raises Refused when the file is not Ardour's."""
    root = _parse(document)
    hooks = root.find("ActionHooks")
    if hooks is not None:
        _drop(hooks, name)
    return _bytes(root)


def has_hook(document: bytes, name: str) -> bool:
    """Raises Refused when the file is not Ardour's."""
    return any(hook.get("name") == name for hook in _parse(document).iter("LuaCallback"))


def _parse(document: bytes | None) -> ElementTree.Element:
    if document is None:
        return ElementTree.Element("UIScripts")
    try:
        root = ElementTree.fromstring(document)
    except ElementTree.ParseError as problem:
        root, reason = ElementTree.Element("none"), str(problem)
    else:
        reason = f"it holds {root.tag}"
    if root.tag != "UIScripts":
        raise Refused(
            f"Ardour's file of scripts cannot be read: {reason}.",
            "Open and close Ardour once so that it writes the file anew, then install again.",
            "not_ardours",
        )
    return root


def _drop(hooks: ElementTree.Element, name: str) -> None:
    for hook in [hook for hook in hooks if hook.get("name") == name]:
        hooks.remove(hook)


def _bytes(root: ElementTree.Element) -> bytes:
    text = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'.encode()
