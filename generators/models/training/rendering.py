"""Renders lines of chords to notes: labelled synthetic material to tune and judge the ear on.

Each rendering draws its voicing, its patterns for hand and bass, whether a melody with non-chord tones
lies on top, whether changes are anticipated, how tight the playing is, and how many tracks it takes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from bridge.model.keys import SCALES
from generators.models.training.harmony_lines import HarmonyLine, Span
from generators.models.training.rendering_patterns import (
    TUNING_BASSES,
    TUNING_HANDS,
    VALIDATION_BASSES,
    VALIDATION_HANDS,
    Bass,
    Pattern,
)
from generators.theory.chord import Chord
from generators.theory.degrees import degree_semitones


@dataclass(frozen=True, slots=True)
class Style:
    """The patterns that a set of renderings draws from, and how its melodies go."""

    hands: dict[str, Pattern]
    basses: dict[str, Bass]
    melody_rhythms: tuple[tuple[float, ...], ...]
    melody_chord_tone_share: float
    anticipated_share: float
    inverted_share: float
    recoloured_share: float = 0.0


TUNING = Style(
    TUNING_HANDS, TUNING_BASSES, ((1.0,), (0.5, 0.5, 1.0), (1.5, 0.5), (2.0,)), 0.7, 0.15, 0.2, 0.3
)
VALIDATION = Style(
    VALIDATION_HANDS,
    VALIDATION_BASSES,
    ((0.5,), (0.75, 0.25, 1.0), (0.25, 0.25, 0.5), (3.0, 1.0)),
    0.6,
    0.15,
    0.25,
)


@dataclass(frozen=True, slots=True)
class Rendered:
    """notes: (start_beats, length_beats, pitch, part) sorted by start, part "melody", "hand" or "bass".
    spans: the chords as they sound, anticipations included."""

    line: HarmonyLine
    spans: tuple[Span, ...]
    notes: tuple[tuple[float, float, int, str], ...]
    patterns: str

    @property
    def rows(self) -> list[tuple[float, float, int, float]]:
        """(start_beats, end_beats, pitch, velocity), as `from_rows` takes them."""
        return [(on, on + long, pitch, 90.0) for on, long, pitch, _ in self.notes]


def render(line: HarmonyLine, style: Style, rng: np.random.Generator) -> Rendered:
    """One performance of a line."""
    spans = _recoloured(line.spans, style.recoloured_share, rng)
    spans = _inverted(spans, style.inverted_share, rng)
    if rng.random() < style.anticipated_share:
        spans = _anticipated(spans, 0.5)
    hand_name = str(rng.choice(sorted(style.hands)))
    bass_name = str(rng.choice(["none", *sorted(style.basses), *sorted(style.basses)]))
    notes = _accompaniment(line, spans, style.hands[hand_name], style.basses.get(bass_name), rng)
    with_melody = rng.random() < 0.6
    if with_melody:
        notes += _melody(line, spans, style, rng)
    if rng.random() < 0.3:
        notes = [(on + float(rng.normal(0, 0.015)), long, pitch, part) for on, long, pitch, part in notes]
    kept = sorted((max(0.0, on), max(0.05, long), pitch, part) for on, long, pitch, part in notes)
    named = f"{hand_name} / {bass_name}{' + melody' if with_melody else ''}"
    return Rendered(line, spans, tuple(kept), named)


_RARE = ("dim", "aug", "hdim7", "dim7", "sus4", "sus2", "maj7", "min7", "7", "maj6", "min", "maj")


def _recoloured(spans: Sequence[Span], share: float, rng: np.random.Generator) -> tuple[Span, ...]:
    """In some performances, some chords with any other quality: songs hold too few of the rarer ones."""
    rate = share if rng.random() < 0.5 else 0.0
    return tuple(
        replace(span, chord=Chord(span.chord.root, str(rng.choice(_RARE))))
        if not span.chord.is_none and rng.random() < rate
        else span
        for span in spans
    )


def _inverted(spans: Sequence[Span], share: float, rng: np.random.Generator) -> tuple[Span, ...]:
    """Some chords in root position over another of their tones."""
    rate = share if rng.random() < 0.5 else 0.0
    return tuple(
        replace(span, chord=span.chord.over(str(rng.choice(span.chord.degrees[1:3]))))
        if len(span.chord.degrees) > 2 and span.chord.bass == "1" and rng.random() < rate
        else span
        for span in spans
    )


def _anticipated(spans: Sequence[Span], early_beats: float) -> tuple[Span, ...]:
    """Every change that much earlier, where the chord before is long enough."""
    starts = [spans[0].start_beats] + [
        b.start_beats - (early_beats if a.length_beats > 3 * early_beats and not b.chord.is_none else 0.0)
        for a, b in pairwise(spans)
    ]
    ends = [*starts[1:], spans[-1].end_beats]
    return tuple(Span(on, off - on, span.chord) for on, off, span in zip(starts, ends, spans, strict=True))


def _accompaniment(
    line: HarmonyLine,
    spans: Sequence[Span],
    hand: Pattern,
    bass: Bass | None,
    rng: np.random.Generator,
) -> list[tuple[float, float, int, str]]:
    centre = float(rng.uniform(55, 68))
    low = int(rng.integers(30, 41))
    voices = int(rng.integers(3, 6))
    notes: list[tuple[float, float, int, str]] = []
    basses = [
        low + (span.chord.bass_pitch_class - low) % 12 if not span.chord.is_none else low for span in spans
    ]
    for index, span in enumerate(spans):
        if span.chord.is_none:
            continue
        pitches = _voicing(span.chord, centre, voices, bass is None, rng)
        fifth = (
            basses[index] + 7
            if {7} <= span.chord.intervals and span.chord.bass == "1"
            else basses[index] + 12
        )
        following = basses[index + 1] if index + 1 < len(basses) else basses[index]
        for start, length in _pieces(span, line.metre.bar_beats):
            notes += [(on, long, p, "hand") for on, long, p in hand(pitches, start, length, line.metre, rng)]
            if bass:
                played = bass(basses[index], fifth, following, start, length, line.metre, rng)
                notes += [(on, long, p, "bass") for on, long, p in played]
    return notes


def _pieces(span: Span, bar_beats: float) -> list[tuple[float, float]]:
    """(start, length) of the parts of a span within each bar; a short anticipation stays with its bar."""
    pieces, at = [], span.start_beats
    while at < span.end_beats - 1e-6:
        bar_line = (int((at + 1e-6) // bar_beats) + 1) * bar_beats
        if bar_line - at <= 0.5 + 1e-6:
            bar_line += bar_beats
        end = min(bar_line, span.end_beats)
        pieces.append((at, end - at))
        at = end
    return pieces


def _voicing(
    chord: Chord, centre: float, voices: int, bass_below: bool, rng: np.random.Generator
) -> list[int]:
    """Pitches from low to high around a centre; with no bass player, the chord's bass lies lowest."""
    tones = [(chord.root_pitch_class + degree_semitones(degree)) % 12 for degree in chord.degrees]
    if len(tones) > voices and 7 in chord.intervals:
        tones.remove((chord.root_pitch_class + 7) % 12)
    tones = list(dict.fromkeys(tones))
    lowest = int(centre - 7 + rng.integers(-2, 3))
    pitches = sorted(lowest + (tone - lowest) % 12 for tone in tones)
    while len(pitches) < min(voices, max(3, 2 * len(tones))):
        pitches.append(pitches[len(pitches) - len(tones)] + 12)
    if len(pitches) >= 4 and rng.random() < 0.3:
        pitches[-2] -= 12  # drop 2
    pitches.sort()
    if bass_below:
        pitches = [p for p in pitches if p % 12 != chord.bass_pitch_class or p == pitches[0]] or pitches
        floor = pitches[0] - 12 if pitches[0] % 12 != chord.bass_pitch_class else pitches[0]
        low = floor - (floor - chord.bass_pitch_class) % 12
        pitches = sorted({low, *pitches})
    while len(pitches) < 3:
        pitches.append(pitches[-1] + 12)
    return pitches


