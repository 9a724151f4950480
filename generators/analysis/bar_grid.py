"""Where the bars lie: the metre where no file says it, and the pickup before the first downbeat.

Every metre and every place of the first bar line is weighed by what happens at its bar lines, in the
middle of its bars and at its pulses: notes that start, long notes, basses, new harmony. The weights are
learned (conditional logit) from songs whose bars are known.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bridge.model.timebase import Metre
from generators.analysis.sounding import Sounding
from generators.models.listening_weights import ListeningWeights, load_listening_weights

Floats = NDArray[np.float64]

METRES = (Metre(4, 4), Metre(3, 4), Metre(2, 4), Metre(6, 8), Metre(12, 8), Metre(9, 8), Metre(3, 8))
"""What is considered where no metre is given. 2/2 counts as 4/4."""

STEPS_A_BEAT = 4
LISTENED_BEATS = 96.0
"""How much of a piece is weighed, from its first note on."""

_SIGNALS = 6
GRID_FEATURES = 4 * _SIGNALS + len(METRES) + 5


@dataclass(frozen=True, slots=True)
class BarGrid:
    """first_bar_beats: the first bar line at or after the first note (in the beats of the notes).
    pickup_beats: how long music sounds before it; 0 where the first bar is full, or begins with a rest
    shorter than half of it. confidence: 0..1."""

    metre: Metre
    first_bar_beats: float
    pickup_beats: float
    confidence: float


def find_bar_grid(
    heard: Sounding, metre: Metre | None = None, weights: ListeningWeights | None = None
) -> BarGrid:
    """The bars of a piece whose file begins at beat 0. Without notes: 4/4 (or what is given) from beat 0."""
    if not len(heard):
        return BarGrid(metre or Metre(), 0.0, 0.0, 0.0)
    weights = weights or load_listening_weights()
    origin = float(np.floor(heard.starts.min() * 2 + 1e-6) / 2)
    choices, table = hypotheses(heard, origin, metre)
    odds = table @ weights.grid
    shares = np.exp(odds - odds.max())
    shares /= shares.sum()
    best = int(shares.argmax())
    found, phase = choices[best]
    return _grid(found, origin, phase, float(shares[best]))


def _grid(metre: Metre, origin: float, phase: float, confidence: float) -> BarGrid:
    """A first note less than half a bar before the bar line is a pickup; else its bar began with a rest."""
    before_bar = phase
    first_bar = origin + phase
    if before_bar > metre.bar_beats / 2 and origin >= metre.bar_beats - phase - 1e-9:
        return BarGrid(metre, first_bar - metre.bar_beats, 0.0, confidence)
    return BarGrid(metre, first_bar, before_bar, confidence)


def hypotheses(
    heard: Sounding, origin: float, metre: Metre | None
) -> tuple[list[tuple[Metre, float]], Floats]:
    """((metre, beats from ``origin`` to the first bar line) of each, (n, GRID_FEATURES))."""
    signals = _signals(heard, origin)
    choices, rows = [], []
    for candidate in (metre,) if metre else METRES:
        step = 1.0 if candidate.denominator <= 4 and candidate.bar_beats % 1 else 0.5
        for phase in np.arange(0, candidate.bar_beats, step):
            choices.append((candidate, float(phase)))
            rows.append(_features(signals, candidate, float(phase), origin))
    return choices, np.array(rows)


def _signals(heard: Sounding, origin: float) -> Floats:
    """(steps, 6) in sixteenths: notes that start, how long the longest is, whether the lowest voice starts,
    whether it moves, how much of the harmony is new, and how loud the onsets are."""
    inside = heard.starts < origin + LISTENED_BEATS
    starts, ends = heard.starts[inside], heard.ends[inside]
    pitches, loud = heard.pitches[inside], heard.loudness[inside]
    last = float(min(ends.max(), origin + LISTENED_BEATS)) - origin
    count = max(8, int(np.ceil(last * STEPS_A_BEAT)))
    at = np.clip(np.rint((starts - origin) * STEPS_A_BEAT).astype(int), 0, count - 1)
    off = np.clip(np.rint((ends - origin) * STEPS_A_BEAT).astype(int), at + 1, count)
    table = np.zeros((count, _SIGNALS))
    table[:, 0] = np.minimum(np.bincount(at, minlength=count), 6)
    np.maximum.at(table[:, 1], at, np.log1p(ends - starts))
    lowest = np.full(count, 128)
    np.minimum.at(lowest, at, pitches)
    rolling = np.array([lowest[max(0, i - 8) : i + 9].min() for i in range(count)])
    is_bass = (lowest < 128) & (lowest <= rolling + 5)
    table[:, 2] = is_bass
    basses = lowest[is_bass]
    table[is_bass, 3] = np.concatenate([[1.0], basses[1:] % 12 != basses[:-1] % 12])
    sums = np.zeros((count + 1, 12))
    np.add.at(sums, (at, pitches % 12), 1.0)
    np.add.at(sums, (off, pitches % 12), -1.0)
    chroma = np.vstack([np.zeros(12), np.cumsum(np.cumsum(sums, axis=0)[:-1] > 0, axis=0)])
    index = np.arange(count)
    after = chroma[np.minimum(index + 4, count)] - chroma[index]
    before = chroma[index] - chroma[np.maximum(index - 4, 0)]
    sizes = np.linalg.norm(after, axis=1) * np.linalg.norm(before, axis=1)
    table[:, 4] = np.where(sizes > 0, 1 - (after * before).sum(axis=1) / np.maximum(sizes, 1e-9), 0.5)
    np.maximum.at(table[:, 5], at, loud)
    spread = table.std(axis=0)
    normal: Floats = (table - table.mean(axis=0)) / np.where(spread > 1e-9, spread, 1.0)
    return normal


def _features(signals: Floats, metre: Metre, phase: float, origin: float) -> Floats:
    bar, first = metre.bar_beats * STEPS_A_BEAT, phase * STEPS_A_BEAT
    pulse = metre.pulse_beats * STEPS_A_BEAT
    count = len(signals)
    lines = _places(first, bar, count)
    halves = bar / 2 if metre.numerator % 2 == 0 else pulse
    middles = _places(first + halves, bar, count)
    pulses = _places(first % pulse, pulse, count)
    certainty = np.sqrt(min(len(lines), 24) / 24)
    repeats = _repeats(signals, round(bar))
    flags = np.zeros(len(METRES) + 5)
    if metre in METRES:
        flags[METRES.index(metre)] = 1.0
    on_file_grid = abs((origin + phase) / metre.bar_beats % 1.0) < 1e-6
    flags[len(METRES)] = on_file_grid
    flags[len(METRES) + 1] = phase == 0
    flags[len(METRES) + 2] = 0 < phase <= 1
    flags[len(METRES) + 3] = phase > metre.bar_beats / 2
    flags[len(METRES) + 4] = phase % 1 != 0 and metre.pulse_beats == 1
    return np.concatenate(
        [
            _mean(signals, lines) * certainty,
            _mean(signals, middles) * certainty,
            _mean(signals, pulses) * certainty,
            repeats,
            flags,
        ]
    )


def _places(first: float, step: float, count: int) -> NDArray[np.int64]:
    places = np.rint(np.arange(first, count, step)).astype(np.int64)
    return np.extract(places < count, places)


def _mean(signals: Floats, places: NDArray[np.int64]) -> Floats:
    mean: Floats = signals[places].mean(axis=0) if len(places) else np.zeros(_SIGNALS)
    return mean


def _repeats(signals: Floats, lag: int) -> Floats:
    """How alike the signals are one bar on."""
    if len(signals) <= lag + 4:
        return np.zeros(_SIGNALS)
    alike: Floats = (signals[lag:] * signals[:-lag]).mean(axis=0)
    return alike
