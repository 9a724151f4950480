"""Other corpora, for judging only: nothing here may train the model or choose one of its constants.

They ship inside music21: Nottingham tunes in ABC with chord symbols, lead sheets, and Bach's chorales,
whose chords are told from their four voices as those of the songs are.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

import numpy as np

from bridge.model.errors import BadInput
from bridge.model.timebase import Metre
from generators.harmonise.bar_grid import bar_grid
from generators.harmonise.parting import note_rows
from generators.harmonise.slot_features import Frame
from generators.harmonise.triads import triad_number
from generators.models.training.harmony_labels import label_slots
from generators.models.training.harmony_pieces import key_of
from generators.models.training.harmony_scoring import Case
from generators.theory.chord import Chord

CHORALES = 60
"""Chorales that are judged, the first by name."""


def tunes_with_chords() -> list[Case]:
    """The Nottingham tunes and the lead sheets, on half bars of their own chord symbols."""
    from music21 import converter, corpus  # a development tool, far from anything that ships

    found: list[Case] = []
    for path in (*corpus.getPaths(),):
        text = str(path).replace("\\", "/")
        if "/nottingham-dataset/" in text or "/leadSheet/" in text:
            parsed: Any = converter.parse(path)
            scores = parsed.scores if hasattr(parsed, "scores") else [parsed]
            for number, score in enumerate(scores):
                case = _tune(score, f"{path.stem}.{number}")
                if case is not None:
                    found.append(case)
    return found


def chorales(count: int = CHORALES) -> list[Case]:
    """The sopranos of Bach's chorales on half bars, with the chords of all four voices."""
    from music21 import corpus

    paths = sorted(str(path) for path in corpus.getComposer("bach", fileExtensions=["mxl", "xml"]))
    return list(islice(_chorales(paths), count))


def _chorales(paths: list[str]) -> Iterator[Case]:
    from music21 import converter

    for path in paths:
        score: Any = converter.parse(path)
        names = [part.partName for part in score.parts]
        if len(names) != 4:
            continue
        rows = [_notes(part) for part in score.parts]
        grid_of = _grid(score.parts[0])
        if grid_of is None or min(map(len, rows)) < 12:
            continue
        metre, bars, end = grid_of
        everything = note_rows(note for part in rows for note in part)
        sharps = next((key.sharps for key in score.recurse().getElementsByClass("KeySignature")), 0)
        tonic, mode = key_of(everything, [[0, sharps]], 0.0, end)
        grid = bar_grid(metre, bars)
        frame = Frame(grid, grid.slots("half", bars[0], end), end, tonic, mode)
        yield Case(path, note_rows(rows[0]), frame, label_slots(everything, frame).triads)


def _notes(part: Any) -> list[tuple[float, float, float]]:
    flat = part.flatten().stripTies()
    return [
        (float(note.offset), float(note.quarterLength), float(note.pitch.midi))
        for note in flat.getElementsByClass("Note")
        if note.quarterLength > 0
    ]


def _grid(part: Any) -> tuple[Metre, list[float], float] | None:
    signatures = {(s.numerator, s.denominator) for s in part.recurse().getElementsByClass("TimeSignature")}
    measures = list(part.getElementsByClass("Measure"))
    if len(signatures) != 1 or len(measures) < 4:
        return None
    metre = Metre(*signatures.pop())
    bars = sorted({float(measure.offset) for measure in measures})
    return metre, bars, float(part.highestTime)


def _tune(score: Any, case_id: str) -> Case | None:
    part = score.parts[0] if len(score.parts) else score
    grid_of = _grid(part)
    if grid_of is None:
        return None
    metre, bars, end = grid_of
    flat = part.flatten()
    symbols = [(float(s.offset), s) for s in flat.getElementsByClass("ChordSymbol") if s.quarterLength >= 0]
    notes = _notes(part)
    if len(symbols) < 4 or len(notes) < 12:
        return None
    sharps = next((key.sharps for key in flat.getElementsByClass("KeySignature")), 0)
    tonic, mode = key_of(note_rows(notes), [[0, sharps]], 0.0, end)
    grid = bar_grid(metre, bars)
    frame = Frame(grid, grid.slots("half", bars[0], end), end, tonic, mode)
    changes = sorted((at, _triad(symbol, tonic)) for at, symbol in symbols)
    points = np.array([at for at, _ in changes] + [end])
    overlap = np.minimum(points[1:, None], frame.ends) - np.maximum(points[:-1, None], frame.starts)
    held = np.clip(overlap, 0, None)
    chords = np.array([triad for _, triad in changes])[held.argmax(axis=0)]
    return Case(case_id, note_rows(notes), frame, np.where(held.max(axis=0) > 0, chords, -1))


def _triad(symbol: Any, tonic: int) -> int:
    """The triad of a music21 chord symbol."""
    try:
        steps = {(pitch.pitchClass - symbol.root().pitchClass) % 12 for pitch in symbol.pitches}
    except Exception as problem:
        raise BadInput(f"{symbol} is no chord symbol ({problem}).") from None
    quality = "maj" if 4 in steps or 3 not in steps else "min"
    quality = "dim" if quality == "min" and 6 in steps and 7 not in steps else quality
    quality = "aug" if quality == "maj" and 8 in steps and 7 not in steps else quality
    root = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")[symbol.root().pitchClass]
    return triad_number(Chord(root, quality), tonic)
