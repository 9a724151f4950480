"""Plays chord annotations as notes: bass, chords and a plain melody, in patterns of popular music.

The melodies are made by rule (chord tones on strong places, steps in the scale between them) and say
nothing about any song; the bass and chord patterns are common property.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from bridge.model.keys import SCALES
from generators.models.training.keys_labels import MINOR
from generators.models.training.keys_pieces import Part
from generators.theory.chord import Chord

Row = tuple[float, float, int]

_CHORD_PATTERNS: tuple[tuple[tuple[float, float, str], ...], ...] = (
    ((0, 4, "all"),),
    ((0, 1, "all"), (1, 1, "all"), (2, 1, "all"), (3, 1, "all")),
    ((1, 0.5, "all"), (3, 0.5, "all")),
    ((0.5, 0.5, "all"), (1.5, 0.5, "all"), (2.5, 0.5, "all"), (3.5, 0.5, "all")),
    ((0, 1.5, "all"), (1.5, 1.5, "all"), (3, 1, "all")),
    tuple((step / 2, 0.5, str(tone)) for step, tone in enumerate((0, 1, 2, 1, 0, 1, 2, 1))),
    tuple((step / 4, 0.25, str(tone)) for step, tone in enumerate((0, 1, 2, 3) * 4)),
    tuple((step / 2, 0.5, str(tone)) for step, tone in enumerate((0, 2, 1, 2, 0, 2, 1, 2))),
)
"""(start, length, tone) in beats from a chord's start; "all" or the n-th tone of the voicing."""

_BASS_PATTERNS: tuple[tuple[tuple[float, float, str], ...], ...] = (
    ((0, 4, "bass"),),
    ((0, 1, "bass"), (2, 1, "fifth")),
    tuple((step / 2, 0.5, "bass") for step in range(8)),
    ((0, 1.5, "bass"), (1.5, 0.5, "bass"), (2, 1, "bass"), (3, 1, "fifth")),
    ((0, 1, "bass"), (1, 1, "third"), (2, 1, "fifth"), (3, 1, "third")),
)
_MELODY_LENGTHS = (
    (1.0,),
    (0.5, 0.5),
    (1.5, 0.5),
    (2.0,),
    (0.5, 1.0, 0.5),
    (4.0,),
    (0.25, 0.25, 0.5),
    (0.75, 0.25),
)
_PATTERN_BEATS = 4


@dataclass(frozen=True, slots=True)
class Span:
    """A chord from a start for a length, in beats."""

    start: float
    length: float
    chord: Chord


def render(spans: Sequence[Span], key: int, rng: np.random.Generator) -> tuple[Part, ...]:
    """Bass, chords and melody of some chords, in one manner drawn for the whole piece."""
    chord_pattern = _CHORD_PATTERNS[rng.integers(len(_CHORD_PATTERNS))]
    bass_pattern = _BASS_PATTERNS[rng.integers(len(_BASS_PATTERNS))]
    lowest, shape = int(rng.integers(50, 62)), rng.random()
    chords: list[Row] = []
    basses: list[Row] = []
    for span in spans:
        voicing = _voicing(span.chord, lowest, shape)
        chords += _played(
            span, chord_pattern, {"all": voicing} | {str(n): [p] for n, p in enumerate(voicing)}
        )
        basses += _played(span, bass_pattern, _bass_tones(span.chord))
    melody = _melody(spans, key, rng)
    named = (("bass", basses), ("chords", chords), ("melody", melody))
    return tuple(Part(role, np.array(rows, np.float64)) for role, rows in named if rows)


def _voicing(chord: Chord, lowest: int, shape: float) -> list[int]:
    classes = sorted(chord.pitch_classes, key=lambda pc: (pc - lowest) % 12)
    tones = [lowest + (pc - lowest) % 12 for pc in classes]
    return tones if shape < 0.7 or len(tones) < 3 else sorted([*tones[:1], tones[1] + 12, *tones[2:]])


def _bass_tones(chord: Chord) -> dict[str, list[int]]:
    low = 28 + (chord.bass_pitch_class - 28) % 12
    steps = {(pc - chord.root_pitch_class) % 12 for pc in chord.pitch_classes}
    root = 28 + (chord.root_pitch_class - 28) % 12
    fifth, third = (next((s for s in choice if s in steps), 0) for choice in ((7, 6, 8), (4, 3, 5, 2)))
    return {"bass": [low], "fifth": [root + fifth], "third": [root + third]}


def _played(
    span: Span, pattern: Sequence[tuple[float, float, str]], tones: dict[str, list[int]]
) -> Iterator[Row]:
    for turn in range(int(np.ceil(span.length / _PATTERN_BEATS - 1e-9))):
        for start, length, tone in pattern:
            at = turn * _PATTERN_BEATS + start
            if at < span.length - 1e-9:
                for pitch in tones.get(tone) or tones["0"]:
                    yield span.start + at, min(length, span.length - at), pitch


def _melody(spans: Sequence[Span], key: int, rng: np.random.Generator) -> list[Row]:
    """Chord tones where a group of notes begins, neighbours in the scale elsewhere; it rests at times."""
    scale = SCALES["minor" if key >= MINOR else "major"]
    in_scale = {(key + step) % 12 for step in scale}
    pitch, rows = int(rng.integers(62, 74)), []
    for span in spans:
        # A seventh or a borrowed third in the chord takes the place of the scale's own tone.
        tones = span.chord.pitch_classes
        fitting = tones | {pc for pc in in_scale if not {(pc + 1) % 12, (pc - 1) % 12} & (tones - in_scale)}
        at = 0.0
        while at < span.length - 1e-9:
            lengths = _MELODY_LENGTHS[rng.integers(len(_MELODY_LENGTHS))]
            silent = rng.random() < 0.15
            for index, length in enumerate(lengths):
                if at >= span.length - 1e-9:
                    break
                allowed = tones if index == 0 and rng.random() < 0.8 else fitting
                near = [p for p in range(pitch - 5, pitch + 6) if p % 12 in allowed and 57 <= p <= 81]
                weights = np.exp([-abs(p - pitch - (67 - pitch) / 12) / 2 for p in near])
                pitch = int(rng.choice(near, p=weights / weights.sum())) if near else pitch
                if not silent:
                    rows.append((span.start + at, min(length, span.length - at), pitch))
                at += length
    return rows
