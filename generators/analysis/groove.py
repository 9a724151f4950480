"""The feel of a part: how far it swings, whether it pushes or lies back, and how loosely it keeps the grid.

Swing ratio: length of the first half of a divided beat to its second (1 straight, 2 triplets, 3 dotted), as
in Friberg & Sundström, "Swing ratios and ensemble timing in jazz performance", Music Perception 19 (2002).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from generators.analysis.sounding import Sounding

Floats = NDArray[np.float64]

STRAIGHT = 1.0
SWINGS_FROM = 1.25
"""Ratio from which a part swings rather than plays straight."""

_SAME_TIME_BEATS = 0.04
_OFF_BEAT = (0.42, 0.78)
"""Part of a beat within which its second eighth may lie."""

_FIRST_PART = (0.15, 0.40)
_MIDDLE = 0.07
_HARDLY = 0.06
"""Parts of a beat, and the share of onsets that is no more than an accident."""

_FEWEST = 4


@dataclass(frozen=True, slots=True)
class Groove:
    """swing_ratio: 1 straight .. 3 dotted. swing_unit_beats: what is divided unevenly, 1.0 (eighths
    swing), 0.5 (sixteenths swing) or 0 where nothing does. push_beats: the median distance from the (swung)
    grid, negative where the part comes early. looseness_beats: the spread around it. onsets: how many."""

    swing_ratio: float
    swing_unit_beats: float
    push_beats: float
    looseness_beats: float
    onsets: int


def groove(part: Sounding) -> Groove:
    """The feel of one part, its beats on whole numbers."""
    onsets = _onsets(part.starts)
    if len(onsets) < _FEWEST:
        return Groove(STRAIGHT, 0.0, 0.0, 0.0, len(onsets))
    eighths, sixteenths = _ratio(onsets), _ratio(onsets * 2)
    unit, ratio = 0.0, STRAIGHT
    if eighths >= SWINGS_FROM and _divided(onsets):
        unit, ratio = 1.0, eighths
    elif sixteenths >= SWINGS_FROM and not _divided(onsets):
        unit, ratio = 0.5, sixteenths
    off = _distances(onsets, unit, ratio)
    push = float(np.median(off))
    return Groove(ratio, unit, push, float(np.median(np.abs(off - push))) * 1.4826, len(onsets))


def _onsets(starts: Floats) -> Floats:
    """When something starts, chords and flams as one."""
    ordered = np.sort(starts)
    if not len(ordered):
        return ordered
    fresh = np.concatenate([[True], np.diff(ordered) > _SAME_TIME_BEATS])
    kept: Floats = ordered[fresh]
    return kept


def _ratio(onsets: Floats) -> float:
    """The swing ratio of beats that are divided in two: an onset on the beat and one in its second half."""
    beats = np.floor(onsets + 0.12)
    places = onsets - beats
    ratios = []
    for beat in np.unique(beats):
        inside = places[beats == beat]
        on_beat = inside[np.abs(inside) < 0.12]
        off = inside[(inside > _OFF_BEAT[0]) & (inside < _OFF_BEAT[1])]
        between = (inside >= 0.12) & (inside <= _OFF_BEAT[0])
        if len(on_beat) and len(off) == 1 and not between.any() and not (inside >= _OFF_BEAT[1]).any():
            place = float(off[0] - on_beat[0])
            ratios.append(place / max(1 - place, 0.05))
    if len(ratios) < _FEWEST:
        return STRAIGHT
    return float(np.clip(np.median(ratios), 0.5, 3.0))


def _divided(onsets: Floats) -> bool:
    """Whether beats are parted in two or three, not in four: hardly an onset in their first half besides
    the first, or none in the very middle."""
    places = onsets % 1.0
    early = ((places > _FIRST_PART[0]) & (places < _FIRST_PART[1])).mean()
    middle = (np.abs(places - 0.5) < _MIDDLE).mean()
    return bool(early < _HARDLY or middle < _HARDLY / 2)


def _distances(onsets: Floats, unit: float, ratio: float) -> Floats:
    """Beats from the nearest place of the grid: sixteenths, or the swung halves of the unit."""
    if unit == 0.0:
        distance: Floats = onsets - np.rint(onsets * 4) / 4
        return distance
    middle = unit * ratio / (1 + ratio)
    base = np.floor(onsets / unit) * unit
    grid = np.stack([base, base + middle, base + unit, base + unit / 3, base + unit * 2 / 3])
    gaps = onsets[None, :] - grid
    nearest: Floats = np.take_along_axis(gaps, np.abs(gaps).argmin(axis=0)[None, :], axis=0)[0]
    return nearest
