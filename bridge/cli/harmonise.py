"""sideman harmonise: chords for a melody, for a bass line, or for any parts that are there."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from bridge.cli.show import AsJson, emit, errors, print_json
from bridge.model.errors import BadInput, NotFound

if TYPE_CHECKING:
    from bridge.midi.reading import MidiSong, MidiTrack
    from generators.harmonise.asked import Ask, Wishes
    from generators.harmonise.harmonising import Harmony

DRUM_CHANNEL = 9
_BARS_A_LINE = 4


def harmonise(
    file: Annotated[
        str, typer.Argument(help="MIDI file with the melody; - reads JSON lines, as --stdin.")
    ] = "",
    stdin: Annotated[bool, typer.Option("--stdin", help="Read JSON lines {id, notes, ...}.")] = False,
    track: Annotated[
        str, typer.Option(help="Track to harmonise, by number from 1 or by name; all if left out.")
    ] = "",
    rhythm: Annotated[str, typer.Option(help="When chords change: auto, bar, half or beat.")] = "auto",
    complexity: Annotated[
        float, typer.Option(min=0, max=1, help="0 plain and slow, 0.5 as songs are, 1 rich.")
    ] = 0.5,
    colour: Annotated[
        float, typer.Option(min=0, max=1, help="0 triads .. 1 sevenths, ninths, suspensions.")
    ] = 0.0,
    candidates: Annotated[int, typer.Option(min=1, max=32, help="How many that really differ.")] = 3,
    key: Annotated[str, typer.Option(help='As in "A minor"; else the file\'s own, else by ear.')] = "",
    style: Annotated[
        str, typer.Option(help='"art song", "pop" or "folk"; told from the notes if left out.')
    ] = "",
    repeats: Annotated[bool, typer.Option(help="Give a repeated phrase the same chords again.")] = True,
    out: Annotated[
        Path | None, typer.Option(help="Write the best chords, voiced, to this MIDI file.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Find chords for what is there: a melody, a bass line, or any mix of parts.

    Examples: sideman harmonise tune.mid --rhythm half · sideman harmonise tune.mid --track 2 --colour 0.6
    --out chords.mid · sideman harmonise --stdin --json < melodies.jsonl
    """
    from generators.harmonise.asked import Wishes, check_wishes

    with errors(as_json):
        wishes = Wishes(rhythm, complexity, colour, candidates, repeats, style)
        check_wishes(wishes)
        if stdin or file == "-":
            _answer_lines(wishes)
        elif file:
            _harmonise_file(Path(file), track, key, wishes, out, as_json)
        else:
            raise BadInput("Nothing to harmonise.", "Name a MIDI file, or pass --stdin for JSON lines.")


def _answer_lines(wishes: Wishes) -> None:
    from generators.harmonise.answering import answers

    for said in answers(sys.stdin, wishes):
        print_json(said)


def _harmonise_file(
    path: Path, track: str, key: str, wishes: Wishes, out: Path | None, as_json: bool
) -> None:
    from bridge.midi.files import load_song
    from generators.harmonise.harmonising import harmonise as harmonise_ask

    song = load_song(path)
    ask = _ask(song, track, key, wishes)
    found = harmonise_ask(ask)
    answer = {
        "file": str(path),
        "key": str(found.key),
        "key_confidence": round(found.key_confidence, 3),
        "metre": str(song.metre),
        "candidates": [_candidate(ask, one) for one in found.candidates],
    }
    if out is not None:
        _write(out, ask, found.candidates[0], song)
    emit(answer, as_json, _render)


