"""Given tunes in ABC notation, when they are read, then the notes are those a player would read."""

from __future__ import annotations

import pytest

from generators.models.training.keys_abc import read_tunes

HEAD = "X:1\nT:A tune\nM:4/4\nL:1/8\n"


def notes(body: str, key: str = "C") -> list[tuple[float, float, int]]:
    """(start_beats, length_beats, pitch) of a tune, behind a bar of quavers that makes it long enough."""
    (tune,) = read_tunes(f"{HEAD}K:{key}\nCCCC CCCC|{body}|\n")
    rows = [(float(s), float(n), int(p)) for s, n, p in tune.notes]
    return [(s - 4, n, p) for s, n, p in rows if s >= 4]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("C2 c/ c'/ C,3", [(0, 1, 60), (1, 0.25, 72), (1.25, 0.25, 84), (1.5, 1.5, 48)]),
        ("^F F _B =B|F", [(0, 0.5, 66), (0.5, 0.5, 66), (1, 0.5, 70), (1.5, 0.5, 71), (2, 0.5, 65)]),
        ("(3CDE F", [(0, 1 / 3, 60), (1 / 3, 1 / 3, 62), (2 / 3, 1 / 3, 64), (1, 0.5, 65)]),
        ("C>D E<F", [(0, 0.75, 60), (0.75, 0.25, 62), (1, 0.25, 64), (1.25, 0.75, 65)]),
        ("C2-C2 z D", [(0, 2, 60), (2.5, 0.5, 62)]),
        ("[CE]2 D", [(0, 1, 60), (0, 1, 64), (1, 0.5, 62)]),
        ('"Am"{g}A !f! B % C', [(0, 0.5, 69), (0.5, 0.5, 71)]),
        ("C3/2 D//", [(0, 0.75, 60), (0.75, 0.125, 62)]),
    ],
)
def test_lengths_accidentals_and_signs(body: str, expected: list[tuple[float, float, int]]) -> None:
    assert notes(body) == [pytest.approx(note) for note in expected]


@pytest.mark.parametrize(
    ("key", "tonic", "mode", "fifths"),
    [
        ("G", 7, "", 1), ("Bb", 10, "", -2), ("Em", 4, "m", 1), ("A Minor", 9, "minor", 0),
        ("D Mixolydian", 2, "mix", 1), ("Ador", 9, "dor", 1), ("F#m", 6, "m", 3), ("Eb", 3, "", -3),
        ("C % no flats", 0, "", 0),
    ],
)  # fmt: skip
def test_key_fields(key: str, tonic: int, mode: str, fifths: int) -> None:
    (tune,) = read_tunes(f"{HEAD}K:{key}\nCDEF GABc|\n")
    assert (tune.tonic, tune.mode, tune.fifths) == (tonic, mode, fifths)


def test_the_signature_sharpens_and_flattens() -> None:
    assert [pitch for *_, pitch in notes("F C B", "D")] == [66, 61, 71]
    assert [pitch for *_, pitch in notes("B E A", "Eb")] == [70, 63, 68]


def test_tunes_without_a_key_or_with_voices_are_left_out() -> None:
    text = f"{HEAD}CDEF GABc\n\n{HEAD}V:1\nK:C\nCDEF GABc\n\n{HEAD}K:none\nCDEF GABc\n\n{HEAD}K:C\nCDE\n"
    assert list(read_tunes(text)) == []


def test_every_second_tune() -> None:
    text = "\n".join(f"X:{n}\nT:{n}\nL:1/4\nK:C\nCDEF GABc\n" for n in range(5))
    assert [tune.title for tune in read_tunes(text, 2)] == ["0", "2", "4"]
