"""The reference that the chord ear is measured beside: a template for each bar, or part of a bar.

Template matching on pitch-class weights, in the line of Fujishima, "Realtime chord recognition of
musical sound", ICMC 1999, with the bass and the key as tie-breakers. The constants are ours.
"""

from __future__ import annotations

import numpy as np

from bridge.model.keys import Key
from bridge.model.timebase import Metre
from generators.analysis.chord_reading import HeardChord
from generators.analysis.sounding import Sounding
from generators.theory.bar_parts import bar_parts
from generators.theory.chord import Chord
from generators.theory.degrees import degree_semitones
from generators.theory.qualities import QUALITIES
from generators.theory.scales import diatonic_pitch_classes
from generators.theory.spelling import spell_in_key

READABLE = ("maj", "min", "dim", "aug", "7", "maj7", "min7", "hdim7", "dim7", "sus4", "sus2")

_SPLIT_COST = 0.15
_MISSING_COST = 0.2
_BASS_BONUS = 0.12
_SCALE_BONUS = 0.04
_BASS_WIDTH = 12
"""Semitones above the lowest note of a span within which its first low note still is its bass."""

_HEARD_SHARE = 0.04
"""Part of a span's weight that a tone needs to count as there."""

_TEMPLATES = tuple((root, quality) for quality in READABLE for root in range(12))
_TONES = np.zeros((len(_TEMPLATES), 12))
for _row, (_root, _quality) in zip(_TONES, _TEMPLATES, strict=True):
    _row[[(_root + degree_semitones(degree)) % 12 for degree in QUALITIES[_quality]]] = 1.0
_ROOTS = np.array([root for root, _ in _TEMPLATES])


def read_chords(
    heard: Sounding, metre: Metre, start_beats: float, end_beats: float, key: Key
) -> list[HeardChord]:
    """The chords from one bar line to another, one or two a bar; bars where nothing sounds are left out."""
    found: list[HeardChord] = []
    bars = round((end_beats - start_beats) / metre.bar_beats)
    for bar in range(bars):
        found += _read_bar(heard, metre, start_beats + bar * metre.bar_beats, key)
    return found


def _read_bar(heard: Sounding, metre: Metre, start: float, key: Key) -> list[HeardChord]:
    whole = _read_span(heard, start, metre.bar_beats, key)
    position, parts = start, []
    for length in bar_parts(metre):
        parts.append(_read_span(heard, position, length, key))
        position += length
    if whole is None:
        return []
    halves = [part for part in parts if part is not None]
    alike = len({(part[0].chord.root, part[0].chord.quality) for part in halves}) == 1
    both = sum(score * chord.length_beats for chord, score in halves) / metre.bar_beats
    if alike or len(halves) < len(parts) or both - _SPLIT_COST <= whole[1]:
        return [whole[0]]
    return [chord for chord, _ in halves]


def _read_span(heard: Sounding, start: float, length: float, key: Key) -> tuple[HeardChord, float] | None:
    """(chord, score) of the best template; None where nothing sounds."""
    here = heard.within(start, start + length)
    weights = here.weights()
    total = weights.sum()
    if total < 1e-9:
        return None
    share = weights / total
    bass = _bass(here, start + length / 4) % 12
    scale = np.array([pc in diatonic_pitch_classes(key) for pc in range(12)])
    inside = _TONES @ share
    missing = (_TONES * (share < _HEARD_SHARE)).sum(axis=1)
    explained = inside - _MISSING_COST * missing
    outside_key = (_TONES * ~scale).sum(axis=1) > 0
    scores = explained - (1 - inside) + _BASS_BONUS * (bass == _ROOTS) - _SCALE_BONUS * outside_key
    best = int(scores.argmax())
    root, quality = _TEMPLATES[best]
    chord = _over_bass(Chord(spell_in_key(key, root), quality), bass)
    confidence = min(1.0, max(0.0, float(explained[best])))
    return HeardChord(start, length, chord, confidence), float(scores[best])


def _bass(here: Sounding, early_beats: float) -> int:
    """The pitch that a span stands on: its lowest early one, as in oom-pah or a walking line, unless the
    real bass comes in later."""
    lowest = int(here.pitches.min())
    early = here.pitches[here.starts < early_beats]
    return int(early.min()) if len(early) and early.min() <= lowest + _BASS_WIDTH else lowest


def _over_bass(chord: Chord, bass: int) -> Chord:
    """The inversion with that pitch class in the bass; root position where it is no chord tone."""
    above = (bass - chord.root_pitch_class) % 12
    return next((chord.over(d) for d in chord.degrees if degree_semitones(d) % 12 == above), chord)
