"""What speaks for a chord and for a change: features of the moments where notes start, and of the
segments between them.

A change can only fall where notes start. Features are linear in weights that `generators.models.chord_ear`
holds, and turn with the root, so that what is learned in one key is known in all.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bridge.model.timebase import Metre
from generators.analysis.piano_roll import CELLS_A_BEAT, PianoRoll

Floats = NDArray[np.float32]
Integers = NDArray[np.int64]

CHANNELS = 9
"""Features of each pitch class in a segment, see `segment_features`."""

MOMENT_FEATURES = 14
LONGEST_SLOTS = 10
"""Slots in one segment; a chord that lasts longer is several segments that go on."""

_CHAIN_CELLS = 2
"""Starts this near, a sixth of a beat, are one moment played unevenly."""


@dataclass(frozen=True, slots=True)
class Moments:
    """Candidate boundaries. cells: (n + 1,) cell of each, the end of the roll last. features: (n, 14)."""

    cells: Integers
    features: Floats


def moments(roll: PianoRoll, metre: Metre) -> Moments:
    """The moments where a chord may begin: where notes start, but for lone ones off the grid."""
    starts = _gathered(np.bincount(roll.first, minlength=roll.cells)[: roll.cells])
    level = metric_levels(starts, roll, metre)
    attacks = np.add.reduceat(roll.attacks, starts, axis=0) if len(starts) else np.zeros((0, 12), np.float32)
    count = attacks.sum(axis=1)
    is_bass = np.zeros(roll.cells, bool)
    is_bass[roll.first[roll.pitches == roll.lowest[roll.first]]] = True
    bass = np.logical_or.reduceat(is_bass, starts) if len(starts) else np.zeros(0, bool)
    kept = (level <= 3) | (count >= 2) | bass
    if len(kept):
        kept[0] = True
    starts, level, count, bass, attacks = starts[kept], level[kept], count[kept], bass[kept], attacks[kept]
    cumulated = np.vstack([np.zeros((1, 12), np.float32), np.cumsum(roll.folded, axis=0)])
    before = cumulated[starts] - cumulated[np.maximum(starts - 2 * CELLS_A_BEAT, 0)]
    new = (attacks * (before < 1)).sum(axis=1) / np.maximum(count, 1)
    lowest = roll.lowest[starts]
    lower_bass = bass & (lowest != roll.lowest[np.maximum(starts - 2, 0)])
    table = np.zeros((len(starts), MOMENT_FEATURES), np.float32)
    table[np.arange(len(starts)), level] = 1.0
    table[:, 5] = np.minimum(count, 4) / 4
    table[:, 6] = bass
    table[:, 7] = new
    table[:, 8] = new * bass
    table[:, 9] = lower_bass
    table[:, 10] = lower_bass * (level <= 1)
    table[:, 11] = (count == 1) & ~bass
    table[:, 12] = (count >= 3) * (level <= 1)
    table[:, 13] = (count >= 3) * (level > 2)
    return Moments(np.append(starts, roll.cells), table)


def metric_levels(cells: Integers, roll: PianoRoll, metre: Metre) -> Integers:
    """0 bar line, 1 middle of the bar (or a beat of 3/4), 2 pulse, 3 half or third of a pulse, 4 between."""
    at = (cells / CELLS_A_BEAT) % metre.bar_beats
    pulses = round(metre.bar_beats / metre.pulse_beats)
    half = metre.bar_beats / 2 if pulses % 2 == 0 else metre.pulse_beats
    part = metre.pulse_beats / (3 if metre.pulse_beats == 1.5 else 2)
    level = np.full(len(cells), 4)
    for rank, step in ((3, part), (2, metre.pulse_beats), (1, half), (0, metre.bar_beats)):
        off = np.abs(at / step - np.rint(at / step)) * step
        level[off < 1.01 / CELLS_A_BEAT] = rank
    return level


def _gathered(counts: Integers) -> Integers:
    """Cells with starts; of those that follow each other closely, the fullest."""
    filled = np.flatnonzero(counts)
    kept: list[int] = []
    group_start = -10
    for cell in filled.tolist():
        if cell - group_start < _CHAIN_CELLS:
            if counts[cell] > counts[kept[-1]]:
                kept[-1] = cell
            continue
        kept.append(cell)
        group_start = cell
    return np.array(kept, np.int64)


@dataclass(frozen=True, slots=True)
class Slots:
    """Sums up to each moment, (n + 1, 12) each: beats as an inner voice, as the top, as the bass, and
    attacks. first_pitch: (n,) the lowest pitch when each slot begins; -1 where silent."""

    cells: Integers
    inner: Floats
    top: Floats
    bass: Floats
    attacks: Floats
    first_pitch: Integers


def slots(roll: PianoRoll, cells: Integers) -> Slots:
    """The evidence between moments, as running sums."""
    rows = np.arange(roll.cells)
    bass = np.zeros((roll.cells, 12), np.float32)
    bass[rows[roll.heard], roll.lowest[roll.heard] % 12] = 1.0
    top = np.zeros((roll.cells, 12), np.float32)
    two = roll.heard & (roll.highest > roll.lowest)
    top[rows[two], roll.highest[two] % 12] = 1.0
    inner = np.maximum(roll.folded - bass - top, 0)
    stands = np.where(roll.heard[np.minimum(cells[:-1] + 1, roll.cells - 1)], _standing(roll, cells), -1)
    return Slots(
        cells,
        _sums(inner, cells),
        _sums(top, cells),
        _sums(bass, cells),
        _sums(roll.attacks, cells, 1.0),
        stands,
    )


def _standing(roll: PianoRoll, cells: Integers) -> Integers:
    """The lowest pitch a little after each moment, when an uneven chord is complete."""
    window = np.stack([roll.lowest[np.minimum(cells[:-1] + lag, roll.cells - 1)] for lag in (0, 1, 2)])
    window[window == 0] = 127
    return np.asarray(window.min(axis=0), np.int64)


def _sums(table: Floats, cells: Integers, unit: float = 1 / CELLS_A_BEAT) -> Floats:
    total = np.vstack([np.zeros((1, 12), np.float32), np.cumsum(table, axis=0, dtype=np.float32)])
    shifted = np.maximum(cells - (1 if unit == 1.0 else 0), 0)  # attacks just before a moment belong to it
    shifted[-1] = cells[-1]
    sums: Floats = total[shifted] * np.float32(unit)
    return sums


@dataclass(frozen=True, slots=True)
class Segments:
    """Spans of one or more slots, ordered by end. first, end: moments. lengths_beats. features: (n, 108)."""

    first: Integers
    end: Integers
    lengths_beats: Floats
    features: Floats


def segments(found: Slots, longest_beats: float) -> Segments:
    """Every span of up to `LONGEST_SLOTS` slots and ``longest_beats`` beats; single slots always. Those
    of one end follow each other, the longest first."""
    count = len(found.cells) - 1
    ends = np.repeat(np.arange(1, count + 1), LONGEST_SLOTS)
    firsts = ends - np.tile(np.arange(LONGEST_SLOTS, 0, -1), count)
    lengths = (found.cells[ends] - found.cells[np.maximum(firsts, 0)]) / CELLS_A_BEAT
    kept = (firsts >= 0) & ((lengths <= longest_beats) | (ends - firsts == 1))
    firsts, ends, lengths = firsts[kept], ends[kept], lengths[kept]
    return Segments(firsts, ends, lengths.astype(np.float32), segment_features(found, firsts, ends))


def segment_features(found: Slots, firsts: Integers, ends: Integers) -> Floats:
    """(n, 9 * 12) channel by channel: inner, top, bass and attacks, saturating; shares of all that sounds,
    of the top and of the bass; the first bass; and all that sounds, growing with the length."""
    inner, top = found.inner[ends] - found.inner[firsts], found.top[ends] - found.top[firsts]
    bass, attacks = found.bass[ends] - found.bass[firsts], found.attacks[ends] - found.attacks[firsts]
    total = inner + top + bass
    table = np.zeros((len(firsts), CHANNELS, 12), np.float32)
    table[:, 0] = inner / (inner + 0.5)
    table[:, 1] = top / (top + 0.5)
    table[:, 2] = bass / (bass + 0.5)
    table[:, 3] = attacks / (attacks + 1.0)
    table[:, 4] = total / np.maximum(total.sum(axis=1, keepdims=True), 0.05)
    table[:, 5] = top / np.maximum(top.sum(axis=1, keepdims=True), 0.05)
    table[:, 6] = bass / np.maximum(bass.sum(axis=1, keepdims=True), 0.05)
    lowest = found.first_pitch[firsts]
    stands = np.where(lowest >= 0, lowest % 12, -1)
    rows = np.flatnonzero(stands >= 0)
    table[rows, 7, stands[rows]] = 1.0
    table[:, 8] = total
    return table.reshape(len(firsts), CHANNELS * 12)