def _melody(
    line: HarmonyLine, spans: Sequence[Span], style: Style, rng: np.random.Generator
) -> list[tuple[float, float, int, str]]:
    """A line of steps through the scale that mostly meets chord tones on the pulses."""
    scale = [(line.key.tonic + step) % 12 for step in SCALES[line.key.scale]]
    at, pitch = -float(rng.choice([0.0, 0.0, 0.5, 1.0])), int(rng.integers(67, 78))
    notes: list[tuple[float, float, int, str]] = []
    index = 0
    while at < line.end_beats - 1e-6:
        for long in style.melody_rhythms[int(rng.integers(len(style.melody_rhythms)))]:
            if at >= line.end_beats - 1e-6:
                break
            while index + 1 < len(spans) and spans[index + 1].start_beats <= at + 1e-6:
                index += 1
            chord = spans[index].chord
            on_pulse = abs(at / line.metre.pulse_beats - round(at / line.metre.pulse_beats)) < 1e-6
            goals = set(scale)
            if not chord.is_none and rng.random() < (style.melody_chord_tone_share if on_pulse else 0.4):
                goals = set(chord.pitch_classes)
            near = [
                p for p in range(max(60, pitch - 5), min(84, pitch + 6)) if p % 12 in goals and p != pitch
            ]
            pitch = int(rng.choice(near)) if near else 72
            if rng.random() > 0.12:
                notes.append((at, min(long, line.end_beats - at), pitch, "melody"))
            at += long
    return [note for note in notes if note[0] >= 0]
