"""What speaks for a key: sums over time slices that can be added up, cached and made again one by one.

A row holds profiles of 12 pitch classes, tables of 12 x 12, what sounds first and last, and some plain
sums, as the names below say. Rows of neighbouring slices fold into the row of the whole, so a session
keeps one row a bar and, when a clip changes, makes only those again that the change reaches. (Who is the
outer voice is asked again at each border, so under overlapping notes the fold is very nearly, not to the
last tick, the row of one long slice.)
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from generators.analysis.key_segments import CLASS_OF, TICKS, Floats, Ints, Segments, segments_of, to_ticks
from generators.analysis.sounding import Sounding

PROFILES = ("sounding", "attacks", "low", "lowest", "highest", "present")
"""Twelve each, summed: beats of all notes, their number, beats of low notes, beats as lowest or highest
voice, beats in which the pitch class sounds at all."""

TABLES = ("lowest steps", "highest steps", "over the lowest")
"""144 each, summed: steps of an outer voice [from, to]; beats of [lowest, pitch class that sounds]."""

OPENING = ("first", "first lowest", "first highest")
CLOSING = ("last", "last lowest", "last highest")
"""Twelve each: the first and the last segment of notes."""

FADES = ("head", "tail")
"""Twelve each: beats of all notes, fading with the distance from the start or the end of the span."""

SUMS = ("notes", "note beats", "filled beats", "lowest pitch", "highest pitch")
"""One each: number of notes, their beats, beats that are not silent, outer pitches times their beats."""

FADE_BEATS = 4.0
REACH_BEATS = 4.0
"""A voice that pauses for longer takes no step: nothing reaches further from one slice into another."""

_LOW_BELOW, _LOW_SPAN = 60, 21
"""Notes count as low from C4 down, in full from an octave and a sixth below it."""

_LOWNESS = np.clip((_LOW_BELOW - np.arange(128)) / _LOW_SPAN, 0, 1)

_FULL_STEP_TICKS = 2 * TICKS
"""A longer note adds no more weight to the step that leads to it."""

_WIDTHS = {name: 12 for name in PROFILES + OPENING + CLOSING + FADES}
_WIDTHS |= {name: 144 for name in TABLES} | {name: 1 for name in SUMS}
ORDER = (*PROFILES, *OPENING, *CLOSING, *FADES, *TABLES, *SUMS)
_ENDS = np.cumsum([_WIDTHS[name] for name in ORDER]).tolist()
PLACE = {name: slice(end - _WIDTHS[name], end) for name, end in zip(ORDER, _ENDS, strict=True)}
"""Where each block lies in a row."""
WIDTH = _ENDS[-1]

_OPENING = slice(PLACE[OPENING[0]].start, PLACE[OPENING[-1]].stop)
_CLOSING = slice(PLACE[CLOSING[0]].start, PLACE[CLOSING[-1]].stop)


@dataclass(frozen=True, slots=True)
class KeyEvidence:
    """One row a slice. borders_beats: (slices + 1,) ascending; rows: (slices, WIDTH)."""

    borders_beats: Floats
    rows: Floats

    def total(self, first: int = 0, last: int | None = None) -> Floats:
        """(WIDTH,) the row of the slices from one to another, the last excluded; zeros for none."""
        rows = self.rows[first:last]
        starts = self.borders_beats[:-1][first:last]
        ends = self.borders_beats[1:][first:last]
        if len(rows) == 1:
            only: Floats = rows[0]
            return only
        whole: Floats = rows.sum(axis=0)
        filled = np.flatnonzero(rows[:, PLACE["filled beats"].start])
        if len(filled):
            opening, closing = filled[0], filled[-1]
            whole[_OPENING], whole[_CLOSING] = rows[opening, _OPENING], rows[closing, _CLOSING]
            since = np.maximum(starts - starts[opening], 0)
            until = np.maximum(ends[closing] - ends, 0)
            whole[PLACE["head"]] = np.exp(-since / FADE_BEATS) @ rows[:, PLACE["head"]]
            whole[PLACE["tail"]] = np.exp(-until / FADE_BEATS) @ rows[:, PLACE["tail"]]
        return whole

    def remade(self, heard: Sounding, start_beats: float, end_beats: float) -> KeyEvidence:
        """After notes changed between two positions: the same slices, new ones only where that is heard.

        heard: all notes as they are now, or at least those within twice `REACH_BEATS` of the change.
        """
        borders = self.borders_beats
        first, last = self._slices(start_beats - REACH_BEATS, end_beats + REACH_BEATS)
        if last <= first:
            return self
        outer_first, outer_last = self._slices(borders[first] - REACH_BEATS, borders[last] + REACH_BEATS)
        part = evidence(heard, borders[outer_first : outer_last + 1])
        rows = self.rows.copy()
        rows[first:last] = part.rows[first - outer_first : last - outer_first]
        return KeyEvidence(borders, rows)

    def _slices(self, start_beats: float, end_beats: float) -> tuple[int, int]:
        """The slices that a span touches: the first, and the one after the last."""
        first = int(np.searchsorted(self.borders_beats, start_beats, side="right")) - 1
        last = int(np.searchsorted(self.borders_beats, end_beats))
        return max(first, 0), min(last, len(self.borders_beats) - 1)


def evidence(heard: Sounding, borders_beats: Floats) -> KeyEvidence:
    """The rows of the slices between borders; what sounds outside of them is not heard."""
    heard = heard.within(float(borders_beats[0]), float(borders_beats[-1]))
    slices = len(borders_beats) - 1
    rows = np.zeros((slices, WIDTH))
    if not len(heard):
        return KeyEvidence(borders_beats, rows)
    borders = to_ticks(borders_beats)
    found = segments_of(heard, borders)
    at = _slice_at(borders, found.starts)
    blocks = (
        _profiles(found, at, borders) | _tables(found, at) | _edges(found, at) | _fades(found, at, borders)
    )
    for name, (places, classes, weights) in blocks.items():
        width = _WIDTHS[name]
        sums = np.bincount(places * width + classes, weights, minlength=slices * width)
        rows[:, PLACE[name]] = sums.reshape(slices, width)
    return KeyEvidence(borders_beats, rows)


def whole_evidence(heard: Sounding) -> KeyEvidence:
    """All of some notes as one slice, from the first start to the last end. Needs at least one note."""
    return evidence(heard, np.array([heard.starts.min(), heard.ends.max()]))


Block = tuple[Ints, Ints, Floats]
"""Of each thing counted: its slice, its place in the block, its weight."""


def _slice_at(borders: Ints, ticks: Ints) -> Ints:
    if len(borders) == 2:
        return np.zeros(len(ticks), np.int64)
    return np.clip(np.searchsorted(borders, ticks, side="right") - 1, 0, len(borders) - 2)


def _profiles(found: Segments, at: Ints, borders: Ints) -> dict[str, Block]:
    voice_at, voice = at[found.voice_segment], found.voice_class
    beats, held = found.voice_ticks / TICKS, found.lengths / TICKS
    low = _LOWNESS[found.voice_pitch]
    attack_at, one = _slice_at(borders, found.attack_ticks), np.ones(len(found.attack_ticks))
    segment, present = np.nonzero(found.classes)
    nothing, each = np.zeros_like(at), np.zeros_like(voice)
    return {
        "sounding": (voice_at, voice, beats),
        "attacks": (attack_at, found.attack_class, one),
        "low": (voice_at, voice, beats * low),
        "lowest": (at, CLASS_OF[found.lowest], held),
        "highest": (at, CLASS_OF[found.highest], held),
        "present": (at[segment], present, held[segment]),
        "over the lowest": (at[segment], CLASS_OF[found.lowest][segment] * 12 + present, held[segment]),
        "notes": (attack_at, np.zeros_like(attack_at), one),
        "note beats": (voice_at, each, beats),
        "filled beats": (at, nothing, held),
        "lowest pitch": (at, nothing, held * found.lowest),
        "highest pitch": (at, nothing, held * found.highest),
    }


def _tables(found: Segments, at: Ints) -> dict[str, Block]:
    return {
        "lowest steps": _steps(found, at, found.lowest),
        "highest steps": _steps(found, at, found.highest),
    }


def _steps(found: Segments, at: Ints, voice: Ints) -> Block:
    """Where a voice moves to another pitch class, weighted by how long it stays there."""
    classes = CLASS_OF[voice]
    moves = np.flatnonzero(classes[1:] != classes[:-1]) + 1
    stays = np.add.reduceat(found.lengths, moves) if len(moves) else np.zeros(0, np.int64)
    pause = found.starts[moves] - (found.starts + found.lengths)[moves - 1]
    weights = np.minimum(stays, _FULL_STEP_TICKS) / TICKS * (pause < REACH_BEATS * TICKS)
    return at[moves], classes[moves - 1] * 12 + classes[moves], weights


def _edges(found: Segments, at: Ints) -> dict[str, Block]:
    new = np.flatnonzero(np.diff(at, prepend=-1))
    blocks = {}
    for names, segments in ((OPENING, new), (CLOSING, np.append(new[1:], len(at)) - 1)):
        which, present = np.nonzero(found.classes[segments])
        one = np.ones(len(segments))
        blocks[names[0]] = (at[segments][which], present, np.ones(len(which)))
        blocks[names[1]] = (at[segments], CLASS_OF[found.lowest[segments]], one)
        blocks[names[2]] = (at[segments], CLASS_OF[found.highest[segments]], one)
    return blocks


def _fades(found: Segments, at: Ints, borders: Ints) -> dict[str, Block]:
    starts = found.starts[found.voice_segment]
    voice_at, voice = at[found.voice_segment], found.voice_class
    beats, fade = found.voice_ticks / TICKS, FADE_BEATS * TICKS
    since = np.exp(-(starts - borders[voice_at]) / fade)
    until = np.exp(-(borders[voice_at + 1] - starts - found.voice_ticks) / fade)
    return {"head": (voice_at, voice, beats * since), "tail": (voice_at, voice, beats * until)}
