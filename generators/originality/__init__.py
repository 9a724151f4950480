"""Originality: nothing is shown that repeats a training item for longer than people repeat each other."""
