"""Why a harmonisation fits: facts that are true of exactly these chords under exactly these notes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from generators.chords.loops import loop_fact
from generators.chords.progression import Progression, Step
from generators.harmonise.parting import NoteRows
from generators.theory.lead_sheet import lead_sheet
from generators.theory.scales import own_pitch_classes
from generators.theory.spelling import spell_in_key

_STRANGE_SHARE = 0.25


def reason(made: Progression, rows: NoteRows) -> str:
    """One sentence: what the chords hold of what plays, then the most telling detail."""
    facts = [_holds(made, rows), loop_fact(made) or _catches(made, rows) or _cadence(made)]
    sentence = "; ".join(fact for fact in facts if fact)
    return sentence[0].upper() + sentence[1:] + "."


def _held(step: Step, rows: NoteRows) -> NDArray[np.float64]:
    """(12,) beats that each pitch class sounds in a chord's span."""
    overlap = np.minimum(rows[:, 0] + rows[:, 1], step.slot.end_beats) - np.maximum(
        rows[:, 0], step.slot.start_beats
    )
    weights = np.clip(overlap, 0, None)
    return np.bincount(rows[:, 2].astype(np.int64) % 12, weights=weights, minlength=12).astype(np.float64)


def _holds(made: Progression, rows: NoteRows) -> str:
    inside = total = 0.0
    for step in made.steps:
        held = _held(step, rows)
        inside += float(sum(held[tone] for tone in step.chord.pitch_classes))
        total += float(held.sum())
    return f"chord tones carry {inside / max(total, 1e-9):.0%} of what plays along"


def _catches(made: Progression, rows: NoteRows) -> str:
    """A chord from outside the key that is there because the melody leaves the key."""
    own = own_pitch_classes(made.key)
    for step in made.steps:
        held = _held(step, rows)
        for tone in sorted(step.chord.pitch_classes - own):
            if held[tone] > _STRANGE_SHARE * max(float(held.sum()), 1e-9):
                name = spell_in_key(made.key, tone)
                return f"the {step.roman.text} ({lead_sheet(step.chord)}) takes up the {name}"
    return ""


def _cadence(made: Progression) -> str:
    """How the last two chords close; "" for one chord."""
    if len(made.steps) < 2:
        return f"one chord, {made.steps[0].roman.text}, under it all"
    one, other = made.steps[-2:]
    return f"it closes {one.roman.text}–{other.roman.text} in {made.key}"
