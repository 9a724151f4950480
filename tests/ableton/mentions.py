"""What the script names of Live's API, read off its source."""

from __future__ import annotations

import ast
import json
from functools import lru_cache
from pathlib import Path

from tests.ableton.live_host import ROOT, SCRIPT

FACTS = json.loads((ROOT / "tests" / "hosts" / "live" / "facts.json").read_text(encoding="utf-8"))
OWN = ("osc.py", "protocol.py")
"""The codec touches nothing of Live."""
INSTEAD = {"duplicate_clip_to_arrangement": "create_midi_clip"}
"""What is used only where the other name is lacking."""


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


@lru_cache
def since() -> dict[str, str]:
    """Each name of the API -> the first version that has it on any class."""
    found: dict[str, str] = {}
    for members in FACTS["classes"].values():
        for name, fact in members.items():
            found[name] = min(found.get(name, fact["since"]), fact["since"], key=_number)
    found.update(dict.fromkeys(FACTS["c_instance"], "11.0.0"))
    found.update({name.rpartition(".")[2]: fact["since"] for name, fact in FACTS["functions"].items()})
    found.update(dict.fromkeys(("Timer", "MidiNoteSpecification", "get_application"), "11.0.0"))
    return found


def sources() -> list[Path]:
    return [path for path in sorted(SCRIPT.glob("*.py")) if path.name not in OWN]


def listener_words(tree: ast.Module) -> list[ast.Constant]:
    """The texts in tables that are named ..._LISTENER or ..._LISTENERS."""
    found = []
    for node in tree.body:
        if isinstance(node, ast.Assign) and "LISTENER" in getattr(node.targets[0], "id", ""):
            values = node.value.values if isinstance(node.value, ast.Dict) else [node.value]
            for value in values:
                found += [one for one in ast.walk(value) if isinstance(one, ast.Constant)]
    return found


def probes(tree: ast.Module) -> list[ast.Constant]:
    """The texts in has(thing, "name")."""
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    named = [call for call in calls if getattr(call.func, "id", getattr(call.func, "attr", "")) == "has"]
    return [call.args[1] for call in named if isinstance(call.args[1], ast.Constant)]


@lru_cache
def mentioned() -> frozenset[str]:
    found: set[str] = set()
    for path in sources():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        found |= {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)} & since().keys()
        words = [word.value for word in listener_words(tree)]
        found |= {f"{verb}_{word}_listener" for word in words for verb in ("add", "remove")}
    return frozenset(found)


@lru_cache
def probed() -> frozenset[str]:
    return frozenset(
        str(word.value) for path in sources() for word in probes(ast.parse(path.read_text(encoding="utf-8")))
    )


def lacking(version: str) -> set[str]:
    return {name for name, first in since().items() if _number(first) > _number(version)}


def missing(version: str, used: list[str]) -> list[str]:
    """Names that the script mentions and that this version has, but that were not used."""
    tried = {name.rpartition(".")[2] for name in used}
    needless = {name for name, better in INSTEAD.items() if better not in lacking(version)}
    return sorted(mentioned() - tried - lacking(version) - needless)
