"""Given a line of chords in a key, when Sideman looks for rests, then it names the cadences."""

from __future__ import annotations

import pytest

from bridge.model.keys import parse_key
from bridge.model.timebase import Metre
from generators.analysis.cadences import cadences
from generators.analysis.chord_reading import HeardChord
from generators.theory.chord import parse_chord


def heard(symbols: str, beats: float = 4.0) -> list[HeardChord]:
    return [
        HeardChord(place * beats, beats, parse_chord(symbol), 0.9)
        for place, symbol in enumerate(symbols.split())
    ]


@pytest.mark.parametrize(
    ("symbols", "key", "kind"),
    [
        ("C:maj F:maj G:7 C:maj", "C major", "authentic"),
        ("C:maj F:maj C:maj G:maj", "C major", "half"),
        ("C:maj G:maj F:maj C:maj", "C major", "plagal"),
        ("C:maj F:maj G:7 A:min", "C major", "deceptive"),
        ("A:min D:min E:7 A:min", "A minor", "authentic"),
        ("A:min D:min E:7 F:maj", "A minor", "deceptive"),
        ("C:maj A:min B:dim C:maj", "C major", "authentic"),
        ("F#:maj B:maj C#:7 F#:maj", "F# major", "authentic"),
    ],
)
def test_how_four_bars_end(symbols: str, key: str, kind: str) -> None:
    found = cadences(heard(symbols), parse_key(key), Metre())
    assert [(one.kind, one.start_beats) for one in found] == [(kind, 12.0)]


def test_a_passing_dominant_is_no_cadence() -> None:
    found = cadences(
        heard("C:maj G:7 C:maj F:maj C:maj G:7 C:maj A:min", beats=2.0), parse_key("C major"), Metre()
    )
    assert [one.kind for one in found] == []


def test_a_minor_five_does_not_close() -> None:
    found = cadences(heard("A:min D:min E:min A:min"), parse_key("A minor"), Metre())
    assert found == []


def test_silence_ends_a_phrase() -> None:
    line = heard("G:7 C:maj F:maj", beats=2.0)
    later = HeardChord(12.0, 2.0, line[2].chord, 0.9)
    found = cadences([*line[:2], later], parse_key("C major"), Metre())
    assert ("authentic", 2.0) in [(one.kind, one.start_beats) for one in found]


def test_nothing_has_no_cadence() -> None:
    assert cadences([], parse_key("C major"), Metre()) == []
