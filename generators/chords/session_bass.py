"""What a bass part means for the chords above it: that it is there, and which inversions it makes."""

from __future__ import annotations

from collections.abc import Sequence

from generators.chords.harmonic_rhythm import Slot
from generators.chords.listening import Hearing
from generators.theory.chord import Chord
from generators.theory.degrees import degree_semitones

_MOST_CHORDS = 0.5
"""Part of the chords' time in which a bass must sound to be the clip's bass."""

_CLEAR = 0.6
"""Part of a chord's bass time that one pitch class must hold to be its bass."""


def bass_plays(hearing: Hearing, slots: Sequence[Slot]) -> bool:
    """Whether something low sounds under most of the chords."""
    heard = sum(slot.length_beats for slot in slots if hearing.company_bass(slot).any())
    return heard >= _MOST_CHORDS * sum(slot.length_beats for slot in slots) > 0


def over_the_bass(chords: Sequence[Chord], slots: Sequence[Slot], hearing: Hearing, kept: int) -> list[Chord]:
    """The chords over the notes that the bass holds, where these are chord tones; the first ``kept`` as
    they are."""
    found = []
    for place, (chord, slot) in enumerate(zip(chords, slots, strict=True)):
        shares = hearing.company_bass(slot)
        lowest = int(shares.argmax())
        degree = _degree(chord, lowest)
        clear = place >= kept and shares[lowest] >= _CLEAR
        found.append(chord.over(degree) if clear and degree else chord)
    return found


def _degree(chord: Chord, pitch_class: int) -> str:
    """The chord's degree on a pitch class, or ""."""
    root = chord.root_pitch_class
    return next((d for d in chord.degrees if (root + degree_semitones(d)) % 12 == pitch_class), "")
