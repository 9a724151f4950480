"""Chords, spelling, Roman numerals and voicing: pure values, no learning and no listening."""
