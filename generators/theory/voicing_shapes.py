"""The shapes of voicings: every way in which a chord can lie in a style, before taste chooses.

Each builder takes (chord, layout) and gives the voicings of the chord's structure. Builders with a bass of
their own put the chord's bass lowest, unless another part plays it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations, pairwise

from generators.theory.chord import Chord
from generators.theory.voicing import HAND_SPAN, Layout, Voicing, needed_tones
from generators.theory.voicing_tensions import form, tensions

Builder = Callable[[Chord, Layout], list[Voicing]]

FLOOR = 48
"""C3: where a bass plays, chords stay above it, so that nothing is doubled low."""

SPREAD_SPAN = (19, 43)
SPREAD_GAPS = (3, 16)
"""Semitones from bass to top, and between neighbours, of a spread voicing; the lowest gap is a fifth or
more."""

_BASS_REACH = 36
_LEFT_HAND = (7, 16)


def keyboard(chord: Chord, layout: Layout) -> list[Voicing]:
    """A bass, and the others under the right hand."""
    return _under_hands(chord, layout, left=1)


def hands(chord: Chord, layout: Layout) -> list[Voicing]:
    """Left hand: the bass and a tone a fifth to a tenth above it. Right hand: the others."""
    return _under_hands(chord, layout, left=2 if layout.voices >= 4 else 1)


def _under_hands(chord: Chord, layout: Layout, left: int) -> list[Voicing]:
    allowed, needed = _allowed(chord, layout), needed_tones(chord, layout.voices - 1)
    found: list[Voicing] = []
    for lower in _lefts(chord, layout, allowed, left):
        above = [p for p in allowed if lower[-1] + 3 <= p <= lower[-1] + _BASS_REACH]
        missing = needed - {p % 12 for p in lower}
        for right in _within_a_hand(above, layout.voices - left):
            if missing <= {p % 12 for p in right}:
                found.append((*lower, *right))
    return found


def _lefts(chord: Chord, layout: Layout, allowed: list[int], left: int) -> Iterator[Voicing]:
    for bass in _basses(chord, layout, allowed):
        if left == 1:
            yield (bass,)
        else:
            first, last = _LEFT_HAND
            yield from ((bass, p) for p in allowed if first <= p - bass <= last)


def _within_a_hand(above: list[int], count: int) -> Iterator[Voicing]:
    for place, lowest in enumerate(above):
        reach = [p for p in above[place + 1 :] if p - lowest <= HAND_SPAN]
        yield from ((lowest, *rest) for rest in combinations(reach, count - 1))


def close(chord: Chord, layout: Layout) -> list[Voicing]:
    """Chosen tones as near to each other as they lie; above all of them, the lowest comes again."""
    found: list[Voicing] = []
    for chosen in _choices(chord, layout.voices):
        for start in range(layout.low, layout.high + 1):
            if start % 12 in chosen:
                stack = [p for p in range(start, start + 25) if p % 12 in chosen][: layout.voices]
                if len(stack) == layout.voices:
                    found.append(tuple(stack))
    return _kept(found, layout)


def dropped(*places: int) -> Builder:
    """Close voicings with voices, counted from the top, an octave lower."""

    def build(chord: Chord, layout: Layout) -> list[Voicing]:
        found = []
        for stack in close(chord, _higher(layout)):
            lower = {len(stack) - place for place in places}
            found.append(tuple(sorted(p - 12 * (at in lower) for at, p in enumerate(stack))))
        return _kept([v for v in found if len(set(v)) == len(v)], layout)

    return build


def quartal(chord: Chord, layout: Layout) -> list[Voicing]:
    """Stacked fourths, perfect or augmented; the top interval may be a third, as in "So What" (1959)."""
    tones = _structure(chord) | tensions(chord, layout.scale)
    root = chord.root_pitch_class
    thirds = {(root + step) % 12 for step in chord.intervals & {3, 4}}
    sevenths = {(root + step) % 12 for step in chord.intervals & {10, 11}}
    needed = {pc for pc in (thirds | sevenths) if pc != chord.bass_pitch_class}
    found: list[Voicing] = []
    stacks: list[Voicing] = [(p,) for p in range(layout.low, layout.high + 1) if p % 12 in tones]
    for place in range(1, layout.voices):
        steps = (5, 6, 3, 4) if place == layout.voices - 1 else (5, 6)
        stacks = [(*s, s[-1] + step) for s in stacks for step in steps if (s[-1] + step) % 12 in tones]
    for stack in stacks:
        if needed <= {p % 12 for p in stack}:
            found.append(stack)
    return _kept(found, layout)


def rootless(chord: Chord, layout: Layout) -> list[Voicing]:
    """The A and B forms: from the third or from the seventh up, without the root. Three voices leave the
    fifth out; more than four double what is lowest at the top."""
    pcs = form(chord, layout.scale)
    if not pcs:
        return []
    found: list[Voicing] = []
    for order in (pcs, pcs[2:] + pcs[:2]):
        kept = [pc for pc in order if layout.voices > 3 or pc != pcs[1]]
        for start in range(layout.low, layout.high + 1):
            if start % 12 == kept[0]:
                stack = [start]
                for at in range(1, layout.voices):
                    stack.append(stack[-1] + (kept[at % len(kept)] - stack[-1] - 1) % 12 + 1)
                found.append(tuple(stack))
    return _kept(found, layout)


def open_position(chord: Chord, layout: Layout) -> list[Voicing]:
    """Between neighbours there is room for at least one more of the chosen tones."""
    found: list[Voicing] = []
    for chosen in _choices(chord, layout.voices):
        ladder = [p for p in range(layout.low, layout.high + 1) if p % 12 in chosen]
        stacks: list[tuple[int, ...]] = [(at,) for at in range(len(ladder))]
        for _ in range(layout.voices - 1):
            stacks = [(*s, s[-1] + step) for s in stacks for step in (2, 3) if s[-1] + step < len(ladder)]
        found += [tuple(ladder[at] for at in s) for s in stacks if chosen == {ladder[a] % 12 for a in s}]
    return _kept(found, layout)


def spread(chord: Chord, layout: Layout) -> list[Voicing]:
    """The chord's bass, a fifth or more of air above it, and wide steps up to two or three octaves."""
    allowed, needed = _allowed(chord, layout), needed_tones(chord, layout.voices - 1)
    found: list[Voicing] = []
    lowest, widest = SPREAD_GAPS
    for bass in _basses(chord, layout, allowed):
        stacks: list[Voicing] = [(bass,)]
        for place in range(1, layout.voices):
            gap = 7 if place == 1 else lowest
            stacks = [(*s, p) for s in stacks for p in allowed if gap <= p - s[-1] <= widest]
            stacks = [s for s in stacks if s[-1] - bass <= SPREAD_SPAN[1]]
            stacks = [s for s in stacks if len(needed - {p % 12 for p in s}) < layout.voices - place]
        found += [s for s in stacks if s[-1] - bass >= SPREAD_SPAN[0]]
    return found


