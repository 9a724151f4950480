"""How chords shall be played, as options of a command: words and help come from the generators' own table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from generators.theory.chord_parameters import AUTO, CHORD_PARAMETERS, MOST_VOICES

_BY_NAME = {one.name: one for one in CHORD_PARAMETERS}


def _help(name: str) -> str:
    one = _BY_NAME[name]
    return f"{one.help} {AUTO}, {', '.join(one.words)}." if one.words else one.help


def _known(name: str) -> Any:
    def check(value: str) -> str:
        words: Mapping[str, str] = _BY_NAME[name].words or {}
        if value.lower() not in (AUTO, *words):
            raise typer.BadParameter(f"There is no {name} {value!r}. Known: {', '.join((AUTO, *words))}.")
        return value.lower()

    return check


VoicingOption = Annotated[str, typer.Option(help=_help("voicing"), callback=_known("voicing"))]
InstrumentOption = Annotated[str, typer.Option(help=_help("instrument"), callback=_known("instrument"))]
PatternOption = Annotated[str, typer.Option(help=_help("pattern"), callback=_known("pattern"))]
StrictOption = Annotated[bool, typer.Option("--strict", help=_help("strict"))]
VoicesOption = Annotated[int, typer.Option(min=0, max=MOST_VOICES, help=_help("voices"))]


def chord_parameters(
    voicing: str = AUTO, instrument: str = AUTO, pattern: str = AUTO, strict: bool = False, voices: int = 0
) -> dict[str, Any]:
    """The `parameters` of an ask: what was said, without what is as usual."""
    said = {
        "voicing": voicing,
        "instrument": instrument,
        "pattern": pattern,
        "strict": strict,
        "voices": voices,
    }
    return {name: value for name, value in said.items() if value != _BY_NAME[name].default}
