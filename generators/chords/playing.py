"""Plays voiced chords: notes with the touch of a player, in a pattern and in the session's groove."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bridge.model.notes import Note, Notes
from bridge.model.timebase import Metre
from generators.chords.feel import STRAIGHT_FEEL, Feel
from generators.chords.harmonic_rhythm import Slot
from generators.chords.patterns import strokes
from generators.chords.strokes import ALL, LOWEST, REST, Scene, Stroke
from generators.theory.voicing import Voicing

BASS_VELOCITY, TOP_VELOCITY, INNER_VELOCITIES = 86, 82, (72, 74)
"""The outer voices lead, the inner ones fill."""

_OFF_THE_BAR, _SWAY = -5, 3
_SOFTEST, _LOUDEST = 30, 120
_BREATH_BEATS = 1 / 16
"""Silence before the next chord, so that repeated notes speak again."""

_STRUM_S = 0.012
"""Seconds from string to string."""

_SHORTEST_BEATS = 1 / 32


@dataclass(frozen=True, slots=True)
class Manner:
    """pattern: out of `patterns.PATTERNS`. density: 0..1, how much the pattern plays."""

    pattern: str = "held"
    density: float = 0.3
    feel: Feel = STRAIGHT_FEEL
    tempo_bpm: float = 120.0


def play(
    voicings: Sequence[Voicing],
    slots: Sequence[Slot],
    metre: Metre,
    rng: np.random.Generator,
    manner: Manner | None = None,
) -> Notes:
    """The notes of voiced chords, held unless the manner says otherwise, with a small sway in velocity.

    No note sounds into the next chord but common tones of a "pad", which are one note; no pitch starts
    while it sounds; all lies between the first slot's start and the last one's end.
    """
    if not voicings:
        return Notes()
    wanted = manner or Manner()
    scene = Scene(metre, wanted.density, wanted.feel, max(len(set(v)) for v in voicings))
    played = strokes(wanted.pattern, list(slots), scene)
    notes: list[Note] = []
    for voicing, chord in zip(voicings, played, strict=True):
        for stroke in chord:
            notes += _sounded(stroke, voicing, wanted, rng)
    if wanted.pattern == "pad":
        notes = _tied(notes)
    return Notes(_apart(notes))


def _sounded(stroke: Stroke, voicing: Voicing, manner: Manner, rng: np.random.Generator) -> list[Note]:
    """One stroke as notes; the lowest voice first. An up-stroke begins with the top."""
    count = len(voicing)
    velocities = _velocities(count) + rng.integers(-_SWAY, _SWAY + 1, size=count) + stroke.accent
    touched = dict(zip(voicing, velocities.tolist(), strict=True))
    chosen = _chosen(stroke.voices, sorted(touched))
    if stroke.strum < 0:
        chosen = chosen[::-1]
    start = manner.feel.played(stroke.start_beats)
    stop = manner.feel.played(stroke.start_beats + stroke.length_beats)
    gap = min(_BREATH_BEATS, (stop - start) / 16)
    delay = _STRUM_S * manner.tempo_bpm / 60 if stroke.strum else 0.0
    delay = min(delay, (stop - start) / (4 * len(chosen)))
    return [
        Note(start + n * delay, pitch, max(stop - gap - start - n * delay, 1e-3), _playable(touched[pitch]))
        for n, pitch in enumerate(chosen)
    ]


def _chosen(voices: str | int, pitches: list[int]) -> list[int]:
    if isinstance(voices, int):
        return [pitches[min(voices, len(pitches) - 1)]]
    return {ALL: pitches, LOWEST: pitches[:1], REST: pitches[1:] or pitches}[voices]


def _velocities(count: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    inner = [INNER_VELOCITIES[at % 2] for at in range(count - 2)]
    return np.array([BASS_VELOCITY, *inner, TOP_VELOCITY][:count], dtype=np.float64) + _OFF_THE_BAR


def _playable(velocity: float) -> float:
    return float(min(max(velocity, _SOFTEST), _LOUDEST))


def _tied(notes: list[Note]) -> list[Note]:
    """Common tones of neighbouring chords as one note."""
    done: list[Note] = []
    sounding: dict[int, Note] = {}
    for note in sorted(notes):
        before = sounding.get(note.pitch)
        if before is None:
            sounding[note.pitch] = note
        elif note.start_beats - before.end_beats <= _BREATH_BEATS + 1e-6:
            length = note.end_beats - before.start_beats
            sounding[note.pitch] = Note(before.start_beats, note.pitch, length, before.velocity)
        else:
            done.append(before)
            sounding[note.pitch] = note
    return [*done, *sounding.values()]


def _apart(notes: list[Note]) -> list[Note]:
    """Sorted, every note ending where its own pitch starts again; of two at once the first stays."""
    kept: list[Note] = []
    latest: dict[int, int] = {}
    for note in sorted(notes):
        at = latest.get(note.pitch)
        if at is not None and kept[at].end_beats > note.start_beats:
            before = kept[at]
            length = note.start_beats - before.start_beats
            if length < _SHORTEST_BEATS:
                continue
            kept[at] = Note(before.start_beats, before.pitch, length, before.velocity)
        latest[note.pitch] = len(kept)
        kept.append(note)
    return kept
