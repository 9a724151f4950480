"""Voice leading: from chord to chord with as little motion as the ear likes.

The smoothest path through the voicings of all chords at once (Viterbi), so that an early choice
never corners a later one. Sources of the rules: Aldwell & Schachter, "Harmony and Voice Leading";
Tymoczko, "A Geometry of Music" (2011) for motion as the sum of the voices' steps.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from generators.theory.chord import Chord
from generators.theory.voicing import Voicing, voicings

_BASS_MOTION = 0.15
_LEAP = 7
_TOP_LEAP_COST = 0.8
_PARALLEL_COST = 3.0
_CLOSING_WEIGHT = 0.5


def transition_costs(before: NDArray[np.int64], after: NDArray[np.int64]) -> NDArray[np.float64]:
    """(n, m) costs of moving between n and m voicings, each a row of four pitches.

    The sum of the upper voices' semitones, a little for the bass (which may leap), more for a
    leaping top voice, and for bass and top in parallel octaves or fifths.
    """
    steps = after[None, :, :] - before[:, None, :]
    size = np.abs(steps)
    outer_before = (before[:, 3] - before[:, 0])[:, None] % 12
    outer_after = (after[:, 3] - after[:, 0])[None, :] % 12
    moved = (steps[:, :, 0] != 0) & (np.sign(steps[:, :, 0]) == np.sign(steps[:, :, 3]))
    parallel = moved & (outer_before == outer_after) & np.isin(outer_after, (0, 7))
    costs: NDArray[np.float64] = (
        size[:, :, 1:].sum(axis=2)
        + _BASS_MOTION * size[:, :, 0]
        + 2.0 * np.maximum(size[:, :, 0] - 12, 0)
        + _TOP_LEAP_COST * np.maximum(size[:, :, 3] - _LEAP, 0)
        + _PARALLEL_COST * parallel
    )
    return costs


def lead(chords: Sequence[Chord], low: int, high: int, loops: bool = True) -> list[Voicing]:
    """One voicing a chord, all between two pitches; the same chords give the same voicings.

    loops: also bring the last chord near the first. Raises BadInput where the range is too narrow.
    """
    options = [voicings(chord, low, high) for chord in chords]
    if not options:
        return []
    pitches = [np.array([voicing for voicing, _ in found], dtype=np.int64) for found in options]
    alone = [np.array([cost for _, cost in found]) for found in options]
    total, came_from = alone[0], []
    home = pitches[0][int(alone[0].argmin())][None, :]
    for before, after, own in zip(pitches, pitches[1:], alone[1:], strict=False):
        paths = total[:, None] + transition_costs(before, after)
        came_from.append(paths.argmin(axis=0))
        total = paths.min(axis=0) + own
    if loops and len(options) > 1:
        total = total + _CLOSING_WEIGHT * transition_costs(pitches[-1], home)[:, 0]
    index = int(total.argmin())
    path = [index]
    for origin in reversed(came_from):
        index = int(origin[index])
        path.append(index)
    return [found[at][0] for found, at in zip(options, reversed(path), strict=True)]
