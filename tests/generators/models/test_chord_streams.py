"""Chord symbols of all kinds become classes; classes come back spelled for the key."""

from __future__ import annotations

from typing import Any

import pytest

from bridge.model.errors import BadInput, SidemanError
from bridge.model.keys import Key
from generators.models.chord_streams import chord_from, read_stream, symbol_of
from generators.models.vocabulary import KINDS, kind_of


@pytest.mark.parametrize(
    ("symbol", "kind"),
    [
        ("C:9(13)/3", "7"), ("C:5", "maj"), ("C:1", "maj"), ("C:sus2", "sus4"), ("C:sus", "sus4"),
        ("C:minmaj7", "min"), ("C:dim7", "dim"), ("C", "maj"), ("Cm", "min"), ("Am7", "min7"),
        ("F#m7b5", "hdim7"), ("Bb", "maj"),
        ("Bbmaj7/D", "maj7"), ("G7sus4", "sus4"), ("E7b9", "7"), ("C6", "maj"), ("Db+", "aug"),
        ("Bo7", "dim"),        ("C:min7(*5,b5)", "hdim7"), ("G♭m", "min"), ("C:", "maj"),
    ],
)  # fmt: skip
def test_symbols_fall_into_their_kind(symbol: str, kind: str) -> None:
    assert kind_of(chord_from(symbol)) == kind


def test_what_is_no_chord_is_refused() -> None:
    for symbol in ("H:maj", "C:nonsense", "banana", "/", "C:7(banana)"):
        with pytest.raises(BadInput):
            chord_from(symbol)


@pytest.mark.parametrize("tonic", ["Ab", "A♭", "ab", 8, 8.0, "8", 20])
def test_the_tonic_is_a_name_or_a_pitch_class(tonic: Any) -> None:
    stream = read_stream(tonic, None, ["Ab:maj", ["Db:maj7", 2], ["Eb:7", 1.5]])
    assert stream.key.tonic == 8
    assert stream.mode is None
    assert [symbol_of(one, stream.key) for one in stream.changes] == ["Ab:maj", "Db:maj7", "Eb:7"]


@pytest.mark.parametrize("tonic", [None, "", "X", True, 1.5, [], "H"])
def test_another_tonic_is_refused(tonic: Any) -> None:
    with pytest.raises(BadInput):
        read_stream(tonic, None, [])


def test_silence_and_repeats_are_no_changes_and_keep_their_places() -> None:
    stream = read_stream("C", "minor", ["N", "C:min", "&pause", "C:min/5", "*", None, "G:7", "G:9"])
    assert stream.classes == (None, 1, None, 1, None, None, 67, 67)
    assert (stream.changes, stream.gaps, stream.mode) == ((1, 67), (5,), "minor")


def test_modes_are_told_by_their_third() -> None:
    for said, meant in {"maj": "major", "Minor": "minor", "dorian": "minor", "mixolydian": "major"}.items():
        assert read_stream(0, said, []).mode == meant
    with pytest.raises(SidemanError) as refused:
        read_stream(0, "sideways", [])
    assert refused.value.code == "bad_mode"


def test_every_class_is_written_and_read_back_in_every_key() -> None:
    for tonic in range(12):
        for scale in ("major", "minor"):
            symbols = [symbol_of(one, Key(tonic, scale)) for one in range(12 * len(KINDS))]
            assert read_stream(tonic, scale, symbols).classes == tuple(range(108))


@pytest.mark.parametrize("chords", ["C:maj", None, 7, [["C:maj"]], [{"chord": "C"}], [["C:maj", "2"]]])
def test_what_is_no_list_of_chords_is_refused(chords: Any) -> None:
    with pytest.raises(BadInput):
        read_stream("C", None, chords)
