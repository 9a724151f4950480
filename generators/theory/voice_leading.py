"""Voice leading: from chord to chord with as little motion as the ear likes.

The smoothest path through the voicings of all chords at once (Viterbi), so that an early choice
never corners a later one. Sources of the rules: Aldwell & Schachter, "Harmony and Voice Leading";
Tymoczko, "A Geometry of Music" (2011) for motion as the sum of the voices' steps.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from generators.theory.chord import Chord
from generators.theory.voice_leading_strict import breaks, parallels
from generators.theory.voicing import Layout, Voicing
from generators.theory.voicing_styles import KEPT, KEPT_STRICT, STYLES, has_bass, voicings

Floats = NDArray[np.float64]
Pitches = NDArray[np.int64]

_BASS_MOTION = 0.15
_LEAP = 7
_TOP_LEAP_COST = 0.8
_PARALLEL_COST = 3.0
_CLOSING_WEIGHT = 0.5
_BREAK_COST = 1000.0
_WORSE = 3
"""More than any path can cost without breaking a rule; where one must break, better not by parallels."""

_ALL = 500
"""Voicings of a chord to try where fewer leave no way; five and six parts have thousands."""


def transition_costs(before: Pitches, after: Pitches, bass: bool = True) -> Floats:
    """(n, m) costs of moving between n and m voicings, each a row of pitches.

    The sum of the voices' semitones, more for a leaping top voice, and for the lowest and the top in
    parallel octaves or fifths. bass: the lowest voice is a bass, which costs little and may leap.
    """
    size = np.abs(after[None, :, :] - before[:, None, :])
    lowest = after[None, :, 0] - before[:, None, 0]
    top = after[None, :, -1] - before[:, None, -1]
    outer_before = (before[:, -1] - before[:, 0])[:, None] % 12
    outer_after = (after[:, -1] - after[:, 0])[None, :] % 12
    moved = (lowest != 0) & (np.sign(lowest) == np.sign(top))
    parallel = moved & (outer_before == outer_after) & np.isin(outer_after, (0, 7))
    deep = _BASS_MOTION * size[:, :, 0] + 2.0 * np.maximum(size[:, :, 0] - 12, 0)
    costs: Floats = (
        size[:, :, 1:].sum(axis=2)
        + (deep if bass else size[:, :, 0])
        + _TOP_LEAP_COST * np.maximum(size[:, :, -1] - _LEAP, 0)
        + _PARALLEL_COST * parallel
    )
    return costs


def lead(
    chords: Sequence[Chord], low: int, high: int, loops: bool = True, layout: Layout | None = None
) -> list[Voicing]:
    """One voicing a chord, all between two pitches; the same chords give the same voicings.

    loops: also bring the last chord near the first. layout: how they lie, instead of four voices for a
    keyboard. A strict layout breaks as few rules of part writing as can be: none, where there is a way.
    Raises BadInput where the range is too narrow.
    """
    wanted = layout or Layout(low, high)
    if not chords:
        return []
    if not wanted.strict:
        return _path(chords, wanted, KEPT, loops)
    ways = ((wanted, KEPT_STRICT), (wanted, _ALL), (replace(wanted, lean=True), _ALL))
    tried = []
    for settled, kept in ways:
        found = _path(chords, settled, kept, loops)
        broken = rule_breaks(chords, found, wanted)
        if not broken:
            return found
        tried.append((broken, found))
    return min(tried, key=lambda pair: pair[0])[1]


def rule_breaks(chords: Sequence[Chord], found: Sequence[Voicing], layout: Layout) -> int:
    """How many rules of part writing the voicings break, one after the other."""
    rows = [np.array([voicing], dtype=np.int64) for voicing in found]
    return sum(
        int(breaks(rows[at], rows[at + 1], chords[at], chords[at + 1], has_bass(layout))[0, 0])
        for at in range(len(rows) - 1)
    )


def _path(chords: Sequence[Chord], layout: Layout, kept: int, loops: bool) -> list[Voicing]:
    bass = has_bass(layout)
    options = [voicings(chord, layout, kept) for chord in chords]
    pitches = [np.array([voicing for voicing, _ in found], dtype=np.int64) for found in options]
    alone = [np.array([cost for _, cost in found]) for found in options]
    total, came_from = alone[0], []
    home = pitches[0][int(alone[0].argmin())][None, :]
    for place in range(1, len(options)):
        before, after = pitches[place - 1], pitches[place]
        step = STYLES[layout.style].motion * transition_costs(before, after, bass)
        if layout.strict:
            broken = breaks(before, after, chords[place - 1], chords[place], bass)
            step = step + _BREAK_COST * (broken + _WORSE * parallels(before, after))
        paths = total[:, None] + step
        came_from.append(paths.argmin(axis=0))
        total = paths.min(axis=0) + alone[place]
    if loops and len(options) > 1:
        total = total + _CLOSING_WEIGHT * transition_costs(pitches[-1], home, bass)[:, 0]
    index = int(total.argmin())
    path = [index]
    for origin in reversed(came_from):
        index = int(origin[index])
        path.append(index)
    return [found[at][0] for found, at in zip(options, reversed(path), strict=True)]
