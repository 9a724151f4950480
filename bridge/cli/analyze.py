"""sideman analyze: key, chords, roles and bars of files, notes, or the open set."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from bridge.cli.show import AsJson, emit, errors, print_json, show_error, table
from bridge.model.errors import BadInput, SidemanError

if TYPE_CHECKING:
    from bridge.cli.analyze_files import Opened

_BARS_A_LINE = 4


def analyze(
    files: Annotated[
        list[str] | None,
        typer.Argument(help="MIDI or MusicXML files; - for standard input; the open set if left out."),
    ] = None,
    bars: Annotated[
        str, typer.Option("--bars", help="An excerpt A:B, bars from 1, both included; bar 0 is the pickup.")
    ] = "",
    notes: Annotated[
        str,
        typer.Option("--notes", help="JSON lines {id, notes: [[onset, length, pitch]...]} from a file or -."),
    ] = "",
    set_name: Annotated[str, typer.Option("--set", help="Set name, id or host, without files.")] = "",
    as_json: AsJson = False,
) -> None:
    """Hear the key, the chords, the bars and what each track does.

    Examples: sideman analyze song.mid · sideman analyze *.musicxml --json · sideman analyze song.mid
    --bars 9:16 · sideman analyze --notes - --json < melodies.jsonl · sideman analyze (the open set)
    """
    with errors(as_json):
        excerpt = parse_bars(bars)
        if notes:
            _answer_lines(notes)
        elif files:
            _analyze_files(files, excerpt, as_json)
        else:
            emit(_open_set(set_name), as_json, _render)


def parse_bars(text: str) -> tuple[int, int] | None:
    """(first, last) of "A:B", "A" or "A:" (to the end); None for "". Raises BadInput."""
    if not text:
        return None
    first, colon, last = text.partition(":")
    try:
        low = int(first or 1)
        high = int(last) if last else (10**6 if colon else low)
    except ValueError:
        raise BadInput(f"{text!r} names no bars.", "Write them as in 9:16.") from None
    if not 0 <= low <= high:
        raise BadInput(f"Bars {text} are no excerpt.", "Bars count from 1, the first before the last.")
    return low, high


def _answer_lines(where: str) -> None:
    from generators.analysis.answering import answers

    if where == "-":
        for said in answers(sys.stdin):
            print_json(said)
        return
    try:
        with Path(where).open(encoding="utf-8") as lines:
            for said in answers(lines):
                print_json(said)
    except (OSError, UnicodeDecodeError) as problem:
        raise BadInput(f"{where} cannot be read: {problem}.", "Name a file of JSON lines.") from None


def _analyze_files(files: list[str], excerpt: tuple[int, int] | None, as_json: bool) -> None:
    """One answer a file. One that cannot be read is told and the rest goes on; then the exit code is its."""
    failed: SidemanError | None = None
    for file in files:
        try:
            emit({"file": file, **analysis(_opened(file), excerpt)}, as_json, _render)
        except SidemanError as problem:
            failed = problem
            if as_json:
                said = {"code": problem.code, "message": problem.message, "hint": problem.hint}
                print_json({"file": file, "error": said})
            else:
                show_error(problem, as_json)
    if failed is not None:
        raise typer.Exit(failed.exit_code)


def _opened(file: str) -> Opened:
    from bridge.cli.analyze_files import open_bytes, open_file

    return open_bytes(sys.stdin.buffer.read()) if file == "-" else open_file(Path(file))


def analysis(opened: Opened, excerpt: tuple[int, int] | None = None) -> dict[str, Any]:
    """What the file says and what is heard in it, as JSON values."""
    from generators.analysis.piece import listen_to
    from generators.analysis.piece_view import piece_view
    from generators.analysis.roles import TrackPart
    from generators.analysis.sounding import all_notes, drum_share

    parts = [TrackPart(name, all_notes(notes), drum_share(notes)) for name, notes in opened.tracks]
    heard = listen_to(
        parts,
        metres=opened.metres,
        signature=opened.key,
        first_bar_beats=opened.first_bar_beats,
        bars=excerpt,
    )
    view = piece_view(heard, [name for name, _ in opened.tracks])
    return {"tempo_bpm": round(opened.tempo_bpm, 3), **view, **opened.facts}


def _open_set(set_name: str) -> dict[str, Any]:
    from bridge.cli.analyze_session import session_analysis
    from bridge.cli.asking import ask

    return session_analysis(ask("session", set=set_name, notes=True))


def _render(console: Console, view: dict[str, Any]) -> None:
    key = view["key"]
    console.print(
        f"[bold]{view.get('file') or view.get('name', '')}[/]  {key['tonic']} {key['mode']} "
        f"(confidence {key['confidence']:.2f})  {view['metre']}  {view['tempo_bpm']:g} bpm",
        highlight=False,
    )
    for line in lead_sheet_lines(view):
        console.print(line, highlight=False, markup=False)
    rows = ((one["name"], one["role"], f"{one['confidence']:.2f}") for one in view["tracks"])
    table(console, ("track", "role", "confidence"), rows)


def lead_sheet_lines(view: dict[str, Any]) -> list[str]:
    """Four bars a line with the number of the first; % for a bar in which the chord goes on."""
    from bridge.model.timebase import parse_metre
    from generators.theory.chord import parse_chord
    from generators.theory.lead_sheet import lead_sheet

    bar_beats = parse_metre(view["metre"]).bar_beats
    cells: dict[int, list[str]] = {}
    last = 0
    for chord in view["chords"]:
        first = int((chord["start_beats"] - view["first_bar_beats"] + 1e-6) // bar_beats)
        end = chord["start_beats"] + chord["length_beats"] - view["first_bar_beats"]
        last = max(last, int((end - 1e-6) // bar_beats))
        cells.setdefault(first, []).append(lead_sheet(parse_chord(chord["symbol"])))
    if not cells:
        return []
    low = min(cells)
    texts = [" ".join(cells.get(bar, ["%"])) for bar in range(low, last + 1)]
    return [
        f"{low + at + 1:>4} | {' | '.join(f'{text:<9}' for text in texts[at : at + _BARS_A_LINE])} |"
        for at in range(0, len(texts), _BARS_A_LINE)
    ]
