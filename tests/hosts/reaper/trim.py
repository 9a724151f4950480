"""Makes facts.lua: what the strict host knows of REAPER's API, trimmed to what the script mentions.

    python -m tests.hosts.reaper.trim PATH_OF_REAPER_JSON

The source holds names, arity, type names and the documentation that first had a function ("since"),
gathered from Cockos' API documentation of 6.24, 6.47, 7.08 and 7.60.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

from bridge.settings.resources import bundled

HERE = Path(__file__).parent
PROBED = re.compile(r'probe\.has\("(\w+)"\)')
CALLED = re.compile(r"\b(reaper|gfx)\.(\w+)\(")
GUID_KEYS = ("GetSetMediaItemInfo_String",)
"""The documentation of these names the key GUID in running text, where the source does not look."""

GFX_ARGUMENTS = {
    "gfx.init": "name:string width:number height:number dock:number",
    "gfx.setfont": "index:number face:string size:number",
    "gfx.drawstr": "text:string",
    "gfx.set": "red:number green:number blue:number",
    "gfx.getchar": "sign:number",
    "gfx.dock": "state:number",
}
"""The source has no types for the drawing functions; these are from their documentation."""

EXTENSIONS = {
    "reaper.osara_outputMessage": {
        "args": [{"name": "message", "type": "string"}],
        "min_args": 1,
        "max_args": 1,
        "since": "6.24",
        "extension": "osara",
    }
}


def mentioned() -> list[str]:
    """Full names of all functions of the API that the script mentions: "reaper.GetTrack"."""
    found = set()
    for file in sorted((bundled("daw_scripts") / "reaper").rglob("*.lua")):
        text = file.read_text(encoding="utf-8")
        found |= {f"{room}.{name}" for room, name in CALLED.findall(text)}
        found |= {f"reaper.{name}" for name in PROBED.findall(text)}
    return sorted(found)


def guarded() -> set[str]:
    """Those that the script asks for before it calls them."""
    files = (bundled("daw_scripts") / "reaper").rglob("*.lua")
    return {f"reaper.{name}" for file in files for name in PROBED.findall(file.read_text(encoding="utf-8"))}


def _entry(fact: dict[str, Any]) -> str:
    typed = "args" in fact
    args = ", ".join(
        f'{{"{arg["name"]}", "{arg["type"]}", {str(bool(arg.get("optional"))).lower()}}}'
        for arg in fact.get("args", ())
    )
    most = "math.huge" if fact["max_args"] is None else fact["max_args"]
    extension = f', extension = "{fact["extension"]}"' if "extension" in fact else ""
    return (
        f'{{since = "{fact["since"]}", least = {fact["min_args"]}, most = {most}, '
        f"args = {'{' + args + '}' if typed else 'nil'}{extension}}}"
    )


def trimmed(source: dict[str, Any]) -> str:
    known = {**source["api"], **EXTENSIONS}
    for name, words in GFX_ARGUMENTS.items():
        pairs = (word.split(":") for word in words.split())
        known[name] = {**known[name], "args": [{"name": label, "type": kind} for label, kind in pairs]}
    names = mentioned()
    rows = [f'    ["{name}"] = {_entry(known[name])},' for name in names]
    keys = []
    for name in names:
        plain = name.removeprefix("reaper.")
        allowed = list(source["info_keys"].get(plain, ()))
        if plain in GUID_KEYS:
            allowed.append("GUID")
        if allowed:
            keys.append(f'    ["{name}"] = {{{", ".join(f"""["{key}"] = true""" for key in allowed)}}},')
    return "\n".join(
        [
            "-- Made by `python -m tests.hosts.reaper.trim`: do not edit.",
            "-- Functions of REAPER's API that the script mentions, and the keys that some of them take.",
            "return {api = {",
            *rows,
            "}, keys = {",
            *keys,
            "}}",
            "",
        ]
    )


if __name__ == "__main__":
    (HERE / "facts.lua").write_text(trimmed(json.loads(Path(sys.argv[1]).read_text())), encoding="utf-8")
