"""Kneser-Ney on a made-up corpus: real probabilities, and what is known is likelier."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bridge.model.keys import Key, parse_key
from generators.models.chord_model import load_chord_model
from generators.models.training.billboard import song_from_json
from generators.models.training.counting import continuation_counts, plain_counts, train_kneser_ney
from generators.models.vocabulary import CLASSES, chord_of, class_of, without_repeats
from generators.theory.chord import parse_chord
from tests.generators.models.tiny import songs

histories = st.lists(st.integers(0, CLASSES - 1), max_size=12).map(without_repeats)
C_MAJOR = parse_key("C major")


def classes(symbols: str, tonic: int = 0) -> tuple[int, ...]:
    return tuple(class_of(parse_chord(symbol), tonic) for symbol in symbols.split())


@given(histories, st.sampled_from(["major", "minor"]))
@settings(max_examples=80)
def test_probabilities_sum_to_one_and_no_chord_follows_itself(history: tuple[int, ...], mode: str) -> None:
    for model in (load_chord_model(), load_chord_model().long_term):
        found = model.distribution(history, mode)
        assert found.shape == (CLASSES,)
        assert np.isclose(found.sum(), 1.0)
        assert (found >= 0).all()
        if history:
            assert found[history[-1]] == 0.0


@given(st.integers(0, CLASSES - 1), st.integers(0, 11), st.sampled_from(["major", "minor"]))
def test_a_class_becomes_a_chord_and_back(chord_class: int, tonic: int, scale: str) -> None:
    key = Key(tonic, scale)
    chord = chord_of(chord_class, key)
    assert class_of(parse_chord(str(chord)), tonic) == chord_class


def test_what_the_band_always_plays_is_expected() -> None:
    model = train_kneser_ney(songs())
    after = model.distribution(classes("C:maj A:min F:maj"), "major")
    assert after.argmax() == classes("G:maj")[0]
    assert after[classes("G:maj")[0]] > 0.5
    assert after.min() >= 0 and np.count_nonzero(after) == CLASSES - 1  # nothing else is impossible


def test_the_mode_decides_how_a_song_begins() -> None:
    model = train_kneser_ney(songs())
    tonic_major, tonic_minor = classes("C:maj C:min")
    assert model.distribution((), "major").argmax() == tonic_major
    assert model.distribution((), "minor").argmax() == tonic_minor


def test_lower_orders_count_contexts_and_not_occurrences() -> None:
    """A chord that is frequent after one chord only is not expected elsewhere (the Kneser-Ney idea)."""
    adjusted = continuation_counts(plain_counts(songs()))
    unigrams = {gram[0]: count for gram, count in adjusted[0].items()}
    predecessors = {
        (song.changes[i - 1], song.changes[i]) for song in songs() for i in range(1, len(song.changes))
    }
    g7 = classes("G:7")[0]
    assert unigrams[g7] == sum(after == g7 for _, after in predecessors)


@pytest.mark.parametrize(
    ("symbol", "kind"),
    [
        ("C:maj6", "C:maj"), ("C:5", "C:maj"), ("C:9", "C:7"), ("C:7(#9)", "C:7"), ("C:maj9", "C:maj7"),
        ("C:min9", "C:min7"), ("C:minmaj7", "C:min"), ("C:dim7", "C:dim"), ("C:sus4(b7,9)", "C:sus4"),
        ("C:sus2", "C:sus4"), ("C:aug(b7)", "C:7"), ("C:maj/5", "C:maj"), ("C:1(b3,b7)/b7", "C:min7"),
    ],
)  # fmt: skip
def test_richer_chords_fall_into_their_class(symbol: str, kind: str) -> None:
    assert class_of(parse_chord(symbol), 0) == class_of(parse_chord(kind), 0)


def test_a_song_is_read_relative_to_the_tonic_in_force() -> None:
    record = {
        "id": "x", "title": "t", "artist": "a",
        "tonics": [[0, "C"], [2, "D"]],
        "bars": [[[0, "C:maj"], [2, "N"]], [[0, "C:maj"]], [[0, "&pause"]], [[0, "D:maj"]], [[0, "A:7"]]],
    }  # fmt: skip
    song = song_from_json(record)
    assert song.changes == classes("C:maj G:7")
    assert song.mode == "major"


def test_minor_songs_are_told_from_their_chords() -> None:
    assert [song.mode for song in songs(6)] == ["major", "major", "minor"] * 2
