"""How a bar divides when two chords share it."""

from __future__ import annotations

import math

from bridge.model.timebase import Metre


def bar_parts(metre: Metre) -> tuple[float, ...]:
    """Lengths in beats of the one or two parts of a bar: 4/4 -> 2 2, 3/4 -> 2 1, 6/8 -> 1.5 1.5, 5/4 -> 3 2.

    Parts are whole felt beats, the longer first; a bar of one felt beat is not divided.
    """
    pulses = round(metre.bar_beats / metre.pulse_beats)
    if pulses < 2:
        return (metre.bar_beats,)
    first = math.ceil(pulses / 2)
    return (first * metre.pulse_beats, (pulses - first) * metre.pulse_beats)
