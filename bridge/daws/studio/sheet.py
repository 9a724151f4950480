"""session.yaml: a set's names, places, mixer, tempo, metre and key. The clips' notes lie beside it.

Written to be read and edited by hand: what has its usual value is left out, scenes are referred to
by name where that is clear. An unknown word or a value of the wrong kind is refused with its place.
"""

from __future__ import annotations

import difflib
import re
from typing import Annotated, Any

import msgspec
import yaml

from bridge.model.errors import BadInput

SHEET_NAME = "session.yaml"
FORMAT = 1
Span = Annotated[float, msgspec.Meta(ge=0)]


class ClipRow(msgspec.Struct, forbid_unknown_fields=True):
    """A clip: its MIDI file, and its scene (id or name) or its start on the timeline."""

    file: str
    name: str | None = None  # left out: the name inside the file, or the file's own
    id: str = ""
    scene: str = ""
    start_beats: Span = 0.0
    length_beats: Span = 0.0  # 0: as long as the file, in whole bars
    loop_start_beats: float = 0.0
    loop_length_beats: Span | None = None  # left out: a slot loops as a whole, the timeline does not
    color: str = ""
    muted: bool = False


class TrackRow(msgspec.Struct, forbid_unknown_fields=True):
    name: str
    kind: str = "midi"
    id: str = ""
    group: str = ""
    color: str = ""
    volume_db: float = 0.0
    pan: float = 0.0
    muted: bool = False
    soloed: bool = False
    armed: bool = False
    clips: list[ClipRow] = []


class SceneRow(msgspec.Struct, forbid_unknown_fields=True):
    name: str
    id: str = ""


class Sheet(msgspec.Struct, forbid_unknown_fields=True):
    """The whole file. tempo_map, if there, lists [beat, tempo] steps and takes the place of tempo_bpm."""

    name: str
    format: int = FORMAT
    set_id: str = ""
    next_number: Annotated[int, msgspec.Meta(ge=1)] = 1
    tempo_bpm: float = 120.0
    tempo_map: list[tuple[float, float]] = []
    metre: str = "4/4"
    key: str = ""
    launch_quantum_beats: Span = 0.0
    scenes: list[SceneRow] = []
    tracks: list[TrackRow] = []


_WORDS = sorted(
    {name for struct in (Sheet, SceneRow, TrackRow, ClipRow) for name in struct.__struct_fields__}
)


def parse_sheet(text: str, where: str) -> Sheet:
    """The sheet in a text. Raises BadInput that begins with ``where``."""
    try:
        sheet = msgspec.convert(yaml.safe_load(text), Sheet)
    except (yaml.YAMLError, RecursionError) as problem:
        mark = getattr(problem, "problem_mark", None)
        line = f" in line {mark.line + 1}" if mark else ""
        raise BadInput(
            f"{where} is no YAML{line}.", "Look for a missing colon or wrong indentation."
        ) from None
    except msgspec.ValidationError as problem:
        raise BadInput(f"{where}: {problem}.", _hint(str(problem))) from None
    if sheet.format != FORMAT:
        raise BadInput(f"{where} has format {sheet.format}.", "It was written by a newer Sideman: update it.")
    return sheet


def _hint(problem: str) -> str:
    unknown = re.search(r"unknown field `(\w+)`", problem)
    near = difflib.get_close_matches(unknown[1], _WORDS, 1) if unknown else []
    if near:
        return f"Did you mean {near[0]}?"
    return "The README of the studio shows every word that session.yaml may hold."


def dump_sheet(sheet: Sheet) -> str:
    """The inverse of `parse_sheet`."""
    text: str = yaml.safe_dump(_lean(sheet), sort_keys=False, allow_unicode=True, width=100)
    return text


def _lean(value: Any) -> Any:
    """Plain lists and dictionaries, without what has its usual value (format always stays)."""
    if isinstance(value, list | tuple):
        return [_lean(item) for item in value]
    if not isinstance(value, msgspec.Struct):
        return value
    usual = {field.name: field for field in msgspec.structs.fields(value)}
    held = {name: getattr(value, name) for name in value.__struct_fields__}
    return {
        name: _lean(one)
        for name, one in held.items()
        if name == "format" or (one != usual[name].default and one != [])
    }


def parse_color(text: str, where: str) -> int:
    """0xRRGGBB of "#3366FF", -1 for "". Raises BadInput."""
    if not text:
        return -1
    if not re.fullmatch(r"#[0-9A-Fa-f]{6}", text):
        raise BadInput(f"{where}: {text!r} is no colour.", 'Write it as "#3366FF", in quotes.')
    return int(text[1:], 16)


def dump_color(color: int) -> str:
    return f"#{color:06X}" if color >= 0 else ""