def _ask(song: MidiSong, track: str, key: str, wishes: Wishes) -> Ask:
    from bridge.model.keys import parse_key
    from generators.harmonise.asked import Ask, settle_key
    from generators.harmonise.bar_grid import bar_grid
    from generators.harmonise.parting import note_rows, parted

    heard = [
        (note.start_beats, note.length_beats, float(note.pitch))
        for one in _chosen(song, track)
        for note in one.notes
        if note.channel != DRUM_CHANNEL and not note.muted
    ]
    if not heard:
        raise BadInput("There are no notes to harmonise.", "Choose another track; drums have no harmony.")
    rows = note_rows(heard)
    named = parse_key(key) if key else song.key
    settled, confidence = (named, 1.0) if named else settle_key(rows, None, "")
    return Ask(parted(rows), bar_grid(song.metre), settled, confidence, None, wishes)


def _chosen(song: MidiSong, track: str) -> list[MidiTrack]:
    if not track:
        return list(song.tracks)
    if track.isdigit() and 1 <= int(track) <= len(song.tracks):
        return [song.tracks[int(track) - 1]]
    named = [one for one in song.tracks if track.lower() in one.name.lower()]
    if not named:
        names = ", ".join(f"{number} {one.name}".strip() for number, one in enumerate(song.tracks, 1))
        raise NotFound(f"There is no track {track!r} with notes.", f"Tracks here: {names or 'none'}.")
    return named[:1]


def _candidate(ask: Ask, found: Harmony) -> dict[str, Any]:
    from generators.harmonise.answering import full_chords
    from generators.theory.lead_sheet import lead_sheet
    from generators.theory.roman import roman_numeral

    chords = full_chords(ask, found)
    following = [*chords[1:], None]
    return {
        "score": found.score,
        "chords": [
            {
                "start_beats": round(start, 5),
                "length_beats": round(end - start, 5),
                "symbol": str(chord),
                "name": lead_sheet(chord),
                "roman": roman_numeral(chord, ask.key, after).text,
            }
            for start, end, chord, after in zip(found.starts, found.ends, chords, following, strict=True)
        ],
        "sheet": _sheet(ask, found, [lead_sheet(chord) for chord in chords]),
    }


def _sheet(ask: Ask, found: Harmony, names: list[str]) -> list[str]:
    """Lines of four bars; a chord that sounds on is a dash, a bar without a new chord a percent sign."""
    bar = ask.grid.metre.bar_beats
    first, last = int(found.starts[0] // bar), int((found.ends[-1] - 1e-6) // bar)
    bars = []
    for number in range(first, last + 1):
        inside = [
            name
            for start, name in zip(found.starts, names, strict=True)
            if number * bar - 1e-6 <= start < (number + 1) * bar - 1e-6
        ]
        bars.append(" ".join(inside) or "%")
    return [f"| {' | '.join(bars[at : at + _BARS_A_LINE])} |" for at in range(0, len(bars), _BARS_A_LINE)]


def _write(path: Path, ask: Ask, found: Harmony, song: MidiSong) -> None:
    import numpy as np

    from bridge.midi.files import write_clip
    from generators.chords.harmonic_rhythm import Slot
    from generators.chords.playing import play
    from generators.harmonise.answering import full_chords
    from generators.theory.voice_leading import lead

    slots = [Slot(start, end - start) for start, end in zip(found.starts, found.ends, strict=True)]
    voicings = lead(full_chords(ask, found), 36, 84, loops=False)
    notes = play(voicings, slots, song.metre, np.random.default_rng(0))
    data = write_clip(notes, name="Chords", tempo_map=song.tempo_map, metre=song.metre, key=ask.key)
    try:
        path.write_bytes(data)
    except OSError as problem:
        raise BadInput(f"{path} cannot be written: {problem.strerror}.", "Choose another place.") from None


def _render(console: Console, answer: dict[str, Any]) -> None:
    sure = answer["key_confidence"]
    heard = "" if sure >= 1 else f" (by ear, confidence {sure:.2f})"
    console.print(f"{answer['key']}{heard}, {answer['metre']}", highlight=False, markup=False)
    for number, one in enumerate(answer["candidates"], 1):
        console.print(f"\n{number}.", highlight=False)
        for line in one["sheet"]:
            console.print(f"   {line}", highlight=False, markup=False)
