"""The palette of next chords: ranked, spelled for the key, with reasons that are true."""

from __future__ import annotations

import pytest

from bridge.model.keys import parse_key
from generators.chords.next_chords import NextChord, next_chords
from generators.theory.chord import parse_chord
from generators.theory.functions import DOMINANT, TONIC


def palette(key: str, symbols: str, count: int = 12) -> dict[str, NextChord]:
    history = [parse_chord(symbol) for symbol in symbols.split()]
    return {str(one.chord): one for one in next_chords(history, parse_key(key), count)}


def test_the_loop_goes_on_and_says_so() -> None:
    found = palette("Ab major", "Ab:maj F:min Db:maj Eb:maj " * 2 + "Ab:maj F:min")
    best = next(iter(found.values()))
    assert str(best.chord) == "Db:maj"
    assert best.probability > 0.8
    assert best.roman.text == "IV"
    assert best.common_tones == ("Ab", "F")
    assert best.reason == (
        "It followed here every time before; moves out to IV, the subdominant side; keeps Ab and F from Fm."
    )


def test_probabilities_fall_and_the_sounding_chord_is_not_offered() -> None:
    found = next_chords([parse_chord("C:maj"), parse_chord("G:9/3")], parse_key("C"), 107)
    likely = [one.probability for one in found]
    assert len(found) == 107
    assert likely == sorted(likely, reverse=True)
    assert sum(likely) == pytest.approx(1.0)
    assert "G:7" not in {str(one.chord) for one in found}


def test_a_dominant_resolves() -> None:
    home = palette("C major", "D:min7 G:7")["C:maj"]
    assert home.roman.function == TONIC
    assert home.reason == "Resolves to I; keeps G from G7."


def test_an_applied_dominant_is_read_as_one() -> None:
    found = palette("C major", "C:maj A:min", 107)
    applied = found["D:7"]
    assert (applied.roman.text, applied.roman.function) == ("V7/V", DOMINANT)
    assert applied.reason.startswith("V7/V leads on to V")
    assert palette("C major", "C:maj D:7")["G:maj"].reason.startswith("V7/V resolves to V")


def test_before_the_first_chord_the_palette_opens() -> None:
    first = next_chords([], parse_key("E minor"), 3)[0]
    assert str(first.chord) == "E:min" and first.common_tones == ()
    assert first.reason == "I opens on the tonic.".replace("I ", "i ").capitalize()


def test_silence_is_passed_over() -> None:
    heard = [parse_chord("C:maj"), parse_chord("N"), parse_chord("F:maj")]
    plain = [parse_chord("C:maj"), parse_chord("F:maj")]
    assert next_chords(heard, parse_key("C")) == next_chords(plain, parse_key("C"))


def test_chords_are_spelled_for_the_key() -> None:
    assert "F#:7" in palette("E major", "E:maj B:maj", 107)
    assert "Bb:min" in palette("Ab major", "Ab:maj", 107)
