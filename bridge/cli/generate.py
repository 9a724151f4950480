"""sideman generate: clips that go with a file, made without a DAW or a daemon."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape

from bridge.cli.show import AsJson, errors, print_json

Knob = Annotated[float, typer.Option(min=0, max=1)]


def generate(
    kind: Annotated[str, typer.Argument(help="What to make: chords, harmonise, or another generator.")],
    source: Annotated[Path, typer.Option("--from", help="MIDI or MusicXML file to listen to.")],
    out: Annotated[Path, typer.Option(help="Folder for the clips; made if it is not there.")],
    candidates: Annotated[int, typer.Option(min=1, max=32, help="How many that differ.")] = 4,
    seed: Annotated[int, typer.Option(min=0, help="The same seed gives the same files.")] = 1,
    bars: Annotated[int, typer.Option(min=0, max=64, help="Length; 0: as long as the file.")] = 0,
    place: Annotated[
        str, typer.Option(help="along: to sound with the file; after: to go on where it ends.")
    ] = "along",
    key: Annotated[str, typer.Option(help='As in "A minor"; else the file\'s own, else by ear.')] = "",
    tempo: Annotated[float, typer.Option(min=0, max=999, help="In bpm; 0: the file's.")] = 0.0,
    adventure: Knob = 0.3,
    density: Knob = 0.3,
    low: Annotated[int, typer.Option(min=0, max=127, help="Lowest pitch.")] = 36,
    high: Annotated[int, typer.Option(min=0, max=127, help="Highest pitch.")] = 84,
    parameters: Annotated[
        list[str] | None, typer.Option("--set", help="The generator's own, as in --set rhythm=half.")
    ] = None,
    made_at: Annotated[
        str, typer.Option(help="Time to write into the records, ISO 8601; none keeps files reproducible.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Make clips from a file's music and write each as MIDI, with the record of its making beside it.

    Examples: sideman generate chords --from song.mid --out ideas · sideman generate harmonise --from
    tune.mid --out ideas --candidates 3 --set rhythm=half · sideman generate chords --from verse.mid
    --place after --bars 8 --adventure 0.7 --out ideas
    """
    from bridge.cli.analyze_files import open_file
    from bridge.cli.config import flag_values
    from bridge.generation.checks import checked
    from bridge.generation.clip_files import write_files
    from bridge.generation.from_file import request_from
    from bridge.model.errors import BadInput
    from bridge.model.keys import parse_key
    from bridge.model.timebase import Metre
    from generators.originality.guarding import guarded
    from generators.registry import discover

    with errors(as_json):
        opened = open_file(source)
        request = request_from(
            kind,
            opened.tracks,
            opened.metres[0][1] if opened.metres else Metre(),
            place=place,
            bars=bars,
            count=candidates,
            seed=seed,
            tempo_bpm=tempo or opened.tempo_bpm,
            key=parse_key(key) if key else opened.key,
            adventure=adventure,
            density=density,
            low_pitch=low,
            high_pitch=high,
            parameters=flag_values(parameters),
        )
        made = checked(guarded(discover().get(kind), request), request)
        try:
            out.mkdir(parents=True, exist_ok=True)
            files = [write_files(one, request, out, n, made_at) for n, one in enumerate(made, 1)]
        except OSError as problem:
            raise BadInput(
                f"{out} cannot be written to: {problem.strerror}.", "Choose another --out."
            ) from None
        for candidate, (path, sidecar, record) in zip(made, files, strict=True):
            row = {
                "file": str(path),
                "sidecar": str(sidecar),
                "title": candidate.title,
                "reason": candidate.reason,
                "length_beats": candidate.length_beats,
                "note_count": len(candidate.notes),
                "key": candidate.details.get("key", ""),
                "chords": [one["symbol"] for one in candidate.details.get("chords", ())],
                "generator": record.generator,
                "seed": request.seed,
                "originality": dict(record.originality),
            }
            print_json(row) if as_json else _render(row)


def _render(row: dict[str, Any]) -> None:
    console = Console()
    console.print(f"[bold]{escape(row['title'])}[/]  {escape(row['file'])}")
    console.print(f"  {escape(row['reason'])}")
    verdict = row["originality"]
    if verdict.get("reason"):
        console.print(f"  [dim]Originality: {verdict['outcome']}. {escape(verdict['reason'])}[/]")
