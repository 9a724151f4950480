"""A piano roll of what sounds, in cells of a twelfth of a beat: fine enough for sixteenths and triplets."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from generators.analysis.sounding import Sounding

CELLS_A_BEAT = 12
_PITCHES = 132
"""MIDI's 128, filled up to whole octaves."""


@dataclass(frozen=True)
class PianoRoll:
    """Notes on a grid. first, last: the cells of each note, last exclusive. sounds: (cells, 132), how
    many notes hold each pitch. Cell 0 begins at ``start_beats``."""

    start_beats: float
    cells: int
    first: NDArray[np.int64]
    last: NDArray[np.int64]
    pitches: NDArray[np.int64]
    sounds: NDArray[np.int16]

    @cached_property
    def lowest(self) -> NDArray[np.int64]:
        """(cells,) the lowest pitch that sounds; 0 where nothing does."""
        return np.asarray(np.argmax(self.sounds > 0, axis=1), np.int64)

    @cached_property
    def highest(self) -> NDArray[np.int64]:
        """(cells,) the highest pitch that sounds; 131 where nothing does."""
        return np.asarray(_PITCHES - 1 - np.argmax(self.sounds[:, ::-1] > 0, axis=1), np.int64)

    @cached_property
    def heard(self) -> NDArray[np.bool_]:
        """(cells,) whether anything sounds."""
        return np.asarray(self.sounds.any(axis=1))

    @cached_property
    def folded(self) -> NDArray[np.float32]:
        """(cells, 12) whether each pitch class sounds."""
        octaves = (self.sounds > 0).reshape(self.cells, _PITCHES // 12, 12)
        return np.asarray(octaves.any(axis=1), np.float32)

    @cached_property
    def attacks(self) -> NDArray[np.float32]:
        """(cells, 12) how many notes of each pitch class start."""
        flat = np.bincount(self.first * 12 + self.pitches % 12, minlength=self.cells * 12)
        return flat.reshape(self.cells, 12).astype(np.float32)


def piano_roll(heard: Sounding, start_beats: float, end_beats: float) -> PianoRoll:
    """The roll of a span. Every note that starts in it takes at least one cell; one that started before
    is there from cell 0 on."""
    cells = max(1, round((end_beats - start_beats) * CELLS_A_BEAT))
    first = np.rint((heard.starts - start_beats) * CELLS_A_BEAT).astype(np.int64)
    last = np.maximum(np.rint((heard.ends - start_beats) * CELLS_A_BEAT).astype(np.int64), first + 1)
    inside = (first < cells) & (last > 0)
    first, last, pitches = first[inside].clip(0), last[inside].clip(None, cells), heard.pitches[inside]
    steps = np.bincount(first * _PITCHES + pitches, minlength=(cells + 1) * _PITCHES)
    steps -= np.bincount(last * _PITCHES + pitches, minlength=(cells + 1) * _PITCHES)
    sounds = steps.reshape(cells + 1, _PITCHES)[:cells].astype(np.int16)
    np.cumsum(sounds, axis=0, dtype=np.int16, out=sounds)
    return PianoRoll(start_beats, cells, first, last, pitches, sounds)
