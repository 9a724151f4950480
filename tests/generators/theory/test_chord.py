"""Harte symbols: read, written, and read again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.model.errors import BadInput
from generators.theory.chord import NO_CHORD, Chord, parse_chord
from generators.theory.lead_sheet import lead_sheet
from generators.theory.qualities import QUALITIES
from generators.theory.spelling import spell_degree

roots = st.builds(str.__add__, st.sampled_from("ABCDEFG"), st.sampled_from(["", "b", "#", "bb", "##"]))
degrees = st.builds(str.__add__, st.sampled_from(["", "b", "#"]), st.integers(1, 13).map(str))
chords = st.builds(
    Chord,
    roots,
    st.sampled_from(sorted(QUALITIES)),
    st.lists(degrees, max_size=3, unique=True).map(tuple),
    degrees,
)


@given(chords)
def test_what_is_written_is_read_back(chord: Chord) -> None:
    assert parse_chord(str(chord)) == chord


@pytest.mark.parametrize(
    ("symbol", "pitch_classes", "bass"),
    [
        ("C", {0, 4, 7}, 0),
        ("C:maj", {0, 4, 7}, 0),
        ("A:min7", {9, 0, 4, 7}, 9),
        ("Bb:7(#9)", {10, 2, 5, 8, 1}, 10),
        ("F#:hdim7", {6, 9, 0, 4}, 6),
        ("Db:maj/3", {1, 5, 8}, 5),
        ("C:maj/b7", {0, 4, 7, 10}, 10),
        ("D:sus4(b7,9)", {2, 7, 9, 0, 4}, 2),
        ("E:min7(*5)", {4, 7, 2}, 4),
        ("C:(1,b3,b5)", {0, 3, 6}, 0),
        ("Cb:dim7", {11, 2, 5, 8}, 11),
    ],
)
def test_a_symbol_sounds_as_harte_says(symbol: str, pitch_classes: set[int], bass: int) -> None:
    chord = parse_chord(symbol)
    assert chord.pitch_classes == pitch_classes
    assert chord.bass_pitch_class == bass


def test_no_chord_sounds_nothing() -> None:
    assert parse_chord("N") == NO_CHORD
    assert str(NO_CHORD) == "N"
    assert not NO_CHORD.pitch_classes


@pytest.mark.parametrize(
    "text", ["", "H:maj", "C:major", "C:maj(", "C:maj(x)", "Am", "C:maj/", "C:maj/14", "c:maj"]
)
def test_what_is_no_symbol_is_refused_with_a_hint(text: str) -> None:
    with pytest.raises(BadInput) as refused:
        parse_chord(text)
    assert refused.value.hint


@given(roots, degrees)
def test_a_degree_keeps_its_letter_and_its_pitch(root: str, degree: str) -> None:
    name = spell_degree(root, degree)
    number = int(degree.lstrip("b#"))
    assert "CDEFGAB".index(name[0]) == ("CDEFGAB".index(root[0]) + number - 1) % 7
    assert Chord(name).root_pitch_class == Chord(root, bass=degree).bass_pitch_class


def test_musicians_read_lead_sheet_names() -> None:
    names = [lead_sheet(parse_chord(s)) for s in ("A:min7", "F:maj", "G:maj/3", "B:hdim7", "C:maj(9)", "N")]
    assert names == ["Am7", "F", "G/B", "Bm7b5", "C(9)", "N.C."]
