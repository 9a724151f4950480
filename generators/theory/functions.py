"""The harmonic function of a chord in a key: tonic, subdominant or dominant.

After Riemann's three functions, with the usage of rock and pop for the flat side: bVII and bVI
prepare rather than resolve in major; in minor the VII on the natural seventh acts as a dominant.
"""

from __future__ import annotations

from bridge.model.keys import Key
from generators.theory.chord import Chord
from generators.theory.scales import sounds_minor

TONIC, SUBDOMINANT, DOMINANT, NO_FUNCTION = "tonic", "subdominant", "dominant", "none"

_MAJOR = {
    0: TONIC, 1: SUBDOMINANT, 2: SUBDOMINANT, 3: TONIC, 4: TONIC, 5: SUBDOMINANT,
    6: DOMINANT, 7: DOMINANT, 8: SUBDOMINANT, 9: TONIC, 10: SUBDOMINANT, 11: DOMINANT,
}  # fmt: skip
_MINOR = _MAJOR | {8: TONIC, 9: SUBDOMINANT, 10: DOMINANT}
"""Semitones above the tonic -> function, in major and in minor keys."""


def function_of(chord: Chord, key: Key) -> str:
    """The function of a chord that is not applied to another degree; "none" for no chord."""
    if chord.is_none:
        return NO_FUNCTION
    return (_MINOR if sounds_minor(key) else _MAJOR)[(chord.root_pitch_class - key.tonic) % 12]
