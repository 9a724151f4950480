"""Chord progressions for a session: listened for, drawn from the chord model, ranked, voiced, explained."""

from generators.chords.generator import ChordGenerator

__all__ = ["ChordGenerator"]
