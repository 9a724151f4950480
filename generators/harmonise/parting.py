"""Which of the given notes are a melody, which a bass, and which lie between."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

NoteRows = NDArray[np.float64]
"""(n, 3): onset and length in beats, MIDI pitch; sorted by onset, then pitch."""

BASS_BELOW = 60
"""MIDI pitch (C4) under which the lowest of several notes may be a bass."""

BASS_LINE_BELOW = 50
"""Median MIDI pitch under which a single line is a bass line: male voices lie above, bass parts below."""

_OVERLAP_OF_A_LINE = 0.12
"""Share of its time in which a single line may overlap itself: legato playing, not chords."""


@dataclass(frozen=True, slots=True)
class Parts:
    """Notes by what they do. A part that was not given is empty."""

    melody: NoteRows
    bass: NoteRows
    inner: NoteRows

    @property
    def all(self) -> NoteRows:
        return in_order(np.concatenate([self.melody, self.bass, self.inner]))


NO_NOTES: NoteRows = np.zeros((0, 3))


def note_rows(notes: Iterable[tuple[float, float, float]]) -> NoteRows:
    """Rows of (onset, length, pitch) in any order."""
    return in_order(np.array(list(notes), dtype=np.float64).reshape(-1, 3))


def in_order(rows: NoteRows) -> NoteRows:
    """The rows by onset, then pitch."""
    return rows[np.lexsort((rows[:, 2], rows[:, 0]))]


def parted(rows: NoteRows) -> Parts:
    """Notes that came as one heap: a single line is melody or bass by its register; of several that
    sound together the highest are melody, the lowest bass."""
    if not len(rows):
        return Parts(NO_NOTES, NO_NOTES, NO_NOTES)
    edges = np.unique(np.concatenate([rows[:, 0], rows[:, 0] + rows[:, 1]]))
    firsts = np.searchsorted(edges, rows[:, 0])
    lasts = np.searchsorted(edges, rows[:, 0] + rows[:, 1])
    widths = np.diff(edges)
    count = np.zeros(len(widths))
    high, low = np.full(len(widths), -1.0), np.full(len(widths), 128.0)
    for first, last, pitch in zip(firsts.tolist(), lasts.tolist(), rows[:, 2].tolist(), strict=True):
        count[first:last] += 1
        np.maximum(high[first:last], pitch, out=high[first:last])
        np.minimum(low[first:last], pitch, out=low[first:last])
    sounding = float(widths[count > 0].sum())
    if float(widths[count > 1].sum()) <= _OVERLAP_OF_A_LINE * sounding:
        is_bass = float(np.median(rows[:, 2])) < BASS_LINE_BELOW
        return Parts(NO_NOTES, rows, NO_NOTES) if is_bass else Parts(rows, NO_NOTES, NO_NOTES)
    top, bottom = np.zeros(len(rows)), np.zeros(len(rows))
    for index, (first, last, pitch) in enumerate(
        zip(firsts.tolist(), lasts.tolist(), rows[:, 2].tolist(), strict=True)
    ):
        span, own = slice(first, last), float(widths[first:last].sum())
        if own > 0:
            top[index] = float(widths[span][high[span] <= pitch].sum()) / own
            bottom[index] = float(widths[span][(low[span] >= pitch) & (pitch < high[span])].sum()) / own
    is_bottom = (bottom > 0.5) & (rows[:, 2] < BASS_BELOW)
    is_low_alone = (top > 0.5) & (rows[:, 2] < BASS_LINE_BELOW)
    bass = is_bottom | is_low_alone
    melody = ~bass & (top > 0.5)
    return Parts(rows[melody], rows[bass], rows[~bass & ~melody])
