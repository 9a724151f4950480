"""Makes melodies by rule over known chords: synthetic pairs of melody and chords.

The rules are those of any course in writing a tune: chord tones where it is strong, scale steps between
them, few leaps, a rhythm and a contour that a section keeps, rests at the end of a line. How strictly is
drawn anew for every melody, so that the share of chord tones spreads as people's does. They teach the
model which chords plain songs use and when they change, not how their melodies go.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bridge.model.timebase import Metre
from generators.harmonise.parting import NoteRows, note_rows
from generators.harmonise.triads import TONES
from generators.models.training.harmony_synthetic import FOLK, ChordSong

_SCALES = {
    0: ((0, 2, 4, 5, 7, 9, 11), (0, 2, 4, 7, 9)),
    1: ((0, 2, 3, 5, 7, 8, 10), (0, 3, 5, 7, 10)),
}
"""Mode -> the scale and the five notes of it that a pop melody prefers."""

_SHADOWED = 0.14
"""How often a bar's melody follows another chord than the one that people put there."""

_TAU_SEMITONES = 2.2
_RESTING_POP, _RESTING_FOLK = 0.12, 0.02


@dataclass(frozen=True, slots=True)
class _Manner:
    """How one melody goes. strong, weak: how often a chord tone where it is strong, where weak. repeats:
    the same note again. arpeggios: bars that walk through their chord."""

    strong: float
    weak: float
    repeats: float
    arpeggios: float
    resting: float
    scale: tuple[int, ...]
    full: tuple[int, ...]
    centre: int


def _manner(song: ChordSong, rng: np.random.Generator) -> _Manner:
    full, five = _SCALES[song.mode]
    folk = song.style == FOLK
    return _Manner(
        strong=float(rng.uniform(0.55, 0.85) if folk else rng.uniform(0.45, 0.8)),
        weak=float(rng.uniform(0.3, 0.6) if folk else rng.uniform(0.2, 0.5)),
        repeats=0.12 if folk else 0.24,
        arpeggios=float(rng.uniform(0.0, 0.5)) if folk else 0.05,
        resting=_RESTING_FOLK if folk else _RESTING_POP,
        scale=five if rng.random() < (0.2 if folk else 0.6) else full,
        full=full,
        centre=int(rng.integers(62, 78)),
    )


def melody_over(song: ChordSong, rng: np.random.Generator, start_beats: float, end_beats: float) -> NoteRows:
    """A melody over a stretch of a song's chords, above tonic pitch class 0; another for every draw."""
    metre = song.grid.metre
    manner = _manner(song, rng)
    grain = _grain(metre, song.style, rng)
    starts, triads = [at for at, _ in song.changes], [triad for _, triad in song.changes]
    sections = [at for at, _ in song.sections]
    rhythms: dict[str, list[list[float]]] = {}
    made: dict[tuple[object, ...], list[tuple[float, float, float]]] = {}
    pitch = manner.centre
    notes: list[tuple[float, float, float]] = []
    bar = metre.bar_beats
    for line in song.grid.starts:
        if not start_beats - bar < line < end_beats:
            continue
        where = bisect_right(sections, line) - 1
        letter = song.sections[where][1] if where >= 0 else "-"
        if letter not in rhythms:
            rhythms[letter] = [_rhythm(metre, grain, rng) for _ in range(4)]
        place = round((line - (sections[where] if where >= 0 else 0.0)) / bar)
        if rng.random() < manner.resting:
            continue
        inside = tuple(
            (at - line, triad) for at, triad in song.changes if line - 1e-6 <= at < line + bar - 1e-6
        )
        key = (letter, place % 8 if rng.random() < 0.5 else place, inside)
        if key not in made or rng.random() < 0.15:
            onsets = rhythms[letter][place % 4]
            first = triads[max(bisect_right(starts, line + 1e-6) - 1, 0)]
            made[key] = _bar(onsets, inside or ((0.0, first),), metre, pitch, manner, rng)
        notes += [(line + at, length, tone) for at, length, tone in made[key]]
        pitch = int(notes[-1][2])
    return note_rows(notes)


