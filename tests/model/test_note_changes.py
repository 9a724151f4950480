"""Given a clip that was written, when the musician works on it, then what is left of it is counted."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bridge.model.note_changes import note_changes
from bridge.model.notes import Note, Notes

WRITTEN = Notes(Note(bar * 4.0, pitch, 4.0) for bar in range(4) for pitch in (60, 64, 67))


def counted(now: list[Note]) -> tuple[int, int, int, int]:
    found = note_changes(WRITTEN, Notes(now))
    assert found.written == 12 and found.kept + found.moved + found.removed == 12
    return (found.kept, found.moved, found.removed, found.added)


def test_untouched_is_kept_whatever_the_velocity_or_a_daws_grid() -> None:
    assert counted(list(WRITTEN)) == (12, 0, 0, 0)
    assert counted(
        [replace(note, velocity=12.0, start_beats=note.start_beats + 1 / 1000) for note in WRITTEN]
    ) == (
        12,
        0,
        0,
        0,
    )


def test_later_shorter_and_repitched_notes_are_moved() -> None:
    first, second, third, *rest = WRITTEN
    changed = [
        replace(first, start_beats=0.5),
        replace(second, length_beats=1.0),
        replace(third, pitch=69),
        *rest,
    ]
    assert counted(changed) == (9, 3, 0, 0)


def test_removed_and_added_are_told_apart() -> None:
    assert counted(list(WRITTEN)[3:]) == (9, 0, 3, 0)
    assert counted([*WRITTEN, Note(2.0, 72, 1.0)]) == (12, 0, 0, 1)
    assert counted([]) == (0, 0, 12, 0)


def test_muted_is_not_kept() -> None:
    first, *rest = WRITTEN
    assert counted([replace(first, muted=True), *rest]) == (11, 1, 0, 0)


@given(
    st.lists(st.tuples(st.integers(0, 40), st.integers(50, 60)), max_size=20),
    st.randoms(use_true_random=False),
)
def test_every_note_is_counted_once(places: list[tuple[int, int]], rng: object) -> None:
    now = Notes(Note(start / 2, pitch, 0.5) for start, pitch in places)
    found = note_changes(WRITTEN, now)
    assert found.kept + found.moved + found.removed == len(WRITTEN)
    assert found.kept + found.moved + found.added == len(now)


def test_shares_are_percent_of_what_was_written() -> None:
    assert note_changes(WRITTEN, Notes(list(WRITTEN)[:9])).shares == {
        "kept": 75.0,
        "moved": 0.0,
        "removed": 25.0,
        "added": 0.0,
    }
    assert note_changes(Notes(), Notes()).shares["kept"] == 0.0
