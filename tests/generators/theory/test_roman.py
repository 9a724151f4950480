"""Roman numerals: ours beside music21's where the conventions agree, and ours alone where they do not."""

from __future__ import annotations

import pytest
from music21 import chord as m21_chord
from music21 import key as m21_key
from music21 import pitch as m21_pitch
from music21 import roman as m21_roman

from bridge.model.keys import SCALES, parse_key
from generators.theory.chord import parse_chord
from generators.theory.roman import roman_numeral
from generators.theory.spelling import spell_degree, spell_in_key

MAJOR_TRIADS = ("1:maj", "2:min", "3:min", "4:maj", "5:maj", "6:min", "7:dim")
TONICS = ("C", "G", "D", "A", "E", "B", "F", "Bb", "Eb", "Ab", "Db")


def m21_numeral(symbol: str, key: str) -> str:
    """music21's figure for a chord in close position over its bass, in our signs for diminished chords."""
    chord = parse_chord(symbol)
    above = sorted(
        chord.degrees, key=lambda d: (chord.over(d).bass_pitch_class - chord.bass_pitch_class) % 12
    )
    names = [spell_degree(chord.root, degree).replace("b", "-") for degree in above]
    pitches = [m21_pitch.Pitch(names[0], octave=3)]
    for name in names[1:]:
        pitch = m21_pitch.Pitch(name, octave=3)
        pitches.append(pitch if pitch.ps > pitches[-1].ps else m21_pitch.Pitch(name, octave=4))
    tonic, mode = key.replace("b", "-").split()
    m21_tonic = m21_key.Key(tonic if mode == "major" else tonic.lower())
    figure = m21_roman.romanNumeralFromChord(m21_chord.Chord(pitches), m21_tonic).figure
    return str(figure).replace("/o", "ø").replace("o", "°")


def in_key(tonic: str, row: str, scale: str) -> str:
    """ "2:min" above a tonic of a scale -> a Harte symbol."""
    degree, quality = row.split(":", 1)
    key = parse_key(f"{tonic} {scale}")
    pitch_class = (key.tonic + SCALES[scale][int(degree) - 1]) % 12
    return f"{spell_in_key(key, pitch_class)}:{quality}"


@pytest.mark.parametrize("tonic", TONICS)
@pytest.mark.parametrize(
    "row", [*MAJOR_TRIADS, "5:7", "2:min7", "1:maj/3", "5:maj/5", "5:7/3", "5:7/5", "5:7/b7", "4:maj/3"]
)
def test_major_keys_agree_with_music21(tonic: str, row: str) -> None:
    symbol = in_key(tonic, row, "major")
    ours = roman_numeral(parse_chord(symbol), parse_key(f"{tonic} major")).text
    assert ours == m21_numeral(symbol, f"{tonic} major")


@pytest.mark.parametrize("tonic", ("A", "E", "B", "F#", "D", "G", "C", "F"))
@pytest.mark.parametrize("row", ["1:min", "3:maj", "4:min", "5:min", "5:maj", "5:7/3", "1:min/b3", "2:dim"])
def test_minor_keys_agree_with_music21(tonic: str, row: str) -> None:
    symbol = in_key(tonic, row, "minor")
    ours = roman_numeral(parse_chord(symbol), parse_key(f"{tonic} minor")).text
    assert ours == m21_numeral(symbol, f"{tonic} minor")


@pytest.mark.parametrize(
    ("symbol", "key", "text", "function", "borrowed", "applied"),
    [
        ("C:maj7", "C major", "Imaj7", "tonic", "", ""),
        ("F:min", "C major", "iv", "subdominant", "minor", ""),
        ("Bb:maj", "C major", "bVII", "subdominant", "minor", ""),
        ("Db:maj", "C major", "bII", "subdominant", "phrygian", ""),
        ("A:7", "C major", "V7/ii", "dominant", "", "ii"),
        ("D:7/3", "C major", "V65/V", "dominant", "", "V"),
        ("F#:dim7", "C major", "vii°7/V", "dominant", "", "V"),
        ("F:7", "C major", "IV7", "subdominant", "dorian", ""),
        ("D:hdim7", "C major", "iiø7", "subdominant", "minor", ""),
        ("Ab:maj", "C minor", "VI", "tonic", "", ""),
        ("Bb:maj", "C minor", "VII", "dominant", "", ""),
        ("G:7", "C minor", "V7", "dominant", "", ""),
        ("B:dim7", "C minor", "vii°7", "dominant", "", ""),
        ("C:7", "F# major", "#IV7", "dominant", "", ""),
        ("F:maj", "C minor", "IV", "subdominant", "major", ""),
        ("Bb:maj", "A minor", "bII", "subdominant", "phrygian", ""),
        ("E:7", "E blues", "I7", "tonic", "", ""),
        ("G:sus4(b7)", "C major", "V7sus4", "dominant", "", ""),
        ("C:maj(9)", "C major", "Iadd9", "tonic", "", ""),
        ("F:maj/9", "C major", "IV over 9", "subdominant", "", ""),
        ("C:maj/b7", "F major", "V42", "dominant", "", ""),
        ("N", "C major", "N.C.", "none", "", ""),
    ],
)
def test_pop_conventions(
    symbol: str, key: str, text: str, function: str, borrowed: str, applied: str
) -> None:
    found = roman_numeral(parse_chord(symbol), parse_key(key))
    assert (found.text, found.function, found.borrowed_from, found.applied_to) == (
        text,
        function,
        borrowed,
        applied,
    )


def test_what_follows_settles_an_applied_dominant() -> None:
    key = parse_key("C major")
    e, f, a = (parse_chord(s) for s in ("E:maj", "F:maj", "A:min"))
    assert roman_numeral(e, key, a).text == "V/vi"
    assert roman_numeral(e, key, f).text == "III"
    c7 = parse_chord("C:7")
    assert roman_numeral(c7, key, f).text == "V7/IV"
    assert roman_numeral(c7, key, a).text == "I7"
