"""How harmonisations are measured beside those of people: accuracy, and figures that have a human value.

Source: Yeh et al., "Automatic melody harmonization with triad chords: a comparative study", JNMR 2021
(chord histogram entropy, chord coverage, chord tonal distance, pitch consonance score, melody-chord
tonal distance); the tonal distance is that of Harte, Sandler, Gasser, 2006.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from generators.harmonise.parting import NoteRows
from generators.harmonise.triads import TONES

_RADII = (1.0, 1.0, 0.5)
_ANGLES = (7 * np.pi / 6, 3 * np.pi / 2, 2 * np.pi / 3)
_CONSONANCE = np.array([1, -1, -1, 1, 1, 0, -1, 1, 1, 1, -1, -1], dtype=np.float64)
"""By semitones above a chord tone: unison, thirds, sixths and the fifth 1, the fourth 0, all else -1."""


@dataclass(frozen=True, slots=True)
class Song:
    """One melody on its slots. chords: triads above the tonic. melody: rows, pitches above any tonic."""

    melody: NoteRows
    tonic: int
    starts: NDArray[np.float64]
    ends: NDArray[np.float64]
    chords: NDArray[np.int64]


def _centroid(shares: NDArray[np.float64]) -> NDArray[np.float64]:
    """(..., 12) pitch class shares -> (..., 6) points in the tonal space."""
    total = np.maximum(shares.sum(axis=-1, keepdims=True), 1e-9)
    classes = np.arange(12)
    axes = [
        radius * wave(classes * angle)
        for radius, angle in zip(_RADII, _ANGLES, strict=True)
        for wave in (np.sin, np.cos)
    ]
    found: NDArray[np.float64] = (shares / total) @ np.stack(axes, axis=1)
    return found


def chord_entropy(song: Song) -> float:
    """CHE: entropy of the chord histogram of a song, nats."""
    counts = np.bincount(song.chords, minlength=48)
    shares = counts[counts > 0] / counts.sum()
    return float(-(shares * np.log(shares)).sum())


def chord_coverage(song: Song) -> float:
    """CC: how many different chords."""
    return float(len(set(song.chords.tolist())))


def chord_distance(song: Song) -> float:
    """CTD: mean tonal distance between neighbouring slots."""
    points = _centroid(TONES[song.chords])
    return float(np.linalg.norm(np.diff(points, axis=0), axis=1).mean()) if len(points) > 1 else 0.0


def _spans(song: Song) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """(slots, notes) overlaps in beats, and the notes' pitch classes above the tonic."""
    onsets, offsets = song.melody[:, 0], song.melody[:, 0] + song.melody[:, 1]
    overlap = np.minimum(offsets[None, :], song.ends[:, None]) - np.maximum(
        onsets[None, :], song.starts[:, None]
    )
    return np.clip(overlap, 0, None), np.mod(song.melody[:, 2].astype(np.int64) - song.tonic, 12)


def chord_tone_share(song: Song) -> float:
    """The share of the melody's time that lies in the chord."""
    overlap, classes = _spans(song)
    inside = TONES[song.chords][:, classes]
    return float((overlap * inside).sum() / max(overlap.sum(), 1e-9))


def pitch_consonance(song: Song) -> float:
    """PCS: mean consonance of the melody with each chord tone, by time."""
    overlap, classes = _spans(song)
    steps = np.mod(classes[:, None] - np.arange(12)[None, :], 12)
    against = _CONSONANCE[steps] @ TONES.T / TONES.sum(axis=1)
    return float((overlap * against[:, song.chords].T).sum() / max(overlap.sum(), 1e-9))


def melody_distance(song: Song) -> float:
    """MCTD: mean tonal distance between each melody note and its chord, by time."""
    overlap, classes = _spans(song)
    points = _centroid(np.eye(12))
    apart = np.linalg.norm(_centroid(TONES)[:, None, :] - points[None, :, :], axis=2)
    return float((overlap * apart[song.chords][:, classes]).sum() / max(overlap.sum(), 1e-9))


MEASURES = {
    "chord entropy (CHE)": chord_entropy,
    "different chords (CC)": chord_coverage,
    "chord distance (CTD)": chord_distance,
    "chord-tone share": chord_tone_share,
    "consonance (PCS)": pitch_consonance,
    "melody-chord distance (MCTD)": melody_distance,
}
"""Name -> figure of one song."""


def mean_of(songs: Sequence[Song], name: str) -> float:
    """The mean of a measure over songs."""
    return float(np.mean([MEASURES[name](song) for song in songs]))
