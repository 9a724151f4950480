"""Chords on frets: which strings, which frets, and whether one hand can hold them.

A hand covers four frets; open strings sound for free. The first finger may lie across all strings from the
lowest it stops to the highest, which leaves no open string among them; every other stopped string takes
one of the three fingers left.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import product

from generators.theory.chord import Chord
from generators.theory.voicing import Layout, Voicing, needed_tones

Frets = tuple[int | None, ...]
"""A fret for every string in the order of the tuning, 0 for open, None for silent."""

GUITAR = (40, 45, 50, 55, 59, 64)
UKULELE = (67, 60, 64, 69)
"""MIDI pitches of open strings: E2 A2 D3 G3 B3 E4, and the ukulele's G4 C4 E4 A4."""

LAST_FRET = 14
HAND_FRETS = 4
FINGERS = 4

_BASS_TOP, _DEEP = 50, 0.25
"""Strings under D3 thicken what a bass plays already."""

_MISSING, _BARRE, _SKIPPED, _POSITION, _OPEN = 2.0, 0.8, 0.7, 0.18, 0.3


def fingers(frets: Frets) -> int | None:
    """How many fingers hold the frets; None where a hand cannot."""
    stopped = [(string, fret) for string, fret in enumerate(frets) if fret]
    if not stopped:
        return 0
    lowest = min(fret for _, fret in stopped)
    if max(fret for _, fret in stopped) - lowest >= HAND_FRETS:
        return None
    if len(stopped) <= FINGERS:
        return len(stopped)
    barred = [string for string, fret in stopped if fret == lowest]
    if any(fret == 0 for fret in frets[barred[0] : barred[-1] + 1]):
        return None
    count = 1 + len(stopped) - len(barred)
    return count if count <= FINGERS else None


def pitches(frets: Frets, tuning: tuple[int, ...]) -> Voicing:
    """What sounds, ascending."""
    return tuple(sorted(t + f for t, f in zip(tuning, frets, strict=True) if f is not None))


def fret_text(frets: Frets) -> str:
    """ "x32010"; frets from ten on stand in brackets."""
    return "".join("x" if f is None else str(f) if f < 10 else f"({f})" for f in frets)


def fretted(chord: Chord, layout: Layout) -> list[tuple[Voicing, float]]:
    """Playable voicings with their costs, in as many voices as asked; a chord with fewer strings repeats
    its lowest note. The chord's bass is the lowest, unless a bass plays it."""
    tones = frozenset((chord.root_pitch_class + step) % 12 for step in chord.intervals)
    bass = None if layout.bass_plays else chord.bass_pitch_class
    allowed = tones if bass is None else tones | {bass}
    third = {(chord.root_pitch_class + step) % 12 for step in chord.intervals & {4}}
    found: dict[Voicing, float] = {}
    strings = min(layout.voices, len(layout.tuning))
    for count in range(strings, 1, -1):
        needed = needed_tones(chord, count if bass is None else count - 1)
        for frets in _shapes(allowed, layout.tuning, count):
            held = pitches(frets, layout.tuning)
            fits = layout.low <= held[0] and held[-1] <= layout.high
            if not fits or not needed <= {p % 12 for p in held} or bass not in (None, held[0] % 12):
                continue
            doubled = sum(p % 12 in third for p in held) > 1
            own = _cost(frets) + _MISSING * (strings - count) + 2.0 * doubled
            if layout.bass_plays:
                own += _DEEP * sum(max(0, _BASS_TOP - p) for p in held)
            full = (held[0],) * (layout.voices - len(held)) + held
            found[full] = min(found.get(full, own), own)
        if count <= strings - 1 and found:
            break
    return list(found.items())


def frets_of(voicing: Voicing, tuning: tuple[int, ...]) -> Frets | None:
    """The easiest frets that play exactly these pitches, equal ones once; None where no hand can."""
    wanted = sorted(set(voicing))
    best: tuple[float, Frets] | None = None
    for strings in _orders(len(tuning), len(wanted), ordered=tuning == tuple(sorted(tuning))):
        frets: list[int | None] = [None] * len(tuning)
        for string, pitch in zip(strings, wanted, strict=True):
            frets[string] = pitch - tuning[string]
        shape = tuple(frets)
        if all(f is None or 0 <= f <= LAST_FRET + HAND_FRETS for f in shape) and fingers(shape) is not None:
            best = min(best or (_cost(shape), shape), (_cost(shape), shape), key=lambda pair: pair[0])
    return best[1] if best else None


def _orders(strings: int, count: int, ordered: bool) -> list[tuple[int, ...]]:
    """Ways to give pitches to strings: in string order, or in any where the tuning does not ascend."""
    return [
        chosen
        for chosen in product(range(strings), repeat=count)
        if len(set(chosen)) == count and (not ordered or list(chosen) == sorted(chosen))
    ]


@lru_cache(maxsize=512)
def _shapes(allowed: frozenset[int], tuning: tuple[int, ...], count: int) -> tuple[Frets, ...]:
    """Shapes of so many sounding strings, neighbours but for at most one silent string above the lowest."""
    found: set[Frets] = set()
    ascends = tuning == tuple(sorted(tuning))
    runs = [tuple(range(first, first + count)) for first in range(len(tuning) - count + 1)]
    runs += [(r[0] - 1, *r[1:]) for r in runs if r[0] > 0]
    for position in range(1, LAST_FRET - HAND_FRETS + 2):
        hand = (0, *range(position, position + HAND_FRETS))
        for strings in runs:
            choices = [[f for f in hand if (tuning[s] + f) % 12 in allowed] for s in strings]
            for chosen in product(*choices):
                held = [tuning[s] + f for s, f in zip(strings, chosen, strict=True)]
                if len(set(held)) < count or (ascends and held != sorted(held)):
                    continue
                frets: list[int | None] = [None] * len(tuning)
                for string, fret in zip(strings, chosen, strict=True):
                    frets[string] = fret
                if fingers(tuple(frets)) is not None:
                    found.add(tuple(frets))
    return tuple(sorted(found, key=lambda frets: [-1 if f is None else f for f in frets]))


def _cost(frets: Frets) -> float:
    """Low positions, open strings and few fingers are easy; a barre and a silent inner string cost."""
    stopped = [f for f in frets if f]
    sounding = [s for s, f in enumerate(frets) if f is not None]
    skipped = sounding[-1] - sounding[0] + 1 - len(sounding)
    barre = len(stopped) > FINGERS
    position = min(stopped, default=1)
    opened = sum(f == 0 for f in frets)
    stretch = max(stopped, default=1) - position
    return (
        _POSITION * (position - 1)
        + _BARRE * barre
        + _SKIPPED * skipped
        + 0.2 * stretch
        + 1.5 * (opened > 0 and position > 5)
        - _OPEN * opened * (position <= 3)
    )
