"""The styles of voicing, as a table, and the voicings of a chord in one of them.

Sources: Mark Levine, "The Jazz Piano Book" (1989), for drop, rootless and quartal voicings; Aldwell &
Schachter, "Harmony and Voice Leading", for open and close position and for part writing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from bridge.model.errors import BadInput
from generators.theory.chord import Chord
from generators.theory.voicing import KEYBOARD, Layout, Voicing, check_range, cost, squeezed
from generators.theory.voicing_fretboard import fretted
from generators.theory.voicing_shapes import (
    Builder,
    close,
    dropped,
    hands,
    keyboard,
    open_position,
    parts,
    quartal,
    rootless,
    spread,
)

KEPT = 28
"""Voicings kept for each chord, the best by themselves; more changes no result that we measured."""

KEPT_STRICT = 160
"""Part-writing rules leave few ways from chord to chord, so that more must be at hand."""

_BASS_GAP = 7
"""Semitones that a bass keeps below the structure that it carries."""


@dataclass(frozen=True, slots=True)
class Style:
    """build: its shapes; None where frets give them. own_bass: its lowest voice is the chord's bass, unless
    a bass plays; else a bass is put below where none plays. otherwise: the style for chords without a
    shape in this one. motion: how much moving little counts beside good voicings."""

    build: Builder | None
    own_bass: bool = False
    otherwise: str = "close"
    motion: float = 1.0


STYLES: dict[str, Style] = {
    KEYBOARD: Style(keyboard, own_bass=True),
    "hands": Style(hands, own_bass=True, otherwise=KEYBOARD),
    "close": Style(close),
    "open": Style(open_position),
    "drop2": Style(dropped(2)),
    "drop3": Style(dropped(3)),
    "drop24": Style(dropped(2, 4)),
    "quartal": Style(quartal, otherwise="drop2"),
    "rootless": Style(rootless),
    "spread": Style(spread, own_bass=True, otherwise="open"),
    "parts": Style(parts, own_bass=True, otherwise=KEYBOARD),
    "guitar": Style(None, own_bass=True, motion=0.3),
}
"""Name -> style. The words and what they mean to a musician: `chord_parameters.VOICINGS`."""


def has_bass(layout: Layout) -> bool:
    """Whether the lowest voice is the chord's bass."""
    return not layout.bass_plays


def width(layout: Layout) -> int:
    """How many pitches a voicing has: the voices asked for, and a bass below where the style has none."""
    return layout.voices + (not STYLES[layout.style].own_bass and has_bass(layout))


@lru_cache(maxsize=8192)
def voicings(chord: Chord, layout: Layout, kept: int = KEPT) -> tuple[tuple[Voicing, float], ...]:
    """The best voicings, each with its cost, all of `width(layout)` pitches; never empty. Raises BadInput.

    Chords without a shape in the style take the nearest style that has one. Where the range leaves no
    room, the chord is squeezed in, in the inversion that fits.
    """
    check_range(layout.low, layout.high)
    if layout.style not in STYLES:
        raise BadInput(
            f"There is no voicing {layout.style!r}.", f"Known: {', '.join(STYLES)}.", "bad_voicing"
        )
    found = _in_style(chord, layout)
    if not found:
        last = squeezed(chord, layout.low, layout.high, width(layout))
        found = [(last, cost(chord, last, has_bass(layout)))]
    return tuple(sorted(found, key=lambda pair: (pair[1], pair[0]))[:kept])


def _in_style(chord: Chord, layout: Layout) -> list[tuple[Voicing, float]]:
    """All voicings in the style, or in the next one that has some of the same width; or none."""
    wanted, tried = width(layout), set[str]()
    while layout.style not in tried:
        tried.add(layout.style)
        style = STYLES[layout.style]
        if style.build is None:
            found = fretted(chord, layout)
        else:
            built = style.build(chord, _above_a_bass(layout) if _carried(layout) else layout)
            if _carried(layout):
                built = [(bass, *v) for v in built for bass in _basses(chord, layout, v)]
            found = [(v, cost(chord, v, has_bass(layout))) for v in built]
        if found:
            return found
        following = STYLES[style.otherwise]
        own = following.own_bass or layout.bass_plays
        layout = replace(layout, style=style.otherwise, voices=wanted if own else wanted - 1)
    return []


def _carried(layout: Layout) -> bool:
    return not STYLES[layout.style].own_bass and has_bass(layout)


def _above_a_bass(layout: Layout) -> Layout:
    return replace(layout, low=min(layout.low + _BASS_GAP, layout.high))


def _basses(chord: Chord, layout: Layout, above: Voicing) -> list[int]:
    """Where the chord's bass may lie below a structure: its two highest places with air between."""
    top = above[0] - _BASS_GAP
    below = [p for p in range(layout.low, top + 1) if p % 12 == chord.bass_pitch_class]
    return below[-2:]
