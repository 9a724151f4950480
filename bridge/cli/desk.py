"""sideman suggest and sideman desk: asking for ideas, and deciding on them."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape

from bridge.cli.asking import ask
from bridge.cli.playing import (
    InstrumentOption,
    PatternOption,
    StrictOption,
    VoicesOption,
    VoicingOption,
    chord_parameters,
)
from bridge.cli.progressions import (
    CadenceOption,
    FormOption,
    MoodOption,
    StyleOption,
    progression_parameters,
)
from bridge.cli.show import AsJson, emit, errors, table
from generators.theory.chord_parameters import AUTO

app = typer.Typer(help="The suggestions that wait for your word.", no_args_is_help=True)

WhichArgument = Annotated[
    str, typer.Argument(help="Number or id of a suggestion; the current one if left out.")
]
SetOption = Annotated[str, typer.Option("--set", help="Set name, id or host; the newest if left out.")]
Knob = Annotated[float | None, typer.Option(min=0, max=1)]


def suggest(
    kind: Annotated[str, typer.Argument(help="What to suggest.")] = "chords",
    set_name: SetOption = "",
    count: Annotated[int, typer.Option(min=0, max=32, help="How many; 0: as configured.")] = 0,
    bars: Annotated[int, typer.Option(min=0, max=64, help="Length; 0: as configured.")] = 0,
    seed: Annotated[int, typer.Option(help="The same seed gives the same ideas; 0 draws one.")] = 0,
    key: Annotated[str, typer.Option(help='As in "A minor"; else the set\'s own key.')] = "",
    track: Annotated[str, typer.Option(help="Track to suggest for, by name or id.")] = "",
    scene: Annotated[str, typer.Option(help="Scene to suggest for, by name or id.")] = "",
    at: Annotated[float | None, typer.Option(help="Beat on the timeline to suggest for.")] = None,
    adventure: Knob = None,
    density: Knob = None,
    voicing: VoicingOption = AUTO,
    instrument: InstrumentOption = AUTO,
    pattern: PatternOption = AUTO,
    strict: StrictOption = False,
    voices: VoicesOption = 0,
    mood: MoodOption = "",
    style: StyleOption = "",
    cadence: CadenceOption = "",
    form: FormOption = "",
    as_json: AsJson = False,
) -> None:
    """Listen to the set and put ideas that fit it on the desk. Nothing in the set changes.

    Examples: sideman suggest chords · sideman suggest chords --track Keys --bars 8 --adventure 0.7 ·
    sideman suggest chords --voicing drop2 --pattern comp · sideman suggest chords --instrument guitar ·
    sideman suggest chords --instrument choir --strict ·
    sideman suggest chords --bars 8 --style soul --mood hopeful --cadence half
    """
    with errors(as_json):
        playing = chord_parameters(voicing, instrument, pattern, strict, voices)
        wished = progression_parameters(mood, style, cadence, form)
        rows = ask(
            "suggest",
            kind=kind,
            set=set_name,
            count=count,
            bars=bars,
            seed=seed,
            key=key,
            track=track,
            scene=scene,
            start_beats=at,
            adventure=adventure,
            density=density,
            parameters={**playing, **wished},
        )
        emit(rows, as_json, render_rows)


@app.command("list")
def list_(
    set_name: SetOption = "",
    everything: Annotated[bool, typer.Option("--all", help="Decided ones as well.")] = False,
    as_json: AsJson = False,
) -> None:
    """List the suggestions that wait."""
    with errors(as_json):
        emit(ask("desk.list", set=set_name, all=everything), as_json, render_rows)


@app.command()
def show(which: WhichArgument = "", as_json: AsJson = False) -> None:
    """Show one suggestion: its chords, its reason, where it comes from."""
    with errors(as_json):
        emit(ask("desk.show", which=which), as_json, render_full)


@app.command()
def audition(
    which: WhichArgument = "",
    mode: Annotated[str, typer.Option(help="auto, midi, scratch or file; else as configured.")] = "",
    stop: Annotated[bool, typer.Option("--stop", help="Silence what sounds.")] = False,
    as_json: AsJson = False,
) -> None:
    """Listen to a suggestion: on a MIDI port, as a scratch clip in the DAW, or as a file."""
    with errors(as_json):
        if stop:
            emit(ask("desk.silence"), as_json, lambda console, _: console.print("Silence."))
        else:
            emit(ask("desk.audition", which=which, mode=mode), as_json, render_heard)


@app.command()
def accept(which: WhichArgument = "", as_json: AsJson = False) -> None:
    """Put a suggestion into the set, as a new clip."""
    _decide("desk.accept", as_json, which=which)


@app.command()
def reject(
    which: WhichArgument = "",
    reason: Annotated[str, typer.Option(help="Why; kept in the ledger.")] = "",
    as_json: AsJson = False,
) -> None:
    """Take a suggestion off the desk."""
    _decide("desk.reject", as_json, which=which, reason=reason)


@app.command()
def undo(which: WhichArgument = "", as_json: AsJson = False) -> None:
    """Take a committed suggestion out of the set again; the last one if none is named."""
    _decide("desk.undo", as_json, which=which)


def _decide(command: str, as_json: bool, **arguments: Any) -> None:
    with errors(as_json):
        emit(ask(command, **arguments), as_json, render_decided)


def render_rows(console: Console, rows: list[dict[str, Any]]) -> None:
    if not rows:
        console.print("The desk is empty. Ask for something: sideman suggest chords")
        return
    columns = ("no.", "status", "suggestion", "chords", "for", "why")
    table(
        console,
        columns,
        ((r["number"], r["status"], r["title"], " ".join(r["chords"]), place(r), why(r)) for r in rows),
    )


def place(row: dict[str, Any]) -> str:
    """Where a suggestion would go, in words."""
    target = row["target"]
    where = target["scene"] or f"beat {target['start_beats']:g}"
    return f"{target['track']} / {where}"


def why(row: dict[str, Any]) -> str:
    """The reason; of one that the originality guard warns of, that first."""
    judged = row["originality"]
    warning = f"Close to existing music: {judged['reason']} " if judged["outcome"] == "warned" else ""
    return str(row["status_reason"] or warning + row["reason"])


def render_decided(console: Console, row: dict[str, Any]) -> None:
    console.print(
        f"{row['number']}: {row['title']} is [bold]{row['status']}[/] ({place(row)})", highlight=False
    )


def render_heard(console: Console, row: dict[str, Any]) -> None:
    heard = row["heard"]
    console.print(f"{row['number']}: {row['title']}", highlight=False)
    if heard["port"]:
        console.print(f"It plays on {heard['port']}.", highlight=False)
    if heard["clip_id"]:
        console.print(f"A scratch clip lies at {place(row)}; it goes when you decide.", highlight=False)
    if heard["note"]:
        console.print(heard["note"], highlight=False)
    console.print(f"File: {heard['file']}", highlight=False, soft_wrap=True)


def render_full(console: Console, row: dict[str, Any]) -> None:
    render_decided(console, row)
    console.print(row["reason"], highlight=False)
    judged = row["originality"]
    if judged["reason"]:
        console.print(f"Originality: {judged['outcome']}. {escape(judged['reason'])}", highlight=False)
    chords = row["details"].get("chords", [])
    columns = ("beat", "beats", "chord", "Harte", "roman", "function")
    table(
        console,
        columns,
        (
            (
                f"{c['start_beats']:g}",
                f"{c['length_beats']:g}",
                c["name"],
                c["symbol"],
                c["roman"],
                c["function"],
            )
            for c in chords
        ),
    )
    playing = row["details"].get("playing")
    if playing:
        manner = f"{playing['instrument']}, voicing {playing['voicing']}, pattern {playing['pattern']}"
        console.print(f"Played: {manner}.", highlight=False)
    made = row["provenance"]
    console.print(
        f"{row['note_count']} notes. Made by {made['generator']}, {made['software']}.", highlight=False
    )
    console.print(
        f"Model {made['model_id']} (sha256 {made['model_sha256'][:12]}), seed {made['seed']}.",
        highlight=False,
    )
    for line in made["training"]:
        console.print(f"Learned from: {line}", highlight=False)
