"""The figures of voicing: how little voices move and which rules they keep, beside plain ways and people.

Nothing here is learned. Chords: McGill Billboard songs, the first changes; parallels are counted
between chords of three tones or more. People: string quartets (OpenScore), from beat to beat where all four
play and the harmony changes.
"""

from __future__ import annotations

import gzip
import json
import random
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from generators.models.figures import Figure
from generators.models.training.billboard import UNKNOWN
from generators.theory.chord import Chord, parse_chord
from generators.theory.voice_leading import lead, rule_breaks
from generators.theory.voice_leading_strict import parallels
from generators.theory.voicing import Layout, Voicing
from generators.theory.voicing_fretboard import GUITAR, frets_of
from generators.theory.voicing_instruments import INSTRUMENTS, sections
from generators.theory.voicing_styles import voicings

TASK = "voicing"
SONGS, CHORDS, QUARTETS, SEED = 200, 24, 30, 5
_TIMED = 8
_CHOIR = INSTRUMENTS["choir"]
_STRICT = Layout(
    _CHOIR.low,
    _CHOIR.high,
    "parts",
    parts=sections(_CHOIR.parts, 4, _CHOIR.low, _CHOIR.high),
    strict=True,
)
_KEYS = Layout(36, 84)
_GUITAR = Layout(40, 82, "guitar", 5, tuning=GUITAR)

Way = Callable[[Sequence[Chord]], list[Voicing]]


def measure(data: Path, said: Callable[[str], None]) -> Iterator[Figure]:
    """Motion, consecutive fifths and octaves, rules kept, chords that a guitarist can hold, and the wait.

    data: a folder with `billboard/` and `quartets/`.
    """
    said(f"voicing: {SONGS} Billboard songs")
    songs = read_progressions(data)
    corpus = f"Billboard, {SONGS} songs"
    ways: dict[str, Way] = {
        "keyboard": lambda chords: lead(chords, 36, 84, loops=False),
        "strict": lambda chords: lead(chords, 36, 84, loops=False, layout=_STRICT),
        "root position": root_position,
        "nearest inversion": nearest_inversion,
    }
    for name, way in ways.items():
        yield from _figures(corpus, name, [way(chords) for chords in songs], songs)
    yield from _strict(corpus, songs, [ways["strict"](chords) for chords in songs])
    held = [
        frets_of(voicing, GUITAR) is not None
        for chords in songs
        for voicing in lead(chords, 40, 82, loops=False, layout=_GUITAR)
    ]
    yield Figure(TASK, corpus, "guitar", "playable", sum(held) / len(held), len(held), "1")
    said("voicing: string quartets")
    quartets = read_quartets(data)
    yield from _figures(f"string quartets, {len(quartets)} scores", "people", quartets, None)
    said("voicing: the wait")
    for name, layout in (("keyboard", _KEYS), ("strict", _STRICT), ("guitar", _GUITAR)):
        waits = [_wait_ms(chords[:_TIMED], layout) for chords in songs]
        measured = f"ms for {_TIMED} chords, nothing kept (p95)"
        yield Figure(TASK, corpus, name, measured, float(np.percentile(waits, 95)), len(waits))


def read_progressions(data: Path, songs: int = SONGS) -> list[list[Chord]]:
    """The first changes of songs drawn by a fixed seed."""
    with gzip.open(data / "billboard" / "billboard.jsonl.gz", "rt", encoding="utf-8") as file:
        records = sorted((json.loads(line) for line in file), key=lambda record: str(record["id"]))
    random.Random(SEED).shuffle(records)
    found = [changes for record in records if len(changes := _changes(record)) >= 4]
    return found[:songs]


def _changes(record: dict[str, Any]) -> list[Chord]:
    symbols = [symbol for bar in record["bars"] for _, symbol in bar if symbol not in UNKNOWN]
    distinct = [symbol for at, symbol in enumerate(symbols) if at == 0 or symbols[at - 1] != symbol]
    return [parse_chord(symbol) for symbol in distinct[:CHORDS]]


def read_quartets(data: Path, scores: int = QUARTETS) -> list[list[Voicing]]:
    """The four sounding pitches at beats where all play and the pitch classes are others than before."""
    with gzip.open(data / "quartets" / "quartets.jsonl.gz", "rt", encoding="utf-8") as file:
        lines = list(file)
    random.Random(SEED).shuffle(lines)
    return [found for line in lines[:scores] if len(found := _beats(json.loads(line))) > 1]


