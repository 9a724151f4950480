"""A heap of notes is told apart: a melody above, a bass below, a single line by its register."""

from __future__ import annotations

from generators.harmonise.parting import note_rows, parted


def test_a_single_line_is_a_melody_or_a_bass_by_its_register() -> None:
    tune = note_rows([(n, 1.0, 62 + n % 5) for n in range(8)])
    low = note_rows([(n, 1.0, 38 + n % 5) for n in range(8)])
    assert len(parted(tune).melody) == 8 and not len(parted(tune).bass)
    assert len(parted(low).bass) == 8 and not len(parted(low).melody)


def test_of_notes_together_the_top_is_melody_and_the_bottom_bass() -> None:
    found = parted(
        note_rows(
            [(n, 1.0, 72.0) for n in range(4)]
            + [(n, 1.0, 64.0) for n in range(4)]
            + [(2.0 * n, 2.0, 43.0) for n in range(2)]
        )
    )
    assert set(found.melody[:, 2]) == {72.0}
    assert set(found.bass[:, 2]) == {43.0}
    assert set(found.inner[:, 2]) == {64.0}


def test_no_note_is_lost() -> None:
    rows = note_rows([(n / 2, 0.75, 40 + 7 * n % 40) for n in range(40)])
    assert parted(rows).all.tolist() == rows.tolist()


def test_legato_notes_are_still_a_line() -> None:
    rows = note_rows([(n, 1.05, 60 + n % 7) for n in range(16)])
    assert len(parted(rows).melody) == 16


def test_no_notes_are_no_parts() -> None:
    assert not len(parted(note_rows([])).all)
