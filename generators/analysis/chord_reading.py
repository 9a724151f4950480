"""Reads chords out of notes: which chords, from which beat to which, over which bass, and how surely.

Candidate boundaries are the moments where notes start. Every segment between them is scored for every
chord by learned weights (`generators.models.chord_ear`), and the best line through all segments is taken.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from bridge.model.keys import Key
from bridge.model.timebase import Metre
from generators.analysis.chord_bass import over_bass, split_at_basses
from generators.analysis.chord_confidence import confidences
from generators.analysis.chord_evidence import Moments, Slots, moments, segments, slots
from generators.analysis.chord_segments import Line, best_line
from generators.analysis.chord_timing import exact_beats, silences
from generators.analysis.piano_roll import PianoRoll, piano_roll
from generators.analysis.sounding import Sounding
from generators.models.chord_ear import KINDS, ChordEar, load_chord_ear
from generators.theory.chord import Chord
from generators.theory.scales import sounds_minor
from generators.theory.spelling import spell_in_key

SURE = 0.7
"""Confidence from which a reading counts as harmony: a lone note or a run does not reach it."""

MOST_BARS = 128
"""Bars that are read as one: a roll of more would take much memory."""

LONGEST_BARS = 1.25
"""The longest segment that is weighed as one; what lasts longer is several that go on."""


@dataclass(frozen=True, slots=True)
class HeardChord:
    """A chord that was heard in a span; confidence 0..1."""

    start_beats: float
    length_beats: float
    chord: Chord
    confidence: float

    @property
    def end_beats(self) -> float:
        return self.start_beats + self.length_beats


def read_chords(
    heard: Sounding, metre: Metre, start_beats: float, end_beats: float, key: Key, ear: ChordEar | None = None
) -> list[HeardChord]:
    """The chords from one bar line to another, in order; what goes on over a bar line is one chord.

    Silence of a bar or more, from a bar line on, belongs to no chord and is left out. A shorter one
    belongs to the chord before it. Confidence is the chance that root and triad are right, calibrated on
    renderings that the ear was not tuned on.
    """
    if end_beats <= start_beats:
        return []
    ear = ear or load_chord_ear()
    step = MOST_BARS * metre.bar_beats
    found: list[HeardChord] = []
    for index in range(math.ceil((end_beats - start_beats) / step - 1e-9)):
        low = start_beats + index * step
        high = min(low + step, end_beats)
        for one in _read(heard.within(low, high), metre, low, high, key, ear):
            _append(found, one)
    return found


def _read(
    here: Sounding, metre: Metre, start_beats: float, end_beats: float, key: Key, ear: ChordEar
) -> list[HeardChord]:
    """The chords of a stretch that is read as one."""
    if not len(here):
        return []
    roll = piano_roll(here, start_beats, end_beats)
    found = moments(roll, metre)
    evidence = slots(roll, found.cells)
    line = best_reading(found, evidence, metre, key, ear)
    return _spelled(here, roll, evidence, line, metre, key, ear)


def _append(chords: list[HeardChord], one: HeardChord) -> None:
    """Adds a chord; what goes on from the last one becomes one with it."""
    last = chords[-1] if chords else None
    if last is not None and last.chord == one.chord and abs(last.end_beats - one.start_beats) < 1e-6:
        sure = max(last.confidence, one.confidence)
        chords[-1] = HeardChord(last.start_beats, one.end_beats - last.start_beats, one.chord, sure)
    else:
        chords.append(one)


def best_reading(found: Moments, evidence: Slots, metre: Metre, key: Key, ear: ChordEar) -> Line:
    """The best line of labels from moment to moment."""
    cut = segments(evidence, LONGEST_BARS * metre.bar_beats)
    scores = ear.scores(cut.features, cut.lengths_beats, key.tonic, sounds_minor(key))
    return best_line(cut, scores, found.features @ ear.weights.change, found.features @ ear.weights.goes_on)


def _spelled(
    here: Sounding,
    roll: PianoRoll,
    evidence: Slots,
    line: Line,
    metre: Metre,
    key: Key,
    ear: ChordEar,
) -> list[HeardChord]:
    line = split_at_basses(line, evidence, roll, metre)
    firsts, ends = np.array(line.bounds[:-1]), np.array(line.bounds[1:])
    labels = np.array(line.labels)
    sure = confidences(evidence, roll, firsts, ends, labels, key, ear)
    bounds = exact_beats(here, roll, evidence.cells[np.array(line.bounds)], metre)
    chords: list[HeardChord] = []
    gaps = silences(roll, metre)
    for place, label in enumerate(line.labels):
        root, kind = divmod(label, len(KINDS))
        leads_up = KINDS[kind] in ("dim", "hdim7", "dim7")
        chord = Chord(spell_in_key(key, root, leads_up), KINDS[kind])
        chord = over_bass(chord, evidence, line.bounds[place], line.bounds[place + 1])
        for low, high in _without(bounds[place], bounds[place + 1], gaps):
            _append(chords, HeardChord(low, high - low, chord, float(sure[place])))
    return chords


def _without(start: float, end: float, gaps: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """What is left of a span without the silences in it."""
    left = [(start, end)]
    for low, high in gaps:
        left = [
            part
            for a, b in left
            for part in ((a, min(b, low)), (max(a, high), b))
            if part[1] - part[0] > 1e-6
        ]
    return left
