"""Scores read chords against the right ones: by duration, and by where they begin.

Weighted chord symbol recall as in MIREX: Pauwels & Peeters, "Evaluating automatically estimated chord
sequences", ICASSP 2013.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from generators.models.chord_ear import kind_of
from generators.models.training.harmony_lines import Span
from generators.theory.chord import Chord

SIXTEENTH_BEATS = 0.25
LEVELS = ("root", "triad", "seventh", "inversion")

_TRIAD_OF = {
    "7": "maj", "maj7": "maj", "maj6": "maj", "min7": "min", "hdim7": "dim", "dim7": "dim",
}  # fmt: skip


def names(chord: Chord) -> tuple[tuple[object, ...], ...]:
    """What must agree at each of `LEVELS`; inversion: triad and bass."""
    kind = kind_of(chord)
    triad = (chord.root_pitch_class, _TRIAD_OF.get(kind, kind))
    return (
        (chord.root_pitch_class,),
        triad,
        (chord.root_pitch_class, kind),
        (*triad, chord.bass_pitch_class),
    )


@dataclass(slots=True)
class Tally:
    """Sums over pieces. beats: of sounding chords. right: of those, per level. found, meant, met: changes
    that were read, that there are, and that agree within a sixteenth."""

    beats: float = 0.0
    right: dict[str, float] = field(default_factory=lambda: dict.fromkeys(LEVELS, 0.0))
    found: int = 0
    meant: int = 0
    met: int = 0
    pieces: int = 0

    def add(self, meant: Sequence[Span], read: Sequence[Span]) -> None:
        """One piece."""
        self.pieces += 1
        edges = np.unique([edge for span in (*meant, *read) for edge in (span.start_beats, span.end_beats)])
        for low, high in pairwise(edges.tolist()):
            want, have = at(meant, (low + high) / 2), at(read, (low + high) / 2)
            if want is None:
                continue
            self.beats += high - low
            if have is not None:
                for level, a, b in zip(LEVELS, names(want), names(have), strict=True):
                    self.right[level] += (high - low) * (a == b)
        wanted, heard = changes(meant), changes(read)
        self.meant += len(wanted)
        self.found += len(heard)
        self.met += matched(wanted, heard)

    def share(self, level: str) -> float:
        return self.right[level] / max(self.beats, 1e-9)

    @property
    def precision(self) -> float:
        return self.met / max(self.found, 1)

    @property
    def recall(self) -> float:
        return self.met / max(self.meant, 1)


def at(spans: Iterable[Span], beat: float) -> Chord | None:
    """What sounds at a beat; None for no chord."""
    for span in spans:
        if span.start_beats <= beat < span.end_beats:
            return None if span.chord.is_none else span.chord
    return None


def changes(spans: Sequence[Span]) -> list[float]:
    """Where root or triad changes, the first chord included."""
    found: list[float] = []
    last: object = None
    for span in spans:
        name = None if span.chord.is_none else names(span.chord)[1]
        if name is not None and name != last:
            found.append(span.start_beats)
        last = name
    return found


def matched(wanted: Sequence[float], heard: Sequence[float]) -> int:
    """How many places can be paired within a sixteenth, each once."""
    left, count = list(heard), 0
    for place in wanted:
        near = next((one for one in left if abs(one - place) <= SIXTEENTH_BEATS + 1e-6), None)
        if near is not None:
            left.remove(near)
            count += 1
    return count
