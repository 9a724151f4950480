"""What the model sees of each slot: the given parts by pitch class above the tonic, and the place in time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from generators.harmonise.bar_grid import BarGrid
from generators.harmonise.manner import MANNERS, manner, pitch_class_use
from generators.harmonise.parting import NoteRows, Parts

MODES = ("major", "minor")
STYLES = ("art song", "pop", "folk")
"""Styles that can be named; without one the model tells from the notes which it is like."""

_PLACE_STRENGTH = np.array([1.0, 0.75, 0.6, 0.35])
"""Weight of an onset by its place in the bar, barline first; the order is what matters."""

_MELODY, _BASS, _INNER, _WHOLE, _TIME = 60, 24, 12, 12, 23
BY_PITCH_CLASS = _MELODY + _BASS + _INNER + _WHOLE
"""Features, the first of all, that are blocks of twelve pitch classes above the tonic."""

MODE_AT = BY_PITCH_CLASS + 9
STYLE_AT = MODE_AT + len(MODES)
"""Where the two of the mode begin, and the three of a named style."""

WIDTH = BY_PITCH_CLASS + _TIME + MANNERS
"""Features of a slot."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What all slots of a piece share. starts: of the slots in beats, ascending; end_beats: of the last.
    tonic: pitch class. mode: 0 major, 1 minor. style: an index into `STYLES`, or None."""

    grid: BarGrid
    starts: NDArray[np.float64]
    end_beats: float
    tonic: int
    mode: int
    style: int | None = None

    @property
    def ends(self) -> NDArray[np.float64]:
        return np.append(self.starts[1:], max(self.end_beats, float(self.starts[-1]) + 1e-3))


def slot_features(parts: Parts, frame: Frame) -> NDArray[np.float64]:
    """(slots, `WIDTH`), most of them 0..1."""
    melody = _Part(parts.melody, frame)
    bass = _Part(parts.bass, frame)
    inner = _Part(parts.inner, frame)
    lead = parts.melody if melody.given else parts.all
    return np.concatenate(
        [
            melody.shares, melody.accents, melody.at_start, melody.last, melody.next_first,
            bass.shares, bass.at_start,
            inner.shares,
            np.tile(pitch_class_use(lead, frame.tonic), (len(frame.starts), 1)),
            _time(frame, melody, bass, inner),
            np.tile(manner(lead), (len(frame.starts), 1)),
        ],
        axis=1,
    )  # fmt: skip


def pitch_shares(rows: NoteRows, frame: Frame) -> NDArray[np.float64]:
    """(slots, 12) how long each pitch class above the tonic sounds, as shares of the slot."""
    onsets, offsets = rows[:, 0], rows[:, 0] + rows[:, 1]
    classes = np.mod(rows[:, 2].astype(np.int64) - frame.tonic, 12)
    lasts = np.minimum(offsets[None, :], frame.ends[:, None])
    overlap = np.clip(lasts - np.maximum(onsets[None, :], frame.starts[:, None]), 0, None)
    found: NDArray[np.float64] = overlap @ np.eye(12)[classes] / (frame.ends - frame.starts)[:, None]
    return found


class _Part:
    """One part, slot by slot; every array is (slots, 12), counted above the tonic."""

    def __init__(self, rows: NoteRows, frame: Frame) -> None:
        starts, ends = frame.starts, frame.ends
        onsets, offsets = rows[:, 0], rows[:, 0] + rows[:, 1]
        classes = np.mod(rows[:, 2].astype(np.int64) - frame.tonic, 12)
        one_hot = np.eye(12)[classes]
        length = (ends - starts)[:, None]
        overlap = np.clip(
            np.minimum(offsets[None, :], ends[:, None]) - np.maximum(onsets[None, :], starts[:, None]),
            0,
            None,
        )
        self.given = len(rows) > 0
        self.shares: NDArray[np.float64] = overlap @ one_hot / length
        self.silence = np.clip(1.0 - overlap.sum(axis=1) / length[:, 0], 0.0, 1.0)
        here = (onsets[None, :] >= starts[:, None] - 1e-3) & (onsets[None, :] < ends[:, None] - 1e-3)
        weight = _PLACE_STRENGTH[frame.grid.places(onsets)] if len(rows) else np.zeros(0)
        accents: NDArray[np.float64] = (here * weight[None, :]) @ one_hot
        self.accents = accents / np.maximum(accents.sum(axis=1, keepdims=True), 1e-9)
        self.count = here.sum(axis=1)
        sounding = (onsets[None, :] <= starts[:, None] + 0.02) & (offsets[None, :] > starts[:, None] + 0.02)
        self.at_start = np.minimum(sounding.astype(np.float64) @ one_hot, 1.0)
        self.last = np.zeros((len(starts), 12))
        self.next_first = np.zeros((len(starts), 12))
        touched = overlap > 1e-3
        for slot in range(len(starts)):
            found = np.flatnonzero(touched[slot])
            if len(found):
                self.last[slot, classes[found[-1]]] = 1.0
            after = int(np.searchsorted(onsets, ends[slot] - 1e-3)) if self.given else 0
            if after < len(onsets):
                self.next_first[slot, classes[after]] = 1.0
        heard = np.flatnonzero(touched.any(axis=1))
        index = np.arange(len(starts))
        self.before = index < heard[0] if len(heard) else index < 0
        self.after = index > heard[-1] if len(heard) else index < 0


def _time(frame: Frame, melody: _Part, bass: _Part, inner: _Part) -> NDArray[np.float64]:
    """(slots, `_TIME`): place, lengths, mode, style, silence, and the piece's edges."""
    starts, count = frame.starts, len(frame.starts)
    lengths = frame.ends - starts
    bar, pulse = frame.grid.metre.bar_beats, frame.grid.metre.pulse_beats
    found = np.zeros((count, _TIME))
    found[np.arange(count), frame.grid.places(starts)] = 1.0
    found[:, 4] = np.log2(np.clip(lengths, 0.125, 16.0)) / 4
    found[:, 5] = np.clip(lengths / bar, 0, 2)
    found[:, 6] = bar / 4
    found[:, 7] = round(bar / pulse) % 3 == 0
    found[:, 8] = pulse * 3 % 1 > 0.1
    found[:, 9 + frame.mode] = 1.0
    if frame.style is not None:
        found[:, 11 + frame.style] = 1.0
    found[:, 14], found[:, 15], found[:, 16] = melody.given, bass.given, inner.given
    found[:, 17], found[:, 18] = melody.silence, bass.silence
    found[:, 19] = np.minimum(melody.count, 8) / 4
    found[:, 20], found[:, 21] = melody.before, melody.after
    found[-1, 22] = 1.0
    return found
