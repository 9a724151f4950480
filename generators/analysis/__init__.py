"""Listening to what is there: key and chords out of notes."""
