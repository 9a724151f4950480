"""Loops that musicians know by name, so that a suggestion can be recognised."""

from __future__ import annotations

from generators.chords.progression import Progression

LOOPS: dict[str, tuple[tuple[tuple[int, str], ...], ...]] = {
    "the four-chord loop of countless pop songs": (
        ((0, "maj"), (7, "maj"), (9, "min"), (5, "maj")),
        ((9, "min"), (5, "maj"), (0, "maj"), (7, "maj")),
    ),
    "the doo-wop turnaround of the fifties": (
        ((0, "maj"), (9, "min"), (5, "maj"), (7, "maj")),
        ((0, "maj"), (9, "min"), (2, "min"), (7, "maj")),
    ),
    "the Andalusian cadence": (((0, "min"), (10, "maj"), (8, "maj"), (7, "maj")),),
    "the four-chord loop from its minor side": (
        ((0, "min"), (8, "maj"), (3, "maj"), (10, "maj")),
        ((8, "maj"), (10, "maj"), (0, "min"), (3, "maj")),
    ),
    "the three-chord rock vamp": (
        ((0, "maj"), (5, "maj"), (7, "maj")),
        ((0, "maj"), (5, "maj"), (0, "maj"), (7, "maj")),
        ((0, "maj"), (5, "maj"), (7, "maj"), (5, "maj")),
    ),
    "the mixolydian rock loop": (
        ((0, "maj"), (10, "maj"), (5, "maj")),
        ((0, "maj"), (10, "maj"), (5, "maj"), (0, "maj")),
        ((0, "maj"), (10, "maj"), (5, "maj"), (10, "maj")),
    ),
    "a ii–V–I": (((2, "min"), (7, "maj"), (0, "maj")), ((2, "min"), (7, "maj"), (0, "maj"), (0, "maj"))),
    "the minor ii–V–i": (((2, "dim"), (7, "maj"), (0, "min")),),
    "the circle turnaround": (
        ((9, "min"), (2, "min"), (7, "maj"), (0, "maj")),
        ((4, "min"), (9, "min"), (2, "min"), (7, "maj")),
    ),
    "the Royal Road of Japanese pop": (((5, "maj"), (7, "maj"), (4, "min"), (9, "min")),),
}
"""What musicians call it -> its forms: (semitones above the tonic, triad) of each chord."""

_TRIADS = {"7": "maj", "maj7": "maj", "min7": "min", "hdim7": "dim"}
_BY_FORM = {form: name for name, forms in LOOPS.items() for form in forms}


def loop_fact(found: Progression) -> str:
    """ "it is the Andalusian cadence" where the chords, or what they repeat, are such a loop; else ""."""
    triads = tuple((root, _TRIADS.get(kind, kind)) for root, kind in found.shape)
    for length in (3, 4):
        times = len(triads) // length
        if times and triads == triads[:length] * times and triads[:length] in _BY_FORM:
            return f"it is {_BY_FORM[triads[:length]]}"
    return ""
