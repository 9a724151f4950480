"""sideman loudness: what a meter says of sound files."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from bridge.cli.show import AsJson, errors, print_json, show_error, table
from bridge.model.errors import SidemanError

COLUMNS = ("file", "LUFS", "LRA", "max M", "max S", "dBTP", "dBFS", "PLR")
FIELDS = (
    "integrated_lufs",
    "lra_lu",
    "max_momentary_lufs",
    "max_short_term_lufs",
    "true_peak_dbtp",
    "sample_peak_dbfs",
    "plr",
)


def loudness(
    files: Annotated[
        list[Path], typer.Argument(help="WAV, AIFF, FLAC, OGG or MP3; a folder means all in it.")
    ],
    timeline: Annotated[
        bool, typer.Option("--timeline", help="Add momentary and short-term loudness, ten values a second.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Measure loudness, loudness range and true peak (BS.1770-5, EBU R 128) of sound files.

    With --json one line a file; what a file has none of, as silence has no loudness, is null. A file that
    cannot be read is named, the others are measured, and the exit code is 2.

    Examples: sideman loudness bounce.wav · sideman loudness stems/ --json
    """
    with errors(as_json):
        found, failed = [], None
        for path in _expanded(files):
            try:
                report = _measured(path, timeline)
            except SidemanError as problem:
                failed = problem
                show_error(problem, as_json)
                continue
            if as_json:
                print_json(report)
            found.append(report)
        if not as_json and found:
            _render(Console(), found)
        if failed is not None:
            raise typer.Exit(failed.exit_code)


def _expanded(paths: list[Path]) -> list[Path]:
    from bridge.sound.reading import SUFFIXES

    return [
        file
        for path in paths
        for file in (
            sorted(one for one in path.iterdir() if one.suffix.lower() in SUFFIXES)
            if path.is_dir()
            else [path]
        )
    ]


def _measured(path: Path, timeline: bool) -> dict[str, Any]:
    from bridge.sound.reading import open_sound
    from generators.mix.loudness import LoudnessMeter

    with open_sound(path) as sound:
        meter = LoudnessMeter(sound.rate_hz, sound.channels)
        for block in sound.blocks():
            meter.push(block)
    found = meter.loudness()
    report: dict[str, Any] = {"file": str(path)}
    report |= {name: _number(getattr(found, name)) for name in FIELDS}
    report |= {
        "psr": _number(found.psr),
        "crest_db": _number(found.crest_db),
        "seconds": round(found.seconds, 3),
        "sample_rate_hz": sound.rate_hz,
        "channels": sound.channels,
        "lra_is_stable": found.range_is_stable,
    }
    if timeline:
        line = meter.timeline()
        report["timeline"] = {
            "times_s": [round(at, 2) for at in line.times_s],
            "momentary_lufs": [_number(lufs) for lufs in line.momentary_lufs],
            "short_term_lufs": [_number(lufs) for lufs in line.short_term_lufs],
        }
    return report


def _number(value: float) -> float | None:
    """JSON knows no infinity."""
    return round(value, 3) if math.isfinite(value) else None


def _render(console: Console, reports: list[dict[str, Any]]) -> None:
    def cell(value: float | None) -> str:
        return "–" if value is None else f"{value:.1f}"

    table(console, COLUMNS, ((Path(r["file"]).name, *(cell(r[name]) for name in FIELDS)) for r in reports))
    if not all(report["lra_is_stable"] for report in reports):
        console.print("[dim]A loudness range (LRA) of less than a minute says little.[/]")
