"""What sounds when: the pitched notes of the context on one line, and their weight in a span."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bridge.model.notes import MUTED, RECORD, Notes
from generators.api import ContextClip

DRUM_CHANNEL = 9
"""Channel 10 in musicians' counting: General MIDI drums, whose pitches are no pitches."""

_ABOVE_ALL = 128
"""One above the highest MIDI pitch."""

_PACKED = np.dtype(
    {
        "names": ["start", "length", "velocity", "pitch", "channel", "flags"],
        "formats": [">f8", ">f8", ">f4", "u1", "u1", "u1"],
        "offsets": [0, 8, 16, 32, 33, 34],
        "itemsize": RECORD.size,
    }
)
"""`bridge.model.notes.RECORD` as numpy sees it: a session's notes are read without unpacking each."""


@dataclass(frozen=True, slots=True)
class Sounding:
    """Notes on the line of the new clip, as arrays: starts and ends in beats, pitches, loudness 0..1."""

    starts: NDArray[np.float64]
    ends: NDArray[np.float64]
    pitches: NDArray[np.int64]
    loudness: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.pitches)

    def within(self, start_beats: float, end_beats: float) -> Sounding:
        """What sounds in a span, cut to it."""
        here = (self.starts < end_beats) & (self.ends > start_beats)
        return Sounding(
            np.maximum(self.starts[here], start_beats),
            np.minimum(self.ends[here], end_beats),
            self.pitches[here],
            self.loudness[here],
        )

    def weights(self) -> NDArray[np.float64]:
        """12 numbers: how long and loud each pitch class sounds, in beats."""
        return np.bincount(
            self.pitches % 12, weights=(self.ends - self.starts) * self.loudness, minlength=12
        ).astype(np.float64)

    def bass_weights(self, below: int = _ABOVE_ALL) -> NDArray[np.float64]:
        """12 numbers: how long each pitch class is the lowest that sounds, in beats, under a pitch."""
        edges = np.unique(np.concatenate([self.starts, self.ends]))
        firsts, lasts = np.searchsorted(edges, self.starts), np.searchsorted(edges, self.ends)
        lowest = np.full(max(len(edges) - 1, 0), _ABOVE_ALL)
        for first, last, pitch in zip(firsts, lasts, self.pitches, strict=True):
            np.minimum(lowest[first:last], pitch, out=lowest[first:last])
        heard = lowest < below
        return np.bincount(lowest[heard] % 12, weights=np.diff(edges)[heard], minlength=12).astype(np.float64)


def sounding(context: Iterable[ContextClip]) -> Sounding:
    """The pitched, unmuted notes of clips, each at its clip's place on the line."""
    return together(pitched_notes(clip.notes, clip.start_beats) for clip in context)


def pitched_notes(notes: Notes, start_beats: float = 0.0) -> Sounding:
    """The unmuted notes that are no drums, moved to where their clip begins."""
    return _picked(notes, start_beats, drums=False)


def all_notes(notes: Notes, start_beats: float = 0.0) -> Sounding:
    """The unmuted notes, drums included."""
    return _picked(notes, start_beats, drums=True)


def drum_share(notes: Notes) -> float:
    """The part of the notes that are on the drum channel, 0..1."""
    table = np.frombuffer(notes.packed, _PACKED)
    return float((table["channel"] == DRUM_CHANNEL).mean()) if len(table) else 0.0


def together(parts: Iterable[Sounding]) -> Sounding:
    """Everything that sounds, as one."""
    listed = list(parts)
    if not listed:
        return from_rows([])
    return Sounding(
        np.concatenate([part.starts for part in listed]),
        np.concatenate([part.ends for part in listed]),
        np.concatenate([part.pitches for part in listed]),
        np.concatenate([part.loudness for part in listed]),
    )


def _picked(notes: Notes, start_beats: float, drums: bool) -> Sounding:
    table = np.frombuffer(notes.packed, _PACKED)
    kept = table["flags"] & MUTED == 0
    if not drums:
        kept &= table["channel"] != DRUM_CHANNEL
    table = table[kept]
    starts = table["start"].astype(np.float64) + start_beats
    return Sounding(
        starts,
        starts + table["length"].astype(np.float64),
        table["pitch"].astype(np.int64),
        table["velocity"].astype(np.float64) / 127,
    )


def from_rows(rows: Sequence[tuple[float, float, int, float]]) -> Sounding:
    """From (start_beats, end_beats, pitch, velocity) of each note."""
    table = np.array(rows, dtype=np.float64).reshape(len(rows), 4)
    return Sounding(table[:, 0], table[:, 1], table[:, 2].astype(np.int64), table[:, 3] / 127)
