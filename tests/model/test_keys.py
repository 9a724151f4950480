"""Keys: read from a musician's words, spelled back, and their pitch classes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.model.errors import BadInput
from bridge.model.keys import FLAT_NAMES, SCALES, SHARP_NAMES, Key, parse_key, pitch_class

KEY = st.builds(Key, tonic=st.integers(0, 11), scale=st.sampled_from(sorted(SCALES)))


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("A minor", Key(9, "minor")), ("Am", Key(9, "minor")), ("am", Key(9, "minor")),
        ("a min", Key(9, "minor")),
        ("C", Key(0)), ("Eb", Key(3)), ("E♭ major", Key(3)), ("F♯ dorian", Key(6, "dorian")),
        ("Bbm", Key(10, "minor")),
        ("F#m", Key(6, "minor")), ("  D   Harmonic   Minor ", Key(2, "harmonic minor")),
        ("Cb maj", Key(11)),
        ("b", Key(11)), ("bb", Key(10)), ("G mixolydian", Key(7, "mixolydian")), ("B# major", Key(0)),
    ],
)  # fmt: skip
def test_a_key_in_words(words: str, key: Key) -> None:
    assert parse_key(words) == key


@pytest.mark.parametrize(
    "words", ["", "   ", "H", "m", "Hm", "A minorish", "#", "A-flat", "9", "Amx", "minor"]
)
def test_words_that_are_no_key_are_refused_with_a_hint(words: str) -> None:
    with pytest.raises(BadInput) as refused:
        parse_key(words)
    assert refused.value.hint


@given(KEY)
def test_a_key_that_is_written_out_reads_as_itself(key: Key) -> None:
    assert parse_key(str(key)) == key


def test_who_set_the_key_is_kept() -> None:
    assert parse_key("A minor", "listened").source == "listened"


@given(KEY)
def test_a_key_holds_its_tonic_and_as_many_pitch_classes_as_its_scale(key: Key) -> None:
    assert key.tonic in key.pitch_classes
    assert len(key.pitch_classes) == len(SCALES[key.scale])
    assert key.pitch_classes <= set(range(12))


@pytest.mark.parametrize("scale", SCALES)
def test_a_scale_rises_from_its_tonic_within_an_octave(scale: str) -> None:
    steps = SCALES[scale]
    assert steps[0] == 0 and list(steps) == sorted(set(steps)) and steps[-1] < 12


@pytest.mark.parametrize(
    ("scale", "minor"),
    [("minor", True), ("dorian", True), ("blues", True), ("major", False), ("chromatic", False)],
)
def test_the_third_decides_on_minor(scale: str, minor: bool) -> None:
    assert Key(0, scale).is_minor is minor


@pytest.mark.parametrize(
    ("words", "spelled"),
    [
        ("C major", "C D E F G A B"),
        ("F major", "F G A Bb C D E"),
        ("D major", "D E F# G A B C#"),
        ("Eb minor", "Eb F Gb Ab Bb B Db"),
        ("C# minor", "C# D# E F# G# A B"),
        ("C mixolydian", "C D E F G A Bb"),
        ("A phrygian", "A Bb C D E F G"),
        ("E locrian", "E F G A Bb C D"),
        ("F lydian", "F G A B C D E"),
        ("B lydian", "B C# D# F F# G# A#"),
        ("Bb phrygian", "Bb B Db Eb F Gb Ab"),
        ("G dorian", "G A Bb C D E F"),
    ],
)
def test_notes_are_spelled_with_the_accidentals_of_the_signature(words: str, spelled: str) -> None:
    key = parse_key(words)
    assert " ".join(key.spell(key.tonic + step) for step in SCALES[key.scale]) == spelled


@given(st.sampled_from(SHARP_NAMES + FLAT_NAMES), st.text("#b", max_size=5))
def test_accidentals_add_up(name: str, more: str) -> None:
    assert pitch_class(name + more) == (pitch_class(name) + more.count("#") - more.count("b")) % 12


def test_both_spellings_name_the_same_twelve_pitch_classes() -> None:
    assert [pitch_class(name) for name in SHARP_NAMES] == list(range(12))
    assert [pitch_class(name) for name in FLAT_NAMES] == list(range(12))


@pytest.mark.parametrize(("tonic", "scale"), [(12, "major"), (-1, "major"), (0, "ionian")])
def test_a_key_that_does_not_exist_cannot_be_made(tonic: int, scale: str) -> None:
    with pytest.raises(BadInput):
        Key(tonic, scale)
