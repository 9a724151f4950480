"""Reads the Billboard chords and the progressions as pieces with a key, played by `keys_rendering`."""

from __future__ import annotations

import gzip
import json
from bisect import bisect_right
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from bridge.model.keys import FLAT_NAMES, pitch_class
from generators.models.mode import mode_of
from generators.models.training.billboard import UNKNOWN
from generators.models.training.keys_labels import MINOR
from generators.models.training.keys_pieces import KeyPiece
from generators.models.training.keys_rendering import Span, render
from generators.models.vocabulary import class_of, without_repeats
from generators.theory.chord import parse_chord

_PROGRESSION_CHORDS = 16


def read_billboard_pieces(
    data: Path, seed: int, times: int = 1, wanted: Callable[[str], bool] = lambda artist: True
) -> list[KeyPiece]:
    """Each stretch of one tonic in each Billboard song; the mode comes from its chords.

    times: how often to play it, each time in another manner. wanted: whether to play an artist's songs.
    """
    with gzip.open(data / "billboard" / "billboard.jsonl.gz", "rt", encoding="utf-8") as file:
        records = sorted((json.loads(line) for line in file), key=lambda record: str(record["id"]))
    return [
        piece
        for number, record in enumerate(records)
        if wanted(record["artist"])
        for turn in range(times)
        for piece in _pieces(record, turn, np.random.default_rng([seed, number, turn]))
    ]


def _pieces(record: dict[str, Any], turn: int, rng: np.random.Generator) -> Iterator[KeyPiece]:
    whole = len(record["tonics"]) == 1
    for index, (tonic, spans, bars) in enumerate(_stretches(record)):
        changes = without_repeats(class_of(span.chord, tonic) for span in spans)
        if len(set(changes)) < 2:
            continue
        key = tonic + MINOR * (mode_of(changes) == "minor")
        name = f"{record['id']}.{index}.{turn}"
        yield KeyPiece(
            name, "billboard", record["artist"], render(spans, key, rng), key, whole, bars, turn == 0
        )


def _stretches(record: dict[str, Any]) -> Iterator[tuple[int, list[Span], tuple[float, ...]]]:
    """(tonic, chords, bar lines) of each stretch of one tonic."""
    starts = [bar for bar, _ in record["tonics"]]
    stretches: list[list[Span]] = [[] for _ in starts]
    lines: list[list[float]] = [[] for _ in starts]
    metres, at = record["metres"], 0.0
    for index, bar in enumerate(record["bars"]):
        metre = metres[max(bisect_right([first for first, _ in metres], index) - 1, 0)][1]
        length = felt_beats(metre)
        place = max(bisect_right(starts, index) - 1, 0)
        lines[place].append(at)
        ends = [beat for beat, _ in bar[1:]] + [max(length, bar[-1][0] + 1) if bar else length]
        for (beat, symbol), end in zip(bar, ends, strict=False):
            if symbol not in UNKNOWN:
                stretches[place].append(Span(at + beat, end - beat, parse_chord(symbol)))
        at += max(length, ends[-1])
    for (_, tonic), spans, bars in zip(record["tonics"], stretches, lines, strict=True):
        if spans:
            yield pitch_class(tonic), spans, tuple(bars)


def felt_beats(metre: str) -> float:
    """Felt beats in a bar of a Billboard metre: 4 in 12/8, 2 in 6/8, 3 in 3/4."""
    top, bottom = (int(number) for number in metre.split("/"))
    return top / 3 if bottom == 8 and top % 3 == 0 and top > 3 else float(top)


def read_progression_pieces(data: Path, seed: int) -> list[KeyPiece]:
    """The major and minor progressions, repeated to some 16 chords, home on C."""
    pieces = []
    lines = (data / "progressions" / "progressions.jsonl").read_text(encoding="utf-8").splitlines()
    for number, record in enumerate(json.loads(line) for line in lines):
        if record["mode"] not in ("major", "minor"):
            continue
        rng = np.random.default_rng([seed, number])
        length = float(rng.choice([2.0, 4.0]))
        symbols = [f"{FLAT_NAMES[step % 12]}:{quality}" for step, quality in record["chords"]]
        played = symbols * max(1, _PROGRESSION_CHORDS // len(symbols))
        spans = [Span(n * length, length, parse_chord(symbol)) for n, symbol in enumerate(played)]
        key = MINOR * (record["mode"] == "minor")
        parts = render(spans, key, rng)
        pieces.append(KeyPiece(record["id"], "progressions", record["id"], parts, key, judged=False))
    return pieces
