"""What the notes of a track say about its role: numbers about polyphony, register, lengths and motion."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from generators.analysis.sounding import Sounding

FEATURES = (
    "bias", "voices", "alone", "register", "register squared", "deep", "length", "short", "rate",
    "notes at once", "steps", "leaps", "repeats", "evenness", "cover", "pitches", "cycles", "lowest",
    "highest", "drum pitches", "wide leaps",
)  # fmt: skip
"""Names of the numbers of `track_features`, in order."""

_DRUM_PITCHES = frozenset({35, 36, 37, 38, 40, 42, 44, 46, 49, 51, 53, 54, 57, 59})
"""General MIDI kick, snare, hi-hats and cymbals: what a kit is mostly played on."""

MOST_NOTES = 600
"""Notes of a track that are looked at: a role shows in its first minutes."""


def track_features(track: Sounding) -> NDArray[np.float64]:
    """(21,) numbers around -1..2 of a track by itself; whether it is the lowest or highest is left open."""
    order = np.lexsort((track.pitches, track.starts))[:MOST_NOTES]
    starts, ends, pitches = track.starts[order], track.ends[order], track.pitches[order]
    if not len(starts):
        return np.zeros(len(FEATURES))
    lengths = ends - starts
    median = float(np.median(pitches))
    onsets, first = np.unique(np.round(starts * 12).astype(np.int64), return_index=True)
    tops = np.maximum.reduceat(pitches, first)
    gaps = np.diff(onsets) / 12
    moves = np.abs(np.diff(tops))
    voices, alone, cover = _voices(starts, ends)
    span = max(float(ends.max() - starts.min()), 1.0)
    return np.array(
        [
            1.0,
            min(voices, 5) / 2,
            alone,
            (median - 60) / 12,
            ((median - 60) / 12) ** 2,
            median < 48,
            np.clip(np.log2(float(np.median(lengths)) + 0.02), -4, 3) / 2,
            (lengths < 0.15).mean(),
            min(len(onsets) / span, 6) / 3,
            min(len(starts) / len(onsets), 4) / 2,
            _share((moves > 0) & (moves <= 2)),
            _share(moves >= 5),
            _share(moves == 0),
            _most_common_share(gaps),
            cover,
            np.log2(len(np.unique(pitches))) / 3,
            _cycles(tops),
            0.0,
            0.0,
            np.isin(pitches, list(_DRUM_PITCHES)).mean(),
            _share(moves >= 13),
        ],
        dtype=np.float64,
    )


def in_company(
    features: NDArray[np.float64], median: float | None, medians: Sequence[float]
) -> NDArray[np.float64]:
    """The features with whether the track is the lowest or the highest. medians: the median pitch of every
    pitched track, this one included."""
    told = features.copy()
    if median is not None and len(medians) > 1:
        told[FEATURES.index("lowest")] = median <= min(medians) + 0.5
        told[FEATURES.index("highest")] = median >= max(medians) - 0.5
    return told


def _share(where: NDArray[np.bool_]) -> float:
    return float(where.mean()) if len(where) else 0.0


def _most_common_share(gaps: NDArray[np.float64]) -> float:
    """How much of the rhythm is one even pulse."""
    if not len(gaps):
        return 0.0
    return float(np.unique(np.round(gaps * 6), return_counts=True)[1].max() / len(gaps))


def _cycles(tops: NDArray[np.int64]) -> float:
    """The best share of notes that come again 3, 4, 6 or 8 notes later."""
    shares = [float((tops[lag:] == tops[:-lag]).mean()) for lag in (3, 4, 6, 8) if len(tops) > lag]
    return max(shares, default=0.0)


def _voices(starts: NDArray[np.float64], ends: NDArray[np.float64]) -> tuple[float, float, float]:
    """(mean notes at once while any sounds, part of that time with one alone, part of the time that any
    sounds). Overlaps of a twelfth of a beat are legato, not polyphony."""
    times = np.concatenate([starts, np.maximum(ends - 1 / 12, starts + 0.02)])
    steps = np.concatenate([np.ones(len(starts)), -np.ones(len(ends))])
    order = np.lexsort((steps, times))
    at_once = np.cumsum(steps[order])[:-1]
    spans = np.diff(times[order])
    sounding = float(spans[at_once > 0].sum())
    if sounding <= 0:
        return 1.0, 1.0, 0.0
    voices = float((at_once * spans).sum()) / sounding
    return voices, float(spans[at_once == 1].sum()) / sounding, sounding / max(float(spans.sum()), 1e-6)