def _beats(score: dict[str, Any]) -> list[Voicing]:
    parts = []
    end = int(sum(score["bars"][-1])) + 1
    for role in ("cello", "viola", "violin2", "violin1"):
        sounding = np.full(end + 1, -1)
        for part in score["parts"]:
            for onset, length, pitch, _ in part["notes"] if part["role"] == role else ():
                sounding[int(-(-onset // 1)) : int(-(-(onset + length) // 1))] = pitch
        parts.append(sounding)
    found: list[Voicing] = []
    for column in np.array(parts).T:
        voicing = tuple(int(pitch) for pitch in column)
        if min(voicing) >= 0 and (not found or {p % 12 for p in voicing} != {p % 12 for p in found[-1]}):
            found.append(voicing)
    return found


def root_position(chords: Sequence[Chord]) -> list[Voicing]:
    """The root below, and the close chord from the root up above it, as a beginner plays."""
    return [_stacked(chord, 60 + chord.root_pitch_class) for chord in chords]


def nearest_inversion(chords: Sequence[Chord]) -> list[Voicing]:
    """The root below, and above it the close inversion that moves least from the one before."""
    found: list[Voicing] = []
    for chord in chords:
        ways = [_stacked(chord, start) for start in range(53, 72) if start % 12 in _tones(chord)]
        before = found[-1] if found else _stacked(chord, 60 + chord.root_pitch_class)
        found.append(min(ways, key=lambda way: (_motion(before, way), way)))
    return found


def _tones(chord: Chord) -> list[int]:
    """Three tones: root, third and what colours it, else the fifth; fewer where the chord has no more."""
    steps = sorted(chord.intervals)
    chosen = [*steps[:2], steps[-1]]
    return sorted({(chord.root_pitch_class + step) % 12 for step in chosen})


def _stacked(chord: Chord, start: int) -> Voicing:
    upper = [p for p in range(start, start + 37) if p % 12 in _tones(chord)][:3]
    return (36 + chord.bass_pitch_class, *upper)


def _motion(before: Voicing, after: Voicing) -> float:
    """Semitones that an upper voice moves, on average."""
    return float(np.mean([abs(b - a) for a, b in zip(before[1:], after[1:], strict=True)]))


def _figures(
    corpus: str, system: str, found: Sequence[Sequence[Voicing]], songs: Sequence[Sequence[Chord]] | None
) -> Iterator[Figure]:
    """songs: the chords, so that parallels are counted between full ones alone; None where all are."""
    moves, faults = [], []
    for number, one in enumerate(found):
        for at, (before, after) in enumerate(pairwise(one)):
            moves.append(_motion(before, after))
            if songs is None or (_full(songs[number][at]) and _full(songs[number][at + 1])):
                faults.append(bool(parallels(np.array([before]), np.array([after]))[0, 0]))
    aim = "0" if system == "strict" else ""
    yield Figure(TASK, corpus, system, "semitones an upper voice moves", float(np.mean(moves)), len(moves))
    yield Figure(TASK, corpus, system, "changes with parallels", float(np.mean(faults)), len(faults), aim)


def _strict(
    corpus: str, songs: Sequence[Sequence[Chord]], found: Sequence[Sequence[Voicing]]
) -> Iterator[Figure]:
    """All rules: between full chords, and between all, where power chords and bare roots double by name."""
    broken = [
        (rule_breaks((one, other), (before, after), _STRICT) > 0, _full(one) and _full(other))
        for chords, voiced in zip(songs, found, strict=True)
        for (one, other), (before, after) in zip(pairwise(chords), pairwise(voiced), strict=True)
    ]
    full = [fault for fault, is_full in broken if is_full]
    share, every = sum(full) / len(full), sum(fault for fault, _ in broken) / len(broken)
    yield Figure(TASK, corpus, "strict", "changes that break a rule", share, len(full), "0")
    yield Figure(TASK, corpus, "strict", "the same with power chords", every, len(broken))


def _full(chord: Chord) -> bool:
    """Three tones or more: a power chord in four voices is doubled octaves, and means to be."""
    return len(chord.pitch_classes) >= 3


def _wait_ms(chords: Sequence[Chord], layout: Layout) -> float:
    voicings.cache_clear()
    before = time.perf_counter()
    lead(chords, layout.low, layout.high, layout=layout)
    return (time.perf_counter() - before) * 1000
