"""What is written for a guitar, a guitarist can play."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generators.theory.chord import Chord, parse_chord
from generators.theory.qualities import QUALITIES
from generators.theory.voice_leading import lead
from generators.theory.voicing import Layout
from generators.theory.voicing_fretboard import (
    GUITAR,
    UKULELE,
    Frets,
    fingers,
    fret_text,
    frets_of,
    pitches,
)
from generators.theory.voicing_styles import voicings

chords = st.builds(
    Chord,
    st.sampled_from(["C", "Db", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B"]),
    st.sampled_from(sorted(set(QUALITIES) - {"1"})),
)


def frets(text: str) -> Frets:
    return tuple(None if one == "x" else int(one) for one in text)


@pytest.mark.parametrize(
    ("shape", "needed"),
    [
        ("x32010", 3), ("022000", 2), ("133211", 4), ("xx0232", 3), ("x24432", 4), ("3x0003", 2),
        ("000000", 0), ("102000", 2), ("134211", 4),
        ("1x0005", None),  # too far
        ("133311", 4),
        ("103211", None),  # an open string under the barre
        ("143234", None),  # five fingers
    ],
)  # fmt: skip
def test_what_a_hand_holds(shape: str, needed: int | None) -> None:
    assert fingers(frets(shape)) == needed


def test_a_shape_and_its_text() -> None:
    assert pitches(frets("x32010"), GUITAR) == (48, 52, 55, 60, 64)
    assert fret_text((None, 10, 12, None, 0, 3)) == "x(10)(12)x03"
    assert frets_of((48, 52, 55, 60, 64), GUITAR) == frets("x32010")
    assert frets_of((40, 41, 42, 43), GUITAR) is None


@given(st.lists(chords, min_size=1, max_size=4), st.integers(3, 6), st.booleans())
@settings(max_examples=40, deadline=None)
def test_every_chord_has_a_fingering(found: list[Chord], voices: int, bass_plays: bool) -> None:
    layout = Layout(40, 82, "guitar", voices, bass_plays, tuning=GUITAR)
    for chord, voicing in zip(found, lead(found, 40, 82, layout=layout), strict=True):
        shape = frets_of(voicing, GUITAR)
        assert shape is not None
        stopped = [fret for fret in shape if fret]
        assert not stopped or max(stopped) - min(stopped) <= 3
        assert set(pitches(shape, GUITAR)) == set(voicing)
        assert {p % 12 for p in voicing} <= chord.pitch_classes
        assert bass_plays or voicing[0] % 12 == chord.bass_pitch_class


@pytest.mark.parametrize(
    ("symbol", "shape"), [("C:maj", "x32010"), ("G:maj", "320003"), ("E:min", "022000"), ("D:maj", "xx0232")]
)
def test_the_first_chords_that_everyone_learns(symbol: str, shape: str) -> None:
    """Open shapes are among the best by themselves."""
    voices = sum(one != "x" for one in shape)
    best = [v for v, _ in voicings(parse_chord(symbol), Layout(40, 82, "guitar", voices, tuning=GUITAR), 3)]
    assert pitches(frets(shape), GUITAR) in best


def test_a_ukulele_keeps_its_high_g() -> None:
    layout = Layout(60, 83, "guitar", 4, bass_plays=True, tuning=UKULELE)
    (voicing,) = lead([parse_chord("C:maj")], 60, 83, layout=layout)
    shape = frets_of(voicing, UKULELE)
    assert shape is not None and fret_text(shape) in ("0003", "0033", "5433")
