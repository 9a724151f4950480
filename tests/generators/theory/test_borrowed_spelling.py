"""Borrowed and applied chords are spelt as the key has them, and their numerals say what they are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.model.keys import SCALES, Key, parse_key
from generators.chords.substitutions import RULES, Place
from generators.models.vocabulary import CLASSES, KINDS, chord_of, class_of
from generators.theory.chord import Chord, parse_chord
from generators.theory.roman import roman_numeral
from generators.theory.spelling import PLAIN_NAMES, spell_degree

MODES = [name for name, steps in SCALES.items() if len(steps) == 7]
any_key = st.builds(Key, st.integers(0, 11), st.sampled_from(MODES))


@pytest.mark.parametrize(
    ("key", "semitones", "kind", "symbol", "roman"),
    [
        ("C major", 8, "maj", "Ab:maj", "bVI"),
        ("C major", 3, "maj", "Eb:maj", "bIII"),
        ("C major", 10, "maj", "Bb:maj", "bVII"),
        ("C major", 1, "maj", "Db:maj", "bII"),
        ("C major", 9, "7", "A:7", "V7/ii"),
        ("C major", 11, "7", "B:7", "V7/iii"),
        ("C major", 6, "dim", "F#:dim", "vii°/V"),
        ("E major", 8, "maj", "C:maj", "bVI"),
        ("E major", 4, "7", "G#:7", "V7/vi"),
        ("Ab major", 5, "min", "Db:min", "iv"),
        ("F# major", 2, "7", "G#:7", "V7/V"),
        ("A minor", 7, "maj", "E:maj", "V"),
        ("A minor", 1, "maj", "Bb:maj", "bII"),
        ("A minor", 11, "dim", "G#:dim", "vii°"),
        ("Eb minor", 7, "7", "Bb:7", "V7"),
        ("G minor", 0, "7", "G:7", "V7/iv"),
        ("C minor", 5, "maj", "F:maj", "IV"),
    ],
)
def test_the_usual_chords_from_outside(key: str, semitones: int, kind: str, symbol: str, roman: str) -> None:
    named = parse_key(key)
    chord = chord_of(semitones * len(KINDS) + KINDS.index(kind), named)
    assert str(chord) == symbol
    assert roman_numeral(chord, named).text == roman


@given(any_key, st.integers(0, CLASSES - 1))
def test_a_spelling_never_changes_the_chord(key: Key, chord_class: int) -> None:
    chord = chord_of(chord_class, key)
    assert class_of(chord, key.tonic) == chord_class
    assert len(chord.root) <= 2
    assert parse_chord(str(chord)) == chord


@given(any_key, st.sampled_from([(3, "b3"), (8, "b6"), (10, "b7"), (1, "b2")]))
def test_the_flat_side_keeps_its_letter(key: Key, borrowed: tuple[int, str]) -> None:
    """A chord on the flat third is on the third letter of the key, whatever it takes, but for names with two
    accidentals."""
    semitones, degree = borrowed
    strict = spell_degree(key.spell(key.tonic), degree)
    found = chord_of(semitones * len(KINDS), key).root
    plain = PLAIN_NAMES[(key.tonic + semitones) % 12]
    assert found == (strict if len(strict) <= 2 else plain)


@given(st.integers(0, 11), st.sampled_from(["major", "minor"]))
def test_music21_names_the_roots_alike(tonic: int, mode: str) -> None:
    music21 = pytest.importorskip("music21")
    key = Key(tonic, mode)
    name = key.spell(tonic).replace("b", "-")
    reference = music21.key.Key(name, mode)
    figures = ("bII", "bVI", "bVII", "bIII") if mode == "major" else ("bII",)
    for figure in figures:
        root = music21.roman.RomanNumeral(figure, reference).root().name.replace("-", "b")
        semitones = {"bII": 1, "bIII": 3, "bVI": 8, "bVII": 10}[figure]
        if len(root) <= 2:
            assert chord_of(semitones * len(KINDS), key).root == root


@given(st.integers(0, 11), st.sampled_from(["major", "minor"]), st.integers(0, 6))
def test_dominants_are_a_fifth_above_what_they_lead_to(tonic: int, mode: str, step: int) -> None:
    """V7/x is spelt from x, in every key: a fifth is five letters."""
    key = Key(tonic, mode)
    semitones = SCALES[mode][step]
    kind = "maj" if {(semitones + 4) % 12, (semitones + 7) % 12} <= set(SCALES[mode]) else "min"
    goal = chord_of(semitones * len(KINDS) + KINDS.index(kind), key)
    (rule,) = (rule for rule in RULES if rule.name == "secondary dominant" and "{last}" in rule.why)
    home = chord_of(KINDS.index("maj" if mode == "major" else "min"), key)
    for _, dominant in rule.make(Place(home, None, goal, key)):
        strict = spell_degree(goal.root, "5")
        assert dominant.root_pitch_class == (goal.root_pitch_class + 7) % 12
        assert dominant.root == strict or len(strict) > 2


def test_the_neapolitan_stands_on_its_third() -> None:
    key = parse_key("C minor")
    (rule,) = (rule for rule in RULES if rule.name == "Neapolitan")
    (found,) = rule.make(Place(Chord("F", "min"), None, Chord("G"), key))
    assert [str(chord) for chord in found] == ["Db:maj/3"]
    assert roman_numeral(found[0], key).text == "bII6"
