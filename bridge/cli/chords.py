"""sideman chords: what may come next, and what is missing."""

from __future__ import annotations

import sys
from functools import partial
from typing import Annotated, Any

import typer
from rich.console import Console

from bridge.cli import progressions
from bridge.cli.show import AsJson, emit, errors, print_json, table
from bridge.model.errors import BadInput

app = typer.Typer(help="Next chords, chords for gaps, progressions, reharmonisation.", no_args_is_help=True)
app.command("progression")(progressions.progression)
app.command("reharmonise")(progressions.reharmonise)

FromStdin = Annotated[bool, typer.Option("--stdin", help="Read JSON lines {id, tonic, mode, chords}.")]
InKey = Annotated[str, typer.Option("--key", help='As in "A minor"; C major if left out.')]
_GAPS = frozenset({"?", "_"})


@app.command("next")
def next_(
    chords: Annotated[
        list[str] | None, typer.Argument(help="The chords so far, as C:maj or Am7; - reads JSON lines.")
    ] = None,
    key: InKey = "C",
    count: Annotated[int, typer.Option(min=1, max=107, help="How many to show.")] = 8,
    walk: Annotated[bool, typer.Option("--walk", help="Predict every chord of each line.")] = False,
    stdin: FromStdin = False,
    as_json: AsJson = False,
) -> None:
    """Show which chords may come next: how likely, what they do in the key, and why.

    Examples: sideman chords next --key C C:maj A:min F:maj · sideman chords next --key "F# minor" F#m D A ·
    sideman chords next --stdin --json < songs.jsonl · sideman chords next --stdin --json --walk < songs.jsonl
    """
    from generators.chords.answering import answer_next, answer_walk

    with errors(as_json):
        if stdin or chords == ["-"]:
            _answer_lines(answer_walk if walk else answer_next)
        elif walk:
            raise BadInput("--walk needs songs to walk through.", "Pass --stdin and one JSON object a line.")
        else:
            emit(_palette(chords or [], key, count), as_json, _render_palette)


@app.command("fill")
def fill_(
    chords: Annotated[
        list[str] | None, typer.Argument(help="Chords in order, ? where one is missing; - reads JSON lines.")
    ] = None,
    key: InKey = "C",
    count: Annotated[int, typer.Option(min=1, max=50, help="How many fillings.")] = 5,
    stdin: FromStdin = False,
    as_json: AsJson = False,
) -> None:
    """Fill the gaps between chords, the likeliest first. In JSON lines a gap is null.

    Examples: sideman chords fill --key C C:maj ? F:maj G:maj ·
    sideman chords fill --stdin --json < gaps.jsonl
    """
    from generators.chords.answering import answer_fill

    with errors(as_json):
        if stdin or chords == ["-"]:
            _answer_lines(partial(answer_fill, count=count))
        elif chords:
            from generators.models.chord_model import load_chord_model

            asked = _asked(chords, key)
            emit(answer_fill(load_chord_model(), asked, count), as_json, _render_fillings)
        else:
            raise BadInput("There is nothing to fill.", "Name chords, with ? where one is missing.")


def _answer_lines(answer: Any) -> None:
    from generators.models.chord_model import load_chord_model
    from generators.models.json_lines import answered

    for said in answered(sys.stdin, partial(answer, load_chord_model())):
        print_json(said)


def _asked(chords: list[str], key: str) -> dict[str, Any]:
    from bridge.model.keys import parse_key

    named = parse_key(key)
    return {
        "tonic": named.spell(named.tonic),
        "mode": named.scale,
        "chords": [None if chord in _GAPS else chord for chord in chords],
    }


def _palette(chords: list[str], key: str, count: int) -> dict[str, Any]:
    from bridge.model.keys import parse_key
    from generators.chords.next_chords import next_chords
    from generators.models.chord_streams import SILENT, chord_from

    named = parse_key(key)
    heard = [chord_from(chord) for chord in chords if chord not in SILENT]
    return {
        "key": str(named),
        "chords": [str(chord) for chord in heard],
        "next": [
            {
                "chord": str(one.chord),
                "probability": one.probability,
                "roman": one.roman.text,
                "function": one.roman.function,
                "common_tones": list(one.common_tones),
                "reason": one.reason,
            }
            for one in next_chords(heard, named, count)
        ],
    }


def _render_palette(console: Console, found: dict[str, Any]) -> None:
    console.print(f"After {' '.join(found['chords']) or 'nothing yet'} in {found['key']}:", markup=False)
    rows = (
        (
            f"{one['probability']:.0%}",
            one["chord"],
            one["roman"],
            one["function"],
            " ".join(one["common_tones"]),
            one["reason"],
        )
        for one in found["next"]
    )
    table(console, ("", "chord", "roman", "function", "in common", "why"), rows)


def _render_fillings(console: Console, found: dict[str, Any]) -> None:
    rows = (
        (f"{one['probability']:.0%}", " ".join(one["filled"]), " ".join(one["chords"]))
        for one in found["fillings"]
    )
    table(console, ("", "filled", "all chords"), rows)
