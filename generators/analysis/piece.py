"""Listens to a whole piece: roles, bars, key, chords, numerals, cadences and feel, out of its tracks."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from bridge.model.keys import Key
from bridge.model.timebase import Metre
from generators.analysis.bar_grid import BarGrid, find_bar_grid
from generators.analysis.cadences import Cadence, cadences
from generators.analysis.chord_reading import HeardChord, read_chords
from generators.analysis.groove import Groove, groove
from generators.analysis.key_finding import HeardKey, find_key
from generators.analysis.key_following import KeyRegion, follow_keys
from generators.analysis.roles import HeardRole, TrackPart, roles
from generators.analysis.sounding import Sounding, together
from generators.theory.chord import NO_CHORD, Chord
from generators.theory.roman import RomanNumeral, roman_numeral

SIGNATURE_ODDS = 4.0
"""How much likelier than others the two keys of a key signature are."""

_NO_SIGNATURE = Key(0, "major").pitch_classes

SHORTEST_FOR_METRE_BEATS = 16.0
_TRUSTED = 0.5
"""Confidence from which a heard metre or pickup replaces 4/4 from the first beat."""


@dataclass(frozen=True, slots=True)
class NumberedChord:
    """A heard chord, or `NO_CHORD` with confidence 1 for silence, and what it is in the key there."""

    start_beats: float
    length_beats: float
    chord: Chord
    numeral: RomanNumeral
    confidence: float

    @property
    def end_beats(self) -> float:
        return self.start_beats + self.length_beats


@dataclass(frozen=True, slots=True)
class HeardPiece:
    """All that was heard; beats as in the tracks. chords are numbered in the key of their region."""

    key: HeardKey
    key_regions: tuple[KeyRegion, ...]
    grid: BarGrid
    chords: tuple[NumberedChord, ...]
    cadences: tuple[Cadence, ...]
    roles: tuple[HeardRole, ...]
    grooves: tuple[Groove, ...]
    end_beats: float


def listen_to(
    parts: Sequence[TrackPart],
    *,
    metres: Sequence[tuple[float, Metre]] = (),
    key: Key | None = None,
    signature: Key | None = None,
    first_bar_beats: float | None = None,
    bars: tuple[int, int] | None = None,
) -> HeardPiece:
    """Hears a piece that begins at beat 0.

    metres (from a beat on), key: where the file or the musician says so; heard otherwise. A first metre that
    gives way before its bar is full is a pickup. signature: what a key signature suggests, which is weighed
    and not taken for granted. first_bar_beats: the first bar line, where it is known. bars:
    the first and last that are listened to, from 1; roles, bars and feel come from all of it.
    """
    cast = roles(parts)
    pitched = [
        part.notes for part, role in zip(parts, cast, strict=True) if role.role != "drums" and len(part.notes)
    ]
    heard = together(pitched)
    sections, first_bar = _sections(metres, first_bar_beats)
    everything = together(part.notes for part in parts)
    grid = bar_grid(everything, sections[0][1] if sections else None, first_bar)
    end = _end(everything, grid)
    low, high = min(0.0, float(heard.starts.min()) if len(heard) else 0.0), end
    if bars is not None:
        low, high = bar_line(grid, sections, bars[0] - 1), min(high, bar_line(grid, sections, bars[1]))
    here = heard.within(low, high)
    found = HeardKey(key, 1.0) if key else with_signature(find_key(here), signature)
    regions = follow_keys(here, grid.metre, _bar_at(grid, low), high, key) if len(here) else ()
    regions = tuple(
        replace(one, start_beats=max(one.start_beats, low), end_beats=min(one.end_beats, high))
        for one in regions
    )
    if len(regions) == 1:
        regions = (replace(regions[0], key=found.key, confidence=found.confidence),)
    line = read_sections(here, grid, sections, low, high, found.key)
    return HeardPiece(
        found,
        regions,
        grid,
        tuple(numbered(line, found.key, low, high, regions)),
        tuple(cadences(line, found.key, grid.metre, grid.first_bar_beats)),
        tuple(cast),
        tuple(groove(part.notes) for part in parts),
        end,
    )


def _sections(
    metres: Sequence[tuple[float, Metre]], first_bar_beats: float | None
) -> tuple[list[tuple[float, Metre]], float | None]:
    """The metres without a short one at the start, which is a pickup, and the first bar line if known."""
    sections = list(metres)
    if len(sections) > 1 and sections[1][0] < sections[1][1].bar_beats - 1e-6:
        first_bar_beats = sections[1][0] if first_bar_beats is None else first_bar_beats
        sections = sections[1:]
    return sections, first_bar_beats


def bar_line(grid: BarGrid, sections: Sequence[tuple[float, Metre]], bar: int) -> float:
    """The beat on which the bar after ``bar`` full bars begins; bar 0 is the first full bar's line."""
    at, left = grid.first_bar_beats, bar
    changes = [(beat, metre) for beat, metre in sections[1:] if beat > at]
    metre = grid.metre
    for beat, following in changes:
        here = max(0, math.ceil((beat - at) / metre.bar_beats - 1e-6))
        if left < here:
            break
        at, left, metre = beat, left - here, following
    return at + left * metre.bar_beats