def _bar(
    onsets: list[float],
    chords: tuple[tuple[float, int], ...],
    metre: Metre,
    pitch: int,
    manner: _Manner,
    rng: np.random.Generator,
) -> list[tuple[float, float, float]]:
    """(onset in the bar, length, pitch) of one bar."""
    walks = rng.random() < manner.arpeggios
    shadow = _shadow(chords[0][1], rng) if rng.random() < _SHADOWED else None
    found = []
    for onset, end in zip(onsets, [*onsets[1:], metre.bar_beats], strict=True):
        own = next((triad for at, triad in reversed(chords) if at <= onset + 1e-6), chords[0][1])
        triad = own if shadow is None else shadow
        on_pulse = abs(onset / metre.pulse_beats - round(onset / metre.pulse_beats)) < 1e-6
        strong = on_pulse or end - onset >= metre.pulse_beats or walks
        pitch = _next_pitch(pitch, triad, strong, manner, rng)
        found.append((onset, (end - onset) * (1.0 if rng.random() < 0.8 else 0.6), float(pitch)))
    return found


def _shadow(triad: int, rng: np.random.Generator) -> int:
    """A triad that shares two notes with another: a third above or below, in the scale or not."""
    if triad < 0:
        return triad
    shared = TONES @ TONES[triad]
    near = np.flatnonzero((shared == 2) & (np.arange(len(TONES)) % 4 < 2))
    return int(rng.choice(near))


def _grain(metre: Metre, style: int, rng: np.random.Generator) -> float:
    """The shortest note in beats."""
    if metre.denominator == 8:
        return 0.5
    return float(rng.choice([0.25, 0.5, 1.0], p=(0.25, 0.6, 0.15) if style == FOLK else (0.3, 0.6, 0.1)))


def _rhythm(metre: Metre, grain: float, rng: np.random.Generator) -> list[float]:
    """Onsets in one bar: the beats likelier than what lies between, and how busy drawn by bar."""
    busy = float(rng.uniform(0.15, 0.95))
    steps = round(metre.bar_beats / grain)
    found = []
    for step in range(steps):
        at = step * grain
        on_pulse = abs(at / metre.pulse_beats - round(at / metre.pulse_beats)) < 1e-6
        chance = (
            0.92 if step == 0 else (0.45 + 0.5 * busy if on_pulse else busy * (0.9 if grain >= 0.5 else 0.6))
        )
        if rng.random() < chance:
            found.append(at)
    return found or [0.0]


def _next_pitch(before: int, triad: int, strong: bool, manner: _Manner, rng: np.random.Generator) -> int:
    if rng.random() < manner.repeats and (triad < 0 or TONES[triad, before % 12] or not strong):
        return before
    options = np.arange(before - 9, before + 10)
    classes = options % 12
    in_scale = _IN[manner.scale][classes]
    in_scale = in_scale + 0.35 * (_IN[manner.full][classes] - in_scale).clip(0)
    if triad >= 0 and rng.random() < (manner.strong if strong else manner.weak):
        fits = TONES[triad, classes] * (0.4 + in_scale)
    else:
        fits = in_scale
    near = np.exp(-np.abs(options - before) / _TAU_SEMITONES - ((options - manner.centre) / 7.0) ** 2)
    totals = np.cumsum(fits * near * np.where(options == before, 0.3, 1.0))
    if totals[-1] < 1e-12:
        return before
    return int(options[np.searchsorted(totals, rng.random() * totals[-1])])


def _member(classes: tuple[int, ...]) -> NDArray[np.float64]:
    found = np.zeros(12)
    found[list(classes)] = 1.0
    return found


_IN: dict[tuple[int, ...], NDArray[np.float64]] = {
    scale: _member(scale) for scales in _SCALES.values() for scale in scales
}
