"""Lines of chords with their places in beats, out of the chord data: what gets rendered to notes.

Source: McGill Billboard annotations 2.0 (CC0) and free-midi-chords progressions (MIT).
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from bridge.model.errors import BadInput
from bridge.model.keys import Key, pitch_class
from bridge.model.timebase import Metre, parse_metre
from generators.models.mode import mode_of
from generators.models.training.billboard import UNKNOWN, song_from_json
from generators.theory.chord import NO_CHORD, Chord, parse_chord
from generators.theory.spelling import spell_in_key

EXCERPT_BARS = 16
VALIDATION_SHARE = 0.2
_SPLIT_SEED = 20
_METRES = frozenset({"4/4", "3/4", "6/8", "12/8", "2/4"})
_OTHER_METRES = (Metre(3, 4), Metre(6, 8), Metre(12, 8), Metre(2, 4))
"""What one line in three is set in instead of 4/4, where one and two chords a bar allow it: the songs
are nearly all in 4/4."""


@dataclass(frozen=True, slots=True)
class Span:
    """A chord from a beat on; it may be no chord."""

    start_beats: float
    length_beats: float
    chord: Chord

    @property
    def end_beats(self) -> float:
        return self.start_beats + self.length_beats


@dataclass(frozen=True, slots=True)
class HarmonyLine:
    """Some bars of one song in one metre and key, from beat 0 on."""

    song_id: str
    metre: Metre
    key: Key
    spans: tuple[Span, ...]

    @property
    def end_beats(self) -> float:
        return self.spans[-1].end_beats


def billboard_lines(data: Path) -> list[HarmonyLine]:
    """Every excerpt of `EXCERPT_BARS` bars without a change of metre or tonic and without unknown chords."""
    with gzip.open(data / "billboard" / "billboard.jsonl.gz", "rt", encoding="utf-8") as file:
        records = sorted((json.loads(line) for line in file), key=lambda record: str(record["id"]))
    return [line for record in records for line in _excerpts(record)]


def progression_lines(data: Path) -> list[HarmonyLine]:
    """Every progression twice over, one chord a bar, in C."""
    lines = []
    for text in (data / "progressions" / "progressions.jsonl").read_text(encoding="utf-8").splitlines():
        record = json.loads(text)
        key = Key(0, "minor" if record["mode"] == "minor" else "major")
        try:
            chords = [parse_chord(f"{spell_in_key(key, step % 12)}:{q}") for step, q in record["chords"]]
        except BadInput:
            continue
        spans = tuple(Span(4.0 * bar, 4.0, chord) for bar, chord in enumerate(chords * 2))
        lines.append(HarmonyLine(record["id"], Metre(), key, spans))
    return lines


def parted(lines: Sequence[HarmonyLine]) -> tuple[list[HarmonyLine], list[HarmonyLine]]:
    """(tuning, validation): whole songs, drawn with a fixed seed."""
    songs = sorted({line.song_id for line in lines})
    drawn = np.random.default_rng(_SPLIT_SEED).permutation(len(songs))
    held_out = {songs[index] for index in drawn[: round(len(songs) * VALIDATION_SHARE)]}
    return (
        [line for line in lines if line.song_id not in held_out],
        [line for line in lines if line.song_id in held_out],
    )


def varied(line: HarmonyLine, rng: np.random.Generator) -> HarmonyLine:
    """The line in another key, and one in three in another metre."""
    moved = transposed(line, int(rng.integers(12)))
    halves = line.metre == Metre() and all(span.start_beats % 2 == 0 for span in line.spans)
    if not halves or rng.random() > 1 / 3:
        return moved
    return in_metre(moved, _OTHER_METRES[int(rng.integers(len(_OTHER_METRES)))])


def transposed(line: HarmonyLine, semitones: int) -> HarmonyLine:
    key = Key((line.key.tonic + semitones) % 12, line.key.scale)
    return replace(
        line, key=key, spans=tuple(replace(s, chord=_moved(s.chord, semitones)) for s in line.spans)
    )


def _moved(chord: Chord, semitones: int) -> Chord:
    if chord.is_none:
        return chord
    key = Key((chord.root_pitch_class + semitones) % 12, "major")
    return replace(chord, root=spell_in_key(key, key.tonic))


def shortened(line: HarmonyLine, bars: int) -> HarmonyLine:
    """The first bars of a line."""
    end = bars * line.metre.bar_beats
    spans = (
        replace(s, length_beats=min(s.end_beats, end) - s.start_beats)
        for s in line.spans
        if s.start_beats < end
    )
    return replace(line, spans=tuple(spans))


def in_metre(line: HarmonyLine, metre: Metre) -> HarmonyLine:
    """A line of whole and half bars of 4/4 in another metre; half a bar of 3/4 is two beats, then one."""

    def place(beats: float) -> float:
        bar, rest = divmod(beats, 4.0)
        half = 2.0 if metre.bar_beats == 3 and metre.denominator == 4 else metre.bar_beats / 2
        return bar * metre.bar_beats + (half if rest else 0.0)

    spans = tuple(
        Span(place(span.start_beats), place(span.end_beats) - place(span.start_beats), span.chord)
        for span in line.spans
    )
    return replace(line, metre=metre, spans=spans)


def _excerpts(record: dict[str, Any]) -> Iterator[HarmonyLine]:
    song = song_from_json(record)
    edges = sorted({0, len(record["bars"]), *(bar for bar, _ in record["metres"] + record["tonics"])})
    for first, last in pairwise(edges):
        metre = str(next(m for bar, m in reversed(record["metres"]) if bar <= first))
        tonic = next(t for bar, t in reversed(record["tonics"]) if bar <= first)
        if metre not in _METRES:
            continue
        key = Key(pitch_class(tonic), song.mode or mode_of(song.changes))
        for start in range(first, last - 3, EXCERPT_BARS):
            bars = record["bars"][start : min(start + EXCERPT_BARS, last)]
            if len(bars) >= 4 and not any(symbol in UNKNOWN - {"N"} for bar in bars for _, symbol in bar):
                yield HarmonyLine(song.song_id, parse_metre(metre), key, _spans(bars, parse_metre(metre)))


def _spans(bars: Sequence[Sequence[Sequence[Any]]], metre: Metre) -> tuple[Span, ...]:
    """The chords, those that go on over a bar line as one."""
    spans: list[Span] = []
    for index, bar in enumerate(bars):
        starts = [index * metre.bar_beats + beat * metre.pulse_beats for beat, _ in bar]
        ends = [*starts[1:], (index + 1) * metre.bar_beats]
        for start, end, (_, symbol) in zip(starts, ends, bar, strict=True):
            chord = NO_CHORD if symbol == "N" else parse_chord(symbol)
            if spans and spans[-1].chord == chord:
                spans[-1] = replace(spans[-1], length_beats=end - spans[-1].start_beats)
            elif end > start:
                spans.append(Span(start, end - start, chord))
    return tuple(spans)
