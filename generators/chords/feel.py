"""The session's groove as a player feels it: what the kick, the snare and the bass do in a bar, and swing."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bridge.model.timebase import Metre
from generators.analysis.groove import STRAIGHT, groove
from generators.analysis.sounding import Sounding, all_notes, together
from generators.api import ContextClip

STEP_BEATS = 0.25
"""The grid of a feel: sixteenths."""

KICK_PITCHES, SNARE_PITCHES = (35, 36), (37, 38, 39, 40)
"""General MIDI percussion: bass drums; side stick, snares and clap."""

_KICK_NAME = re.compile(r"\b(?:kicks?|bd|kd|bass ?drum)\b", re.IGNORECASE)
_SNARE_NAME = re.compile(r"\b(?:snares?|sd|claps?|rim)\b", re.IGNORECASE)
_BASS_NAME = re.compile(r"\b(?:bass|sub|808)\b", re.IGNORECASE)

_SOME = 0.25
"""Part of the bars that a step must be played in to count as part of the groove."""

_DOTTED = 2.5
"""Swing ratio from which it is a straight groove with a dotted figure, such as a kick before the beat."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Feel:
    """Of one bar in sixteenths, 0 (never) to 1 (always and loud): kick, snare and bass onsets, and accents,
    how loud all drums are there. swing_ratio, swing_unit_beats: as `analysis.groove.Groove` has them."""

    kick: tuple[float, ...] = ()
    snare: tuple[float, ...] = ()
    bass: tuple[float, ...] = ()
    accents: tuple[float, ...] = ()
    swing_ratio: float = STRAIGHT
    swing_unit_beats: float = 0.0

    @property
    def has_drums(self) -> bool:
        return any(self.accents)

    def at(self, line: tuple[float, ...], beats: float) -> float:
        """The value of a line at a place in the bar; 0 where nothing is known."""
        return line[round(beats / STEP_BEATS) % len(line)] if line else 0.0

    def played(self, beats: float) -> float:
        """Where a place on the straight grid falls when it swings. Keeps order, and whole units in place."""
        unit, ratio = self.swing_unit_beats, self.swing_ratio
        if not unit:
            return beats
        whole, part = divmod(beats, unit)
        middle = unit * ratio / (1 + ratio)
        if part <= unit / 2:
            return whole * unit + part * 2 * middle / unit
        return whole * unit + middle + (part - unit / 2) * 2 * (unit - middle) / unit


STRAIGHT_FEEL = Feel()
"""Of a session without drums."""


def feel(drums: tuple[ContextClip, ...], context: tuple[ContextClip, ...], metre: Metre) -> Feel:
    """The feel of the drums (and of bass tracks by name), over all bars that are heard."""
    hits = together(all_notes(clip.notes, clip.start_beats) for clip in drums)
    kick = together(_hits(clip, KICK_PITCHES, _KICK_NAME) for clip in drums)
    snare = together(_hits(clip, SNARE_PITCHES, _SNARE_NAME) for clip in drums)
    basses = [clip for clip in context if _BASS_NAME.search(clip.track_name)]
    bass = together(all_notes(clip.notes, clip.start_beats) for clip in basses)
    found = groove(together([hits, bass])) if metre.pulse_beats == 1.0 else None
    heard = found if found and found.swing_ratio <= _DOTTED else None
    return Feel(
        _line(kick, metre),
        _line(snare, metre),
        _line(bass, metre),
        _line(hits, metre),
        heard.swing_ratio if heard else STRAIGHT,
        heard.swing_unit_beats if heard else 0.0,
    )


def _hits(clip: ContextClip, pitches: tuple[int, ...], name: re.Pattern[str]) -> Sounding:
    notes = all_notes(clip.notes, clip.start_beats)
    if name.search(clip.track_name):
        return notes
    here = np.isin(notes.pitches, pitches)
    return Sounding(notes.starts[here], notes.ends[here], notes.pitches[here], notes.loudness[here])


def _line(notes: Sounding, metre: Metre) -> tuple[float, ...]:
    """Loudness of each sixteenth, the mean over the bars; rare hits are left out."""
    steps = max(1, round(metre.bar_beats / STEP_BEATS))
    if not len(notes):
        return (0.0,) * steps
    places = np.rint(notes.starts / STEP_BEATS).astype(np.int64)
    bars = np.unique(places // steps)
    loud = np.zeros((len(bars), steps))
    np.maximum.at(loud, (np.searchsorted(bars, places // steps), places % steps), notes.loudness)
    often = (loud > 0).mean(axis=0) >= _SOME
    line: Floats = loud.mean(axis=0) * often
    return tuple(float(value) for value in line)
