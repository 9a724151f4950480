"""sideman chords progression and reharmonise: whole progressions without a DAW, and other chords for one."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from bridge.cli.show import AsJson, errors, print_json
from bridge.model.errors import BadInput

Knob = Annotated[float, typer.Option(min=0, max=1)]
InKey = Annotated[str, typer.Option("--key", help='As in "A minor"; C major if left out.')]
MoodOption = Annotated[str, typer.Option("--mood", help="A mood, such as hopeful or dark; a weak leaning.")]
StyleOption = Annotated[str, typer.Option("--style", help="A style, such as soul, rock, jazz or film.")]
CadenceOption = Annotated[
    str,
    typer.Option("--cadence", help="How it ends: authentic, half, plagal, deceptive, loop, picardy or none."),
]
FormOption = Annotated[
    str, typer.Option("--form", help="auto, free, loop, period, aaba, aab, or blues in 8, 12 or 16 bars.")
]
_GAPS = frozenset({"?", "_"})
_BARS_A_LINE = 4


def progression_parameters(mood: str, style: str, cadence: str, form: str) -> dict[str, Any]:
    """The `parameters` of an ask: what was said."""
    said = {"mood": mood, "style": style, "cadence": cadence, "form": form}
    return {name: word for name, word in said.items() if word}


def progression(
    chords: Annotated[
        list[str] | None, typer.Argument(help="Chords to keep, one a bar; ? where one is to be found.")
    ] = None,
    key: InKey = "C",
    bars: Annotated[int, typer.Option(min=1, max=64)] = 8,
    mood: MoodOption = "",
    style: StyleOption = "",
    cadence: CadenceOption = "",
    form: FormOption = "",
    count: Annotated[int, typer.Option(min=1, max=32, help="How many that differ.")] = 4,
    seed: Annotated[int, typer.Option(min=0, help="The same seed gives the same chords.")] = 1,
    adventure: Knob = 0.3,
    density: Annotated[float, typer.Option(min=0, max=1, help="0.3: a chord a bar; 1: two.")] = 0.3,
    metre: Annotated[str, typer.Option(help="As in 4/4, 3/4 or 6/8.")] = "4/4",
    tempo: Annotated[float, typer.Option(min=20, max=400, help="In bpm, for the files.")] = 120.0,
    out: Annotated[Path | None, typer.Option(help="Folder for MIDI files, each with its record.")] = None,
    as_json: AsJson = False,
) -> None:
    """Make chord progressions in a key: of any length, in a form, with a style, a mood and a cadence.

    Examples: sideman chords progression --key "A minor" --mood hopeful --cadence half --style soul ·
    sideman chords progression --key C --bars 12 --style blues · sideman chords progression C:maj ? ? G:7
    --bars 4 · sideman chords progression --key D --bars 16 --form aaba --out ideas
    """
    from bridge.generation.checks import checked
    from bridge.model.keys import parse_key
    from generators.api import Request
    from generators.models.chord_streams import chord_from
    from generators.originality.guarding import guarded
    from generators.registry import discover

    with errors(as_json):
        parameters = progression_parameters(mood, style, cadence, form)
        if chords:
            parameters["chords"] = [None if one in _GAPS else str(chord_from(one)) for one in chords]
        request = Request(
            kind="chords",
            count=count,
            seed=seed,
            bars=bars,
            tempo_bpm=tempo,
            metre=_metre(metre),
            key=parse_key(key),
            adventure=adventure,
            density=density,
            parameters=parameters,
        )
        made = checked(guarded(discover().get("chords"), request), request)
        files = [""] * len(made) if out is None else _written(made, request, out)
        for candidate, file in zip(made, files, strict=True):
            row = {
                "title": candidate.title,
                "key": candidate.details["key"],
                "chords": candidate.details["chords"],
                "symbols": [one["symbol"] for one in candidate.details["chords"]],
                "reason": candidate.reason,
                "length_beats": candidate.length_beats,
                "seed": seed,
                "parameters": parameters,
                "file": file,
            }
            print_json(row) if as_json else _render(Console(), row, request.metre.bar_beats)


def reharmonise(
    chords: Annotated[
        list[str] | None, typer.Argument(help="The chords, in one string or several; - reads JSON lines.")
    ] = None,
    key: InKey = "C",
    adventure: Annotated[
        float, typer.Option(min=0, max=1, help="0: sevenths and inversions; 1: all there is.")
    ] = 0.5,
    count: Annotated[int, typer.Option(min=1, max=32, help="How many that differ.")] = 4,
    once: Annotated[bool, typer.Option("--once", help="The chords do not go round.")] = False,
    stdin: Annotated[
        bool, typer.Option("--stdin", help="Read JSON lines {id, tonic, chords, notes}.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Find other chords for a progression, each change with its name and why it works.

    Chords last four beats each. In JSON lines [symbol, beats] says otherwise, and notes [[onset, length,
    pitch], ...] are a melody that no new chord rubs against.
    Examples: sideman chords reharmonise "C:maj A:min F:maj G:7" --key C --adventure 0.6 ·
    sideman chords reharmonise Am F C G --key "A minor" ·
    sideman chords reharmonise --stdin --json < songs.jsonl
    """
    from generators.chords.reharmonise_answering import answer_reharmonise
    from generators.models.chord_model import load_chord_model

    with errors(as_json):
        answer = partial(
            answer_reharmonise, load_chord_model(), adventure=adventure, count=count, loops=not once
        )
        if stdin or chords == ["-"]:
            from generators.models.json_lines import answered

            for said in answered(sys.stdin, answer):
                print_json(said)
            return
        found = answer(_asked(chords or [], key))
        if as_json:
            for one in found["reharmonisations"]:
                print_json({"key": found["key"], **one})
        else:
            _render_changes(Console(), found)


