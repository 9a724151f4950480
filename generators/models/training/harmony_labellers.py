"""Several readers of a score's chords, because no rule is the right one: the model must be good by each.

Each gives (slots,) triads above the tonic, -1 where nothing sounds. All but the first read every slot for
itself, as the plain readers of the literature do (template matching: Fujishima, ICMC 1999).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from generators.harmonise.parting import NoteRows
from generators.harmonise.slot_features import Frame
from generators.harmonise.triads import ROOTS, TONES
from generators.models.training.harmony_labels import label_slots

Triads = NDArray[np.int64]

_BASS_BONUS = 0.25
_ON_START, _HELD = 2.0, 0.5
"""What a note counts by how it enters a slot: struck on its start, or held into it; others count 1."""


def careful(rows: NoteRows, frame: Frame) -> Triads:
    """`label_slots`: lengths, places, the bass, and staying where undecided."""
    return label_slots(rows, frame).triads


def by_length(rows: NoteRows, frame: Frame) -> Triads:
    """The triad of the highest cosine with how long each pitch class sounds, ties to the lower number."""
    overlap, _ = _sounding(rows, frame)
    return _best(overlap @ _classes(rows, frame) @ TONES.T)


def by_bass(rows: NoteRows, frame: Frame) -> Triads:
    """As `by_length`, with a bonus for the root that the lowest sounding pitch is."""
    overlap, _ = _sounding(rows, frame)
    held = overlap @ _classes(rows, frame)
    fits = held @ TONES.T / np.maximum(held.sum(axis=1, keepdims=True), 1e-9)
    lowest = np.where(overlap > 1e-3, rows[:, 2][None, :], np.inf).min(axis=1, initial=np.inf)
    known = np.isfinite(lowest)
    bass = np.mod(np.where(known, lowest, 0).astype(np.int64) - frame.tonic, 12)
    return _best(fits + _BASS_BONUS * known[:, None] * (fits > 0) * (ROOTS[None, :] == bass[:, None]))


def by_onset(rows: NoteRows, frame: Frame) -> Triads:
    """The triad that holds most notes, however long they are, those on the slot's start twice."""
    overlap, struck = _sounding(rows, frame)
    on_start = struck & (np.abs(rows[:, 0][None, :] - frame.starts[:, None]) < 0.02)
    counts = np.where(on_start, _ON_START, np.where(struck, 1.0, _HELD)) * (overlap > 1e-3)
    return _best(counts @ _classes(rows, frame) @ TONES.T)


LABELLERS: dict[str, Callable[[NoteRows, Frame], Triads]] = {
    "careful": careful,
    "by length": by_length,
    "by bass": by_bass,
    "by onset": by_onset,
}
"""Name -> reader."""

LABELLER_SHARES = np.array([0.28, 0.36, 0.22, 0.14])
"""How often each reads a training window: the plain ones together most, being what others use."""


def _classes(rows: NoteRows, frame: Frame) -> NDArray[np.float64]:
    found: NDArray[np.float64] = np.eye(12)[np.mod(rows[:, 2].astype(np.int64) - frame.tonic, 12)]
    return found


def _sounding(rows: NoteRows, frame: Frame) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """(slots, notes) overlaps in beats, and whether the note begins in the slot."""
    starts, ends = frame.starts[:, None], frame.ends[:, None]
    onsets, offsets = rows[:, 0][None, :], (rows[:, 0] + rows[:, 1])[None, :]
    overlap = np.clip(np.minimum(offsets, ends) - np.maximum(onsets, starts), 0, None)
    return overlap, (onsets >= starts - 1e-3) & (onsets < ends - 1e-3)


def _best(fits: NDArray[np.float64]) -> Triads:
    # rounded, so that a tie is one whatever the order of sums was
    found: Triads = np.where(fits.max(axis=1) > 1e-9, np.round(fits, 9).argmax(axis=1), -1)
    return found
