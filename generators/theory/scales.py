"""What a key's scale means for harmony: its seven-note parent and the modes that chords are borrowed from."""

from __future__ import annotations

from collections.abc import Iterable

from bridge.model.keys import SCALES, Key

PARENTS = {
    "major pentatonic": "major",
    "minor pentatonic": "minor",
    "blues": "mixolydian",
    "chromatic": "major",
    "whole tone": "major",
}
"""Scales that are not built of seven notes -> the scale whose chords accompany them."""

LENDERS = ("minor", "major", "mixolydian", "dorian", "harmonic minor", "phrygian", "lydian", "melodic minor")
"""Parallel scales in the order in which a borrowed chord is ascribed to them."""


def harmonic_scale(key: Key) -> str:
    """The seven-note scale whose chords belong to the key."""
    return PARENTS.get(key.scale, key.scale)


def sounds_minor(key: Key) -> bool:
    """Whether the key's chords are those of a minor scale; a blues scale is sung over major chords."""
    return Key(key.tonic, harmonic_scale(key)).is_minor


def diatonic_pitch_classes(key: Key) -> frozenset[int]:
    """The pitch classes of the key's own seven-note scale."""
    return frozenset((key.tonic + step) % 12 for step in SCALES[harmonic_scale(key)])


def own_pitch_classes(key: Key) -> frozenset[int]:
    """What does not sound borrowed: the notes of the scale itself and of the chords that accompany it."""
    return diatonic_pitch_classes(key) | key.pitch_classes


def lender_of(key: Key, pitch_classes: Iterable[int]) -> str:
    """The parallel scale that holds these pitch classes and is not the key's own; "" for none."""
    steps = {(pc - key.tonic) % 12 for pc in pitch_classes}
    own = harmonic_scale(key)
    return next((name for name in LENDERS if name != own and steps <= set(SCALES[name])), "")