def _asked(chords: list[str], key: str) -> dict[str, Any]:
    from bridge.model.keys import parse_key

    named = parse_key(key)
    listed = " ".join(chords).split()
    return {"tonic": named.spell(named.tonic), "mode": named.scale, "chords": listed}


def _metre(text: str) -> Any:
    from bridge.model.timebase import Metre

    upper, _, lower = text.partition("/")
    if not (upper.isdigit() and lower.isdigit()):
        raise BadInput(f"{text!r} is no metre.", "Write it as in 4/4 or 6/8.", "bad_metre")
    return Metre(int(upper), int(lower))


def _written(made: Any, request: Any, out: Path) -> list[str]:
    from bridge.generation.clip_files import write_files

    try:
        out.mkdir(parents=True, exist_ok=True)
        return [str(write_files(one, request, out, n, "")[0]) for n, one in enumerate(made, 1)]
    except OSError as problem:
        raise BadInput(f"{out} cannot be written to: {problem.strerror}.", "Choose another --out.") from None


def _render(console: Console, row: dict[str, Any], bar_beats: float) -> None:
    console.print(row["title"], style="bold", markup=False, highlight=False)
    for line in sheet(row["chords"], bar_beats):
        console.print(f"  {line}", markup=False, highlight=False)
    console.print(f"  {row['reason']}", markup=False, highlight=False)
    if row["file"]:
        console.print(f"  {row['file']}", markup=False, highlight=False, soft_wrap=True)


def sheet(chords: list[dict[str, Any]], bar_beats: float) -> list[str]:
    """Lines of four bars with names over numerals; a percent sign where a chord sounds on."""
    end = chords[-1]["start_beats"] + chords[-1]["length_beats"]
    bars = []
    for bar in range(max(1, round(end / bar_beats + 0.49))):
        here = [one for one in chords if bar <= one["start_beats"] / bar_beats + 1e-6 < bar + 1]
        names = [str(one["name"]) for one in here] or ["%"]
        numerals = [str(one["roman"]) for one in here] or [""]
        widths = [max(len(a), len(b)) for a, b in zip(names, numerals, strict=True)]
        bars.append([" ".join(map(str.ljust, row, widths)) for row in (names, numerals)])
    lines = []
    for at in range(0, len(bars), _BARS_A_LINE):
        row = bars[at : at + _BARS_A_LINE]
        lines += [f"| {' | '.join(bar[level] for bar in row)} |" for level in (0, 1)]
    return lines


def _render_changes(console: Console, found: dict[str, Any]) -> None:
    if not found["reharmonisations"]:
        console.print("No rule applies here. Ask for more adventure.", highlight=False)
    for number, one in enumerate(found["reharmonisations"], 1):
        console.print(f"{number}. in {found['key']}", style="bold", markup=False, highlight=False)
        for line in sheet(one["chords"], 4.0):
            console.print(f"  {line}", markup=False, highlight=False)
        for change in one["changes"]:
            console.print(f"  {change['rule']}: {change['why']}", markup=False, highlight=False)
