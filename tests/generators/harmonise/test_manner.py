"""What the model tells from a whole line: a plain tune gets plain chords without being told its style."""

from __future__ import annotations

import numpy as np
import pytest

from generators.harmonise.answering import answer
from generators.harmonise.manner import MANNERS, manner, pitch_class_use
from generators.harmonise.parting import NO_NOTES, NoteRows, note_rows
from tests.generators.harmonise.tunes import TWINKLE, notes_of, twinkle


def line(*pitches: int, length: float = 1.0) -> NoteRows:
    return note_rows([(place * length, length, float(pitch)) for place, pitch in enumerate(pitches)])


def test_the_use_of_pitch_classes_is_counted_above_the_tonic_by_time() -> None:
    rows = note_rows([(0.0, 3.0, 62.0), (3.0, 1.0, 69.0)])
    found = pitch_class_use(rows, 2)
    assert found[0] == 0.75 and found[7] == 0.25 and found.sum() == 1.0
    raised = rows + np.array([0.0, 0.0, 5.0])
    assert (pitch_class_use(raised, 7) == found).all()


def test_no_notes_have_no_manner() -> None:
    assert (manner(NO_NOTES) == np.zeros(MANNERS)).all()
    assert (pitch_class_use(NO_NOTES, 0) == 0).all()


def test_steps_leaps_and_repeats_are_told_apart() -> None:
    stepwise, leaping, still = (
        manner(line(60, 62, 64, 65)),
        manner(line(60, 67, 60, 72)),
        manner(line(60, 60)),
    )
    assert stepwise[4] == leaping[5] == still[3] == 1.0
    assert leaping[2] > stepwise[2] > still[2] == 0.0


def test_quick_notes_are_dense_and_the_key_does_not_matter() -> None:
    slow, quick = line(60, 62, 64, 62), line(60, 62, 64, 62, length=0.5)
    assert manner(quick)[0] == 2 * manner(slow)[0]
    assert manner(quick + np.array([0.0, 0.0, 3.0])) == pytest.approx(manner(quick))


def test_a_plain_tune_gets_fewer_different_chords_than_a_chromatic_line() -> None:
    chromatic = (60, 63, 66, 65, 68, 67, 71, 70, 63, 61, 64, 66, 69, 68, 62, 61)
    starts = [2.0 * slot for slot in range(16)]
    plain = answer(twinkle(notes=notes_of(TWINKLE * 2), slot_starts=starts))
    rich = answer(twinkle(notes=notes_of(chromatic + chromatic[::-1]), slot_starts=starts))
    assert len(set(plain["slots"])) <= 5 < len(set(rich["slots"]))
