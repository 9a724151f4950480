"""`config/schema.json`: the settings as JSON Schema, for editors that complete and check YAML.

Made from `structure.py` and the defaults; never edited by hand.

    python -m bridge.settings.schema --check | --write
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

import msgspec

from bridge.model.errors import BadConfig, SidemanError
from bridge.settings.layers import Layer, from_file
from bridge.settings.resources import bundled
from bridge.settings.structure import Settings

FILE = ("config", "schema.json")
_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema_text() -> str:
    """The schema as it must stand in its file. Raises BadConfig when the defaults do not fit."""
    schema = msgspec.json.schema(Settings)
    definitions = schema["$defs"]
    for definition in definitions.values():
        # A settings file may leave out whatever it likes.
        definition.pop("required")
    for key, setting in from_file(bundled("config", "default.yaml"), Layer.DEFAULT).items():
        section, name = key.split(".")
        _properties(definitions, section)[name]["default"] = setting.value
    return json.dumps({"$schema": _DIALECT, "title": "Sideman settings", **schema}, indent=2) + "\n"


def _properties(definitions: dict[str, Any], section: str) -> dict[str, Any]:
    reference = definitions["Settings"]["properties"][section]["$ref"]
    found: dict[str, Any] = definitions[reference.rpartition("/")[2]]["properties"]
    return found


def check(path: Path | None = None) -> None:
    """Raises BadConfig when the schema file is not what the structure makes."""
    path = path or bundled(*FILE)
    if path.read_text(encoding="utf-8") != schema_text():
        raise BadConfig(f"{path} is out of date.", "Run: python -m bridge.settings.schema --write")


def write(path: Path) -> None:
    """Writes the schema file afresh."""
    path.write_text(schema_text(), encoding="utf-8", newline="\n")


def main(arguments: list[str] | None = None) -> int:
    """0 when done or up to date, else the error's exit code."""
    parser = argparse.ArgumentParser(prog="python -m bridge.settings.schema", description="Settings schema.")
    action = parser.add_mutually_exclusive_group(required=True)
    action.add_argument("--check", action="store_true", help="fail when config/schema.json is out of date")
    action.add_argument("--write", action="store_true", help="write config/schema.json")
    try:
        if parser.parse_args(arguments).write:
            write(bundled("config") / FILE[-1])
        else:
            check()
    except SidemanError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
