"""What a note may have and MIDI cannot say, as text events that sit where the note starts.

    sideman:note pitch=60 channel=0 velocity=99.5 probability=0.5     tells more of the next note-on
    sideman:muted pitch=60 channel=0 length=15360 velocity=100.0      a note that must not sound
    sideman:origin ticks=61440                                        where the clip's beat 0 lies

Lengths and positions are in ticks. Other programs keep these texts or drop them; without them the
file still plays, with whole velocities.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from bridge.model.notes import Note

NOTE, MUTED, ORIGIN = "sideman:note", "sideman:muted", "sideman:origin"


@dataclass(frozen=True, slots=True)
class Annotation:
    """A text event of ours: its word and its figures."""

    word: str
    figures: Mapping[str, float]

    def text(self) -> str:
        return " ".join([self.word, *(f"{name}={value!r}" for name, value in self.figures.items())])


def parse(text: str) -> Annotation | None:
    """The inverse of `Annotation.text`; None for a text that is not ours or is garbled."""
    word, *pairs = text.split() or [""]
    if word not in (NOTE, MUTED, ORIGIN):
        return None
    figures = {}
    for pair in pairs:
        name, _, value = pair.partition("=")
        try:
            figures[name] = float(value)
        except ValueError:
            return None
        if not math.isfinite(figures[name]):
            return None
    return Annotation(word, figures)


def of_note(note: Note, length_ticks: int, pairing_is_wrong: bool) -> Annotation | None:
    """What has to be said of a note besides its note-on and note-off; None for nothing.

    pairing_is_wrong: the first note-off after its note-on belongs to another note.
    """
    figures: dict[str, float] = {}
    if note.muted or pairing_is_wrong:
        figures["length"] = length_ticks
    if note.muted or note.velocity != round(note.velocity):
        figures["velocity"] = note.velocity
    if note.muted or pairing_is_wrong or note.release_velocity != round(note.release_velocity):
        figures["release_velocity"] = note.release_velocity
    if note.probability != 1.0:
        figures["probability"] = note.probability
    if note.velocity_deviation != 0.0:
        figures["velocity_deviation"] = note.velocity_deviation
    if not figures:
        return None
    head = {"pitch": note.pitch, "channel": note.channel}
    return Annotation(MUTED if note.muted else NOTE, {**head, **figures})
