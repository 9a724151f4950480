"""Makes songs by rule that have plain chords: folk tunes in strains, and pop songs of loops.

All of it is synthetic. Folk tunes have strains of eight bars, few chords, a half close in the middle and
a full close at the end, as collections of dance tunes with chord symbols have. Loops are the progressions
of free-midi-chords (MIT), one or two chords a bar, under sections that come again.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bridge.model.errors import BadInput
from bridge.model.timebase import Metre
from generators.harmonise.bar_grid import bar_grid
from generators.harmonise.triads import triad_number
from generators.models.training.harmony_synthetic import FOLK, POP, ChordSong
from generators.theory.chord import parse_chord

_METRES = (Metre(4, 4), Metre(6, 8), Metre(2, 4), Metre(3, 4), Metre(9, 8))
_METRE_SHARES = (0.36, 0.26, 0.14, 0.2, 0.04)
_MINOR = 0.22
_STRAIN_BARS = 8


def _triads(*named: tuple[int, int]) -> tuple[int, ...]:
    return tuple(root * 4 + quality for root, quality in named)


@dataclass(frozen=True, slots=True)
class _Vocabulary:
    """Chords of a kind of tune, the tonic first, then the dominant; how common each is, and the kind."""

    triads: tuple[int, ...]
    shares: tuple[float, ...]
    weight: float


_KINDS = {
    0: (
        _Vocabulary(_triads((0, 0), (7, 0), (5, 0)), (0.42, 0.31, 0.27), 0.18),
        _Vocabulary(_triads((0, 0), (7, 0), (5, 0), (2, 1), (9, 1)), (0.36, 0.24, 0.2, 0.1, 0.1), 0.46),
        _Vocabulary(
            _triads((0, 0), (7, 0), (5, 0), (2, 1), (9, 1), (4, 1), (2, 0)),
            (0.3, 0.22, 0.17, 0.1, 0.12, 0.04, 0.05), 0.28,
        ),
        _Vocabulary(_triads((0, 0), (10, 0), (5, 0)), (0.5, 0.35, 0.15), 0.08),
    ),
    1: (
        _Vocabulary(_triads((0, 1), (7, 0), (5, 1)), (0.42, 0.33, 0.25), 0.2),
        _Vocabulary(_triads((0, 1), (10, 0), (3, 0), (7, 1)), (0.42, 0.32, 0.14, 0.12), 0.38),
        _Vocabulary(
            _triads((0, 1), (7, 0), (5, 1), (10, 0), (3, 0), (8, 0)), (0.32, 0.2, 0.13, 0.15, 0.1, 0.1), 0.42
        ),
    ),
}  # fmt: skip
"""By mode. The shares are ours, after how a player of dance tunes backs them; none is fitted to a corpus."""


def folk_songs(count: int, rng: np.random.Generator) -> list[ChordSong]:
    """So many tunes of two or three strains, each strain twice."""
    return [_folk_song(number, rng) for number in range(count)]


def _folk_song(number: int, rng: np.random.Generator) -> ChordSong:
    metre = _METRES[int(rng.choice(len(_METRES), p=_METRE_SHARES))]
    mode = int(rng.random() < _MINOR)
    kinds = _KINDS[mode]
    vocabulary = kinds[int(rng.choice(len(kinds), p=[kind.weight for kind in kinds]))]
    splits = float(rng.choice([0.1, 0.25, 0.45]))
    strains = [_strain(vocabulary, splits, rng) for _ in range(int(rng.integers(2, 4)))]
    order = [index for index in range(len(strains)) for _ in range(2)]
    bar = metre.bar_beats
    middle = bar / 2 if metre.numerator % 2 == 0 else bar * 2 / 3
    changes: list[tuple[float, int]] = []
    for place, index in enumerate(order):
        for step, chords in enumerate(strains[index]):
            line = (place * _STRAIN_BARS + step) * bar
            changes += [(line + half * middle, triad) for half, triad in enumerate(chords)]
    bars = len(order) * _STRAIN_BARS
    sections = tuple((place * _STRAIN_BARS * bar, "ABC"[index]) for place, index in enumerate(order))
    grid = bar_grid(metre, [at * bar for at in range(bars)])
    return ChordSong(f"folk{number:05d}", grid, bars * bar, mode, tuple(changes), sections, FOLK)


def _strain(vocabulary: _Vocabulary, splits: float, rng: np.random.Generator) -> list[tuple[int, ...]]:
    """Eight bars of one or two chords: opening, half close, opening again, full close."""
    tonic, dominant = vocabulary.triads[:2]

    def any_chord() -> int:
        return int(rng.choice(vocabulary.triads, p=vocabulary.shares))

    def bar() -> tuple[int, ...]:
        first = any_chord()
        return (first, any_chord()) if rng.random() < splits else (first,)

    bars = [bar() for _ in range(_STRAIN_BARS)]
    if rng.random() < 0.75:
        bars[0] = (tonic,)
    if rng.random() < 0.2:
        bars[1] = bars[0]
    bars[3] = ((dominant,), (tonic,), bars[3], (any_chord(), dominant))[
        int(rng.choice(4, p=(0.3, 0.15, 0.3, 0.25)))
    ]
    if rng.random() < 0.6:
        bars[4:6] = bars[:2]
    bars[6:] = (
        [(dominant,), (tonic,)],
        [(any_chord(), dominant), (tonic,)],
        [bars[6], (dominant, tonic)],
    )[int(rng.choice(3, p=(0.35, 0.45, 0.2)))]
    return bars


def loop_songs(data: Path, count: int, rng: np.random.Generator) -> list[ChordSong]:
    """So many songs of three sections over loops from `DIR/progressions`; none where that is missing."""
    path = data / "progressions" / "progressions.jsonl"
    if not path.exists():
        return []
    loops: list[tuple[int, tuple[int, ...]]] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        try:
            named = [parse_chord(f"{_ROOTS[step % 12]}:{quality}") for step, quality in record["chords"]]
        except BadInput:
            continue
        triads = tuple(triad_number(chord, 0) for chord in named)
        loops.append((int(record["mode"] == "minor"), triads))
    return [_loop_song(number, loops, rng) for number in range(count)]


_ROOTS = ("C", "C#", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B")


def _loop_song(
    number: int, loops: Sequence[tuple[int, tuple[int, ...]]], rng: np.random.Generator
) -> ChordSong:
    mode = loops[int(rng.integers(len(loops)))][0]
    own = [triads for told, triads in loops if told == mode]
    bar, section_bars = 4.0, 8
    step = bar if rng.random() < 0.6 else bar / 2
    chosen = [own[int(rng.integers(len(own)))] for _ in range(2)]
    form = "AABABB"
    changes, sections = [], []
    for place, letter in enumerate(form):
        line = place * section_bars * bar
        sections.append((line, letter))
        loop = chosen["AB".index(letter)]
        changes += [(line + at * step, loop[at % len(loop)]) for at in range(int(section_bars * bar / step))]
    bars = len(form) * section_bars
    grid = bar_grid(Metre(4, 4), [at * bar for at in range(bars)])
    return ChordSong(f"loop{number:05d}", grid, bars * bar, mode, tuple(changes), tuple(sections), POP)