def parts(chord: Chord, layout: Layout) -> list[Voicing]:
    """One part a voice, each in its own range: upper neighbours within an octave, no voice on another's
    note."""
    allowed, needed = _allowed(chord, layout), needed_tones(chord, layout.voices - 1 - layout.lean)
    reach = layout.parts if len(layout.parts) == layout.voices else ((0, 127),) * layout.voices
    stacks: list[Voicing] = [
        (bass,) for bass in _basses(chord, layout, allowed) if reach[0][0] <= bass <= reach[0][1]
    ]
    for place in range(1, layout.voices):
        low, high = reach[place]
        widest = 19 if place == 1 else 12
        stacks = [(*s, p) for s in stacks for p in allowed if low <= p <= high and 0 < p - s[-1] <= widest]
        stacks = [s for s in stacks if len(needed - {p % 12 for p in s}) < layout.voices - place]
    return stacks


def _allowed(chord: Chord, layout: Layout) -> list[int]:
    """Pitches of the chord; a foreign bass that another part plays is not one of them."""
    tones = _structure(chord) if layout.bass_plays else chord.pitch_classes
    return [p for p in range(_floor(layout), layout.high + 1) if p % 12 in tones]


def _basses(chord: Chord, layout: Layout, allowed: list[int]) -> list[int]:
    if layout.bass_plays:
        return [p for p in allowed if p < 65]
    return [p for p in allowed if p % 12 == chord.bass_pitch_class]


def _structure(chord: Chord) -> frozenset[int]:
    """The chord without a bass that is no tone of it."""
    return frozenset((chord.root_pitch_class + step) % 12 for step in chord.intervals)


def _choices(chord: Chord, voices: int) -> list[frozenset[int]]:
    """Sets of pitch classes, as many as there are voices, that hold what is needed."""
    tones = _structure(chord)
    if len(tones) <= voices:
        return [tones]
    needed = needed_tones(chord, voices)
    rest = sorted(tones - needed)
    return [needed | set(more) for more in combinations(rest, voices - len(needed))]


def _floor(layout: Layout) -> int:
    """The lowest pitch to use: not under C3 where a bass plays and the range leaves room above it."""
    return FLOOR if layout.bass_plays and layout.low < FLOOR <= layout.high - 19 else layout.low


def _higher(layout: Layout) -> Layout:
    """With room at the bottom and the top for voices that will be dropped."""
    return Layout(0, 127, layout.style, layout.voices)


def _kept(found: list[Voicing], layout: Layout) -> list[Voicing]:
    return [v for v in found if _floor(layout) <= v[0] and v[-1] <= layout.high and _ascends(v)]


def _ascends(voicing: Voicing) -> bool:
    return all(a < b for a, b in pairwise(voicing))