def read_sections(
    heard: Sounding,
    grid: BarGrid,
    sections: Sequence[tuple[float, Metre]],
    low: float,
    high: float,
    key: Key,
) -> list[HeardChord]:
    """The chords between two beats, each stretch of one metre on its own bars."""
    starts = [
        (beat, BarGrid(metre, beat, 0.0, 1.0)) for beat, metre in sections[1:] if beat > grid.first_bar_beats
    ]
    found: list[HeardChord] = []
    edges = [(low, grid), *starts]
    for place, (start, own) in enumerate(edges):
        first = max(start, low)
        last = min(high, edges[place + 1][0]) if place + 1 < len(edges) else high
        if last > first:
            found += chords_on_grid(heard, own, first, last, key)
    return found


def bar_grid(heard: Sounding, metre: Metre | None, first_bar_beats: float | None = None) -> BarGrid:
    """The bars: as known, else as heard, else 4/4 from beat 0 where too little is heard."""
    if first_bar_beats is not None and metre is not None:
        first = float(heard.starts.min()) if len(heard) else 0.0
        pickup = first_bar_beats - first
        return BarGrid(metre, first_bar_beats, pickup if 0 < pickup < metre.bar_beats else 0.0, 1.0)
    if not len(heard) or float(heard.ends.max() - heard.starts.min()) < SHORTEST_FOR_METRE_BEATS:
        return BarGrid(metre or Metre(), 0.0, 0.0, 0.0)
    found = find_bar_grid(heard, metre)
    if found.confidence >= _TRUSTED:
        return found
    return BarGrid(metre or found.metre, 0.0, 0.0, found.confidence)


def chords_on_grid(heard: Sounding, grid: BarGrid, low: float, high: float, key: Key) -> list[HeardChord]:
    """The chords between two beats, read from bar lines."""
    found = []
    for one in read_chords(heard, grid.metre, _bar_at(grid, low), high, key):
        first, last = max(one.start_beats, low), min(one.end_beats, high)
        if last - first > 1e-6:
            found.append(HeardChord(first, last - first, one.chord, one.confidence))
    return found


def _bar_at(grid: BarGrid, beats: float) -> float:
    """The bar line at or before a beat."""
    bar = grid.metre.bar_beats
    return grid.first_bar_beats + math.floor((beats - grid.first_bar_beats) / bar + 1e-6) * bar


def with_signature(found: HeardKey, signature: Key | None) -> HeardKey:
    """The heard key, weighed again with a key signature: it stands for a major key and its relative minor.

    C major says nothing: it is what programs write that know no key.
    """
    if signature is None or signature.pitch_classes == _NO_SIGNATURE:
        return found
    heard = [(found.key, found.confidence), *found.alternatives]
    weighed = [
        (key, share * (SIGNATURE_ODDS if key.pitch_classes == signature.pitch_classes else 1.0))
        for key, share in heard
    ]
    total = sum(share for _, share in weighed)
    if total <= 0:
        return found
    rest = max(0.0, 1.0 - sum(share for _, share in heard))
    ranked = sorted(((key, share / (total + rest)) for key, share in weighed), key=lambda pair: -pair[1])
    return HeardKey(ranked[0][0], min(1.0, ranked[0][1]), tuple(ranked[1:]))


def numbered(
    line: Sequence[HeardChord], key: Key, low: float, high: float, regions: Sequence[KeyRegion] = ()
) -> list[NumberedChord]:
    """The chords with their numerals, and no chord where nothing sounds. regions: where the key changes."""
    found: list[NumberedChord] = []
    at = low
    for place, heard in enumerate(line):
        if heard.start_beats - at > 1e-6:
            found.append(_silence(at, heard.start_beats, key))
        following = line[place + 1].chord if place + 1 < len(line) else None
        own = next((r.key for r in regions if r.start_beats <= heard.start_beats + 1e-6 < r.end_beats), key)
        numeral = _numeral(heard.chord, own, following)
        found.append(
            NumberedChord(heard.start_beats, heard.length_beats, heard.chord, numeral, heard.confidence)
        )
        at = heard.end_beats
    if high - at > 1e-6:
        found.append(_silence(at, high, key))
    return found


_numeral = lru_cache(maxsize=8192)(roman_numeral)


def _silence(low: float, high: float, key: Key) -> NumberedChord:
    return NumberedChord(low, high - low, NO_CHORD, roman_numeral(NO_CHORD, key), 1.0)


def _end(heard: Sounding, grid: BarGrid) -> float:
    """The bar line at or after the last sound."""
    if not len(heard):
        return 0.0
    bars = math.ceil((float(heard.ends.max()) - grid.first_bar_beats) / grid.metre.bar_beats - 1e-3)
    return grid.first_bar_beats + max(bars, 0) * grid.metre.bar_beats
