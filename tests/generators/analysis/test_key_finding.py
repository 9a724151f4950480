"""Given a clip, when Sideman listens, then it names the key."""

from __future__ import annotations

import pytest

from bridge.model.keys import parse_key
from generators.analysis.key_finding import find_key
from generators.analysis.sounding import sounding
from tests.generators.playing import block_chords, clip, line


@pytest.mark.parametrize(
    ("symbols", "key"),
    [
        ("C:maj A:min F:maj G:maj C:maj", "C major"),
        ("A:min D:min E:7 A:min", "A minor"),
        ("Eb:maj Ab:maj Bb:7 Eb:maj", "Eb major"),
        ("F#:min B:min C#:7 F#:min", "F# minor"),
    ],
)
def test_cadences_name_their_key(symbols: str, key: str) -> None:
    found = find_key(sounding([clip(block_chords(symbols))]))
    assert (found.key.tonic, found.key.scale) == (parse_key(key).tonic, parse_key(key).scale)
    assert found.key.source == "listened"


def test_every_transposition_is_heard_alike() -> None:
    melody = [60, 62, 64, 65, 67, 69, 71, 72, 67, 64, 60]
    tonics = [find_key(sounding([clip(line([p + shift for p in melody]))])).key.tonic for shift in range(12)]
    assert tonics == list(range(12))


def test_silence_has_no_confidence() -> None:
    assert find_key(sounding([])).confidence == 0.0


def test_a_clear_key_is_surer_than_all_twelve_notes() -> None:
    clear = find_key(sounding([clip(block_chords("C:maj F:maj G:7 C:maj"))]))
    unclear = find_key(sounding([clip(line(list(range(60, 72))))]))
    assert clear.confidence > unclear.confidence
