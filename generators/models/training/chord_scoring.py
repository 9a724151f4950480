"""Scores of chord recognition: how much of the time is named right, and how exact the changes are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from generators.models.training.harmony_lines import Span
from generators.models.vocabulary import kind_of
from generators.theory.chord import Chord

LEVELS = ("root", "triad", "seventh", "inversion")
"""What is compared, as `names` has it."""

TOLERANCE_BEATS = 0.25
"""A 16th: how far a change may be from where it was meant."""

_TRIADS = {"7": "maj", "maj7": "maj", "min7": "min", "hdim7": "dim"}


def names(chord: Chord) -> tuple[object, ...]:
    """A sounding chord as each of the `LEVELS` sees it: root; triad; seventh chord; triad and bass."""
    root, kind = chord.root_pitch_class, kind_of(chord)
    triad = (root, _TRIADS.get(kind, kind))
    return root, triad, (root, kind), (*triad, chord.bass_pitch_class)


def at(spans: Sequence[Span], beat: float) -> Chord | None:
    """The chord that sounds at a beat; None where none does."""
    for span in spans:
        if span.start_beats - 1e-9 <= beat < span.end_beats - 1e-9:
            return None if span.chord.is_none else span.chord
    return None


@dataclass(slots=True)
class Tally:
    """Sums over pieces. beats: with a chord; right: of those, by level. meant, found: changes that are
    there, and that were read; matched: read within `TOLERANCE_BEATS` of one that is there."""

    beats: float = 0.0
    right: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    meant: int = 0
    found: int = 0
    matched: int = 0

    def add(self, meant: Sequence[Span], read: Sequence[Span]) -> None:
        """Counts one piece: what was meant beside what was read."""
        edges = sorted({edge for span in (*meant, *read) for edge in (span.start_beats, span.end_beats)})
        for start, end in pairwise(edges):
            wanted, heard = at(meant, (start + end) / 2), at(read, (start + end) / 2)
            if wanted is None:
                continue
            self.beats += end - start
            if heard is not None:
                for level, one, other in zip(LEVELS, names(wanted), names(heard), strict=True):
                    self.right[level] += (end - start) * (one == other)
        there, heard_at = _changes(meant), _changes(read)
        self.meant += len(there)
        self.found += len(heard_at)
        for change in heard_at:
            near = [one for one in there if abs(one - change) <= TOLERANCE_BEATS + 1e-9]
            if near:
                there.remove(min(near, key=lambda one: abs(one - change)))
                self.matched += 1

    def share(self, level: str) -> float:
        """Of the time with a chord, the part that is named right at a level."""
        return self.right[level] / max(self.beats, 1e-9)

    @property
    def precision(self) -> float:
        """Of the changes that were read, those that are there."""
        return self.matched / max(self.found, 1)

    @property
    def recall(self) -> float:
        """Of the changes that are there, those that were read."""
        return self.matched / max(self.meant, 1)


def _changes(spans: Sequence[Span]) -> list[float]:
    """Where the chord becomes another one; its start counts."""
    return [
        span.start_beats
        for place, span in enumerate(spans)
        if not span.chord.is_none and (not place or spans[place - 1].chord != span.chord)
    ]
