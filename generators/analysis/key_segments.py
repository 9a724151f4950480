"""Cuts what sounds into segments between onsets: in each, the lowest, the highest and all pitch classes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from generators.analysis.sounding import Sounding

TICKS = 12
"""Onsets within the same twelfth of a beat count as one: a played chord is never quite together."""

CLASS_OF = np.arange(128) % 12
"""The pitch class of each MIDI pitch: looking it up is faster than dividing."""

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Segments:
    """Spans between neighbouring onsets (and slice borders) in which something sounds, in time order.

    starts, lengths: (segments,) in ticks. lowest, highest: (segments,) MIDI pitches. classes: (segments, 12)
    True where the pitch class sounds. voice_...: one entry for every note in every segment that it sounds
    in, with how long it does. attack_ticks, attack_class: one entry a note.
    """

    starts: Ints
    lengths: Ints
    lowest: Ints
    highest: Ints
    classes: NDArray[np.bool_]
    voice_segment: Ints
    voice_pitch: Ints
    voice_class: Ints
    voice_ticks: Ints
    attack_ticks: Ints
    attack_class: Ints

    def __len__(self) -> int:
        return len(self.starts)


def to_ticks(beats: Floats) -> Ints:
    """Positions in whole twelfths of a beat."""
    return np.rint(beats * TICKS).astype(np.int64)


def segments_of(heard: Sounding, borders: Ints) -> Segments:
    """The segments of some notes, cut at the borders (ticks, ascending) too. Needs at least one note."""
    starts = to_ticks(heard.starts)
    ends = np.maximum(to_ticks(heard.ends), starts + 1)
    edges = _distinct(np.concatenate([starts, borders]))
    first, last = np.searchsorted(edges, starts), np.searchsorted(edges, ends)
    covered = last - first
    offsets = np.cumsum(covered) - covered
    # One sort by place, pitch and note at once: plain integers sort several times faster than by index.
    bits = len(starts).bit_length()
    tags = (heard.pitches << bits) + np.arange(len(starts))
    places = np.arange(int(covered.sum())) + np.repeat(first - offsets, covered)
    sounds = np.sort((places << (7 + bits)) + np.repeat(tags, covered))
    notes, places = sounds & ((1 << bits) - 1), sounds >> (7 + bits)
    pitches = (sounds >> bits) & 127
    opens = np.flatnonzero(np.diff(places, prepend=-1))
    closes = np.append(opens[1:], len(places)) - 1
    segment = np.repeat(np.arange(len(opens)), closes - opens + 1)
    froms = edges[places[opens]]
    nexts = np.append(edges, ends.max())[places[opens] + 1]
    voice_ticks = np.minimum(ends[notes], nexts[segment]) - froms[segment]
    lengths = np.maximum.reduceat(voice_ticks, opens)
    voice_class = CLASS_OF[pitches]
    classes = np.bincount(segment * 12 + voice_class, minlength=len(opens) * 12) > 0
    return Segments(
        froms,
        lengths,
        pitches[opens],
        pitches[closes],
        classes.reshape(-1, 12),
        segment,
        pitches,
        voice_class,
        voice_ticks,
        starts,
        CLASS_OF[heard.pitches],
    )


def _distinct(ticks: Ints) -> Ints:
    """Ascending, each once; several times faster than `np.unique` on short arrays."""
    ascending = np.sort(ticks)
    return ascending[np.diff(ascending, prepend=ascending[0] - 1) > 0]
