"""The triad of every slot of a full score: what the reference of the harmonising model is derived from.

For each slot the triad that explains what sounds: chord tones weighed by how long they sound and how
strong their onset is, tones outside against it, the bass for its root or third. The best path through
all slots leans towards staying where a slot is undecided.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from generators.harmonise.parting import NoteRows
from generators.harmonise.slot_features import Frame
from generators.harmonise.triads import QUALITIES, ROOTS, TONES, TRIADS

_ROLE_WEIGHTS = np.array([1.0, 1.0, 0.85])
"""Of root, third and fifth: a triad may lack its fifth, hardly its third."""

_OUTSIDE, _BASS_ROOT, _BASS_THIRD, _BASS_FIFTH = 0.9, 0.22, 0.1, 0.02
_COMPLETE = 0.06
_RARE = np.array([0.0, 0.0, 0.05, 0.1])
"""Against diminished and augmented readings of what is really a seventh chord or a passing tone."""

_STAY = 0.05
_ON_SLOT_START, _ON_BEAT = 0.25, 0.1
"""Added to a note's length, in slots, where its onset is the slot's start or a place on the beat."""

_INTERVALS = {"maj": (0, 4, 7), "min": (0, 3, 7), "dim": (0, 3, 6), "aug": (0, 4, 8)}


def _role_matrix() -> NDArray[np.float64]:
    found = np.zeros((TRIADS, 12))
    for triad in range(TRIADS):
        root, quality = divmod(triad, len(QUALITIES))
        for step, weight in zip(_INTERVALS[QUALITIES[quality]], _ROLE_WEIGHTS, strict=True):
            found[triad, (root + step) % 12] = weight
    return found


_ROLES = _role_matrix()
_THIRDS = np.array([_INTERVALS[QUALITIES[t % 4]][1] for t in range(TRIADS)])
_FIFTHS = np.array([_INTERVALS[QUALITIES[t % 4]][2] for t in range(TRIADS)])


@dataclass(frozen=True, slots=True)
class Labels:
    """triads: (slots,) above the tonic, -1 where nothing sounds. sureness: (slots,) 0..1, the share of
    what sounds that lies in the triad."""

    triads: NDArray[np.int64]
    sureness: NDArray[np.float64]


def label_slots(rows: NoteRows, frame: Frame) -> Labels:
    """The triads of a score's slots. rows: all its notes."""
    weights, basses = _weights(rows, frame)
    total = weights.sum(axis=1, keepdims=True)
    heard = total[:, 0] > 1e-9
    shares = weights / np.maximum(total, 1e-9)
    complete = np.stack([(shares[:, tones > 0] > 0.03).all(axis=1) for tones in TONES], axis=1)
    scores = shares @ _ROLES.T - _OUTSIDE * (shares @ (1 - TONES).T) + _COMPLETE * complete
    bass_total = np.maximum(basses.sum(axis=1, keepdims=True), 1e-9)
    bass = basses / bass_total
    scores += _BASS_ROOT * bass[:, ROOTS]
    scores += _BASS_THIRD * bass[:, (ROOTS + _THIRDS) % 12] + _BASS_FIFTH * bass[:, (ROOTS + _FIFTHS) % 12]
    scores -= _RARE[np.arange(TRIADS) % 4]
    scores[~heard] = 0.0
    triads = _smoothest(scores)
    sureness = (shares @ TONES.T)[np.arange(len(triads)), triads]
    return Labels(np.where(heard, triads, -1), np.where(heard, sureness, 0.0))


def _weights(rows: NoteRows, frame: Frame) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """(slots, 12) weights of pitch classes above the tonic, and of those in the bass."""
    starts, ends = frame.starts, frame.ends
    onsets, offsets, pitches = rows[:, 0], rows[:, 0] + rows[:, 1], rows[:, 2]
    classes = np.mod(pitches.astype(np.int64) - frame.tonic, 12)
    length = (ends - starts)[:, None]
    overlap = np.minimum(offsets[None, :], ends[:, None]) - np.maximum(onsets[None, :], starts[:, None])
    overlap = np.clip(overlap, 0, None) / length
    at_start = (onsets[None, :] <= starts[:, None] + 1e-3) & (overlap > 0)
    on_beat = (frame.grid.places(onsets) <= 2)[None, :] & (overlap > 0)
    weights = (
        overlap + _ON_SLOT_START * at_start * np.minimum(1, overlap * 4) + _ON_BEAT * on_beat * overlap
    ) @ (np.eye(12)[classes])
    basses = np.zeros((len(starts), 12))
    for slot in range(len(starts)):
        here = np.flatnonzero(overlap[slot] > 1e-3)
        if len(here):
            floor = pitches[here].min()
            low = here[pitches[here] <= floor + 7]
            depth = np.exp(-(pitches[low] - floor) / 3.0)
            np.add.at(basses[slot], classes[low], (overlap[slot, low] + 0.5 * at_start[slot, low]) * depth)
    return weights, basses


def _smoothest(scores: NDArray[np.float64]) -> NDArray[np.int64]:
    """The best path, each change costing `_STAY`."""
    best, came = scores[0], []
    for row in scores[1:]:
        leap = int(best.argmax())
        stays = best >= best[leap] - _STAY
        came.append(np.where(stays, np.arange(TRIADS), leap))
        best = np.where(stays, best, best[leap] - _STAY) + row
    path = [int(best.argmax())]
    for origin in reversed(came):
        path.append(int(origin[path[-1]]))
    return np.array(path[::-1], dtype=np.int64)
