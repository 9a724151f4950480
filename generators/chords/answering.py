"""Questions about chord streams, answered as records: the next chord, every chord of a song, gaps."""

from __future__ import annotations

from typing import Any

import numpy as np

from bridge.model.errors import BadInput
from generators.models.chord_model import ChordModel
from generators.models.chord_streams import Stream, read_stream, symbol_of
from generators.models.gap_evidence import UNKNOWN
from generators.models.gap_filling import fill
from generators.models.gate import Floats

SHOWN = 5
"""Chords of an answer."""

Record = dict[str, Any]


def stream_of(asked: Record) -> Stream:
    """The stream of a question {tonic, mode?, chords}. Raises BadInput."""
    if "tonic" not in asked:
        raise BadInput("No tonic was given.", 'Add one, as in "tonic": "Ab".', "bad_tonic")
    return read_stream(asked["tonic"], asked.get("mode"), asked.get("chords", []))


def answer_next(model: ChordModel, asked: Record) -> Record:
    """{top}: the likeliest chords after the last."""
    stream = stream_of(asked)
    return {"top": _top(model.distribution(stream.changes, stream.mode), stream)}


def answer_walk(model: ChordModel, asked: Record) -> Record:
    """{steps: [{top, p_actual}]}: for every chord of the line what was expected from those before it alone.

    p_actual: the probability of what came; None where nothing can be said about it: no chord, or the
    class that sounds already.
    """
    stream = stream_of(asked)
    steps: list[Record] = []
    told = model.walk(stream.changes, stream.mode)
    expected, last = next(told), None
    for chord_class in stream.classes:
        counts = chord_class is not None and chord_class != last
        top = _top(expected, stream)
        steps.append({"top": top, "p_actual": float(expected[chord_class]) if counts else None})
        if counts:
            expected, last = next(told), chord_class
    return {"steps": steps}


def answer_fill(model: ChordModel, asked: Record, count: int = SHOWN) -> Record:
    """{fillings: [{chords, filled, probability}]}: the likeliest chords for the gaps (null), best first.

    chords: the whole line, the given ones as they were written. filled: those of the gaps, in order.
    """
    stream = stream_of(asked)
    if not stream.gaps:
        return {"fillings": [{"chords": list(asked.get("chords", [])), "filled": [], "probability": 1.0}]}
    line, places = _line(stream)
    fillings = []
    for found in fill(model, line, stream.mode, count):
        filled = [symbol_of(found.line[places[gap]], stream.key) for gap in stream.gaps]
        named = dict(zip(stream.gaps, filled, strict=True))
        chords = [named.get(place, symbol) for place, symbol in enumerate(asked["chords"])]
        fillings.append({"chords": chords, "filled": filled, "probability": found.probability})
    return {"fillings": fillings}


def _line(stream: Stream) -> tuple[tuple[int, ...], dict[int, int]]:
    """The changes with gaps as `UNKNOWN`, and where each gap of the question stands in them."""
    line: list[int] = []
    places: dict[int, int] = {}
    for place, chord_class in enumerate(stream.classes):
        if place in stream.gaps:
            places[place] = len(line)
            line.append(UNKNOWN)
        elif chord_class is not None and line[-1:] != [chord_class]:
            line.append(chord_class)
    return tuple(line), places


def _top(likely: Floats, stream: Stream) -> list[tuple[str, float]]:
    best = np.argpartition(-likely, SHOWN)[:SHOWN]
    best = best[np.argsort(-likely[best], kind="stable")]
    return [(symbol_of(int(one), stream.key), float(likely[one])) for one in best]
