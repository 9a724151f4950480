"""Plays voiced chords: notes with the touch of a keyboard player."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bridge.model.notes import Note, Notes
from bridge.model.timebase import Metre
from generators.chords.harmonic_rhythm import Slot
from generators.theory.voicing import Voicing

VOICE_VELOCITIES = (86, 72, 74, 82)
"""Bass, two inner voices, top: the outer voices lead, the inner ones fill."""

_DOWNBEAT, _OFF_THE_BAR, _SWAY = 5, -5, 3
_BREATH_BEATS = 1 / 16
"""Silence before the next chord, so that repeated notes speak again."""


def play(voicings: Sequence[Voicing], slots: Sequence[Slot], metre: Metre, rng: np.random.Generator) -> Notes:
    """Held chords: stronger where a bar begins, with a small sway in every voice's velocity."""
    notes = []
    for voicing, slot in zip(voicings, slots, strict=True):
        on_bar = slot.start_beats % metre.bar_beats < 1e-9
        accent = _DOWNBEAT if on_bar else _OFF_THE_BAR
        sway = rng.integers(-_SWAY, _SWAY + 1, size=len(voicing))
        louder = zip(voicing, VOICE_VELOCITIES, sway.tolist(), strict=True)
        by_pitch = {pitch: velocity + accent + moved for pitch, velocity, moved in louder}
        length = slot.length_beats - min(_BREATH_BEATS, slot.length_beats / 16)
        notes += [Note(slot.start_beats, pitch, length, float(v)) for pitch, v in sorted(by_pitch.items())]
    return Notes(notes)
