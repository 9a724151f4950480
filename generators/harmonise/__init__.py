"""Chords for given parts: a melody, a bass line, or any mix of them."""
