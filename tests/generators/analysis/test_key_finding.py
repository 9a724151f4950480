"""Given a clip, when Sideman listens, then it names the key."""

from __future__ import annotations

import numpy as np
import pytest

from bridge.model.keys import Key, parse_key
from generators.analysis.key_evidence import evidence
from generators.analysis.key_finding import find_key, key_of_row
from generators.analysis.sounding import Sounding, sounding
from tests.generators.playing import block_chords, clip, line

CADENCE = "C:maj F:maj G:7 C:maj"
ODE = [64, 64, 65, 67, 67, 65, 64, 62, 60, 60, 62, 64, 64, 62, 62]
MINOR_TUNE = [69, 71, 72, 74, 76, 76, 77, 76, 74, 72, 71, 68, 69, 69]


@pytest.mark.parametrize(
    ("symbols", "key"),
    [
        ("C:maj A:min F:maj G:maj C:maj", "C major"),
        ("A:min D:min E:7 A:min", "A minor"),
        ("Eb:maj Ab:maj Bb:7 Eb:maj", "Eb major"),
        ("F#:min B:min C#:7 F#:min", "F# minor"),
        ("D:min7 G:7 C:maj7 C:maj7", "C major"),
    ],
)
def test_cadences_name_their_key(symbols: str, key: str) -> None:
    found = find_key(sounding([clip(block_chords(symbols))]))
    assert (found.key.tonic, found.key.scale) == (parse_key(key).tonic, parse_key(key).scale)
    assert found.key.source == "listened"


@pytest.mark.parametrize(("pitches", "key"), [(ODE, "C major"), (MINOR_TUNE, "A minor")])
@pytest.mark.parametrize("octave", [-24, 0, 12])
def test_a_melody_alone_names_its_key_in_any_octave(pitches: list[int], key: str, octave: int) -> None:
    assert str(find_key(sounding([clip(line([p + octave for p in pitches]))])).key) == key


def test_a_bass_line_alone_names_its_key() -> None:
    walking = [36, 40, 43, 45, 41, 45, 43, 41, 43, 47, 43, 41, 40, 38, 36, 36]
    assert str(find_key(sounding([clip(line(walking))])).key) == "C major"


def test_a_picardy_third_does_not_make_a_piece_major() -> None:
    found = find_key(sounding([clip(block_chords("A:min D:min E:7 A:min F:maj D:min E:7 A:maj", 2.0))]))
    assert str(found.key) == "A minor"


@pytest.mark.parametrize("symbols", [CADENCE, "A:min D:min E:7 A:min"])
def test_every_transposition_is_heard_exactly_alike(symbols: str) -> None:
    heard = sounding([clip(block_chords(symbols))])
    home = find_key(heard)
    for shift in range(1, 12):
        found = find_key(Sounding(heard.starts, heard.ends, heard.pitches + shift, heard.loudness))
        assert found.key.tonic == (home.key.tonic + shift) % 12
        assert found.key.scale == home.key.scale


def test_silence_has_no_confidence() -> None:
    assert find_key(sounding([])).confidence == 0.0
    assert find_key(sounding([]), parse_key("F# minor", "daw")).key == parse_key("F# minor", "daw")


def test_a_clear_key_is_surer_than_all_twelve_notes() -> None:
    clear = find_key(sounding([clip(block_chords(CADENCE))]))
    unclear = find_key(sounding([clip(line(list(range(60, 72))))]))
    assert clear.confidence > 0.9
    assert clear.confidence > 2 * unclear.confidence


def test_an_open_case_names_what_else_it_may_be() -> None:
    found = find_key(sounding([clip(block_chords("A:min F:maj C:maj G:maj"))]))
    names = [str(key) for key, _ in found.alternatives]
    assert {str(found.key), *names} >= {"C major", "A minor"}
    shares = [share for _, share in found.alternatives]
    assert shares == sorted(shares, reverse=True)
    assert 0 < found.confidence + sum(shares) <= 1 + 1e-9
    assert found.confidence >= shares[0]


def test_the_daws_scale_settles_a_case_that_the_notes_leave_open() -> None:
    heard = sounding([clip(block_chords("A:min F:maj C:maj G:maj"))])
    for name in ("A minor", "C major"):
        found = find_key(heard, parse_key(name, "daw"))
        assert found.key == parse_key(name, "daw")
        assert found.confidence > 0.9


@pytest.mark.parametrize("name", ["D dorian", "G mixolydian", "D blues", "D minor pentatonic"])
def test_a_mode_that_is_set_passes_through(name: str) -> None:
    prior = parse_key(name, "daw")
    vamp = "D:min7 G:7 D:min7 G:7" if prior.tonic == 2 else "G:maj F:maj C:maj G:maj"
    assert find_key(sounding([clip(block_chords(vamp))]), prior).key == prior


def test_overwhelming_evidence_overrules_a_scale_that_was_left_at_its_default() -> None:
    song = "F#:maj B:maj C#:7 F#:maj D#:min G#:min C#:7 F#:maj"
    found = find_key(sounding([clip(block_chords(song))]), parse_key("C major", "daw"))
    assert (found.key.tonic, found.key.source) == (6, "listened")


def test_a_chromatic_scale_setting_says_nothing() -> None:
    heard = sounding([clip(block_chords("Eb:maj Ab:maj Bb:7 Eb:maj"))])
    assert find_key(heard, Key(0, "chromatic", "daw")) == find_key(heard)


@pytest.mark.parametrize(
    ("up", "name"),
    [(1, "Db major"), (3, "Eb major"), (6, "F# major"), (8, "Ab major"), (10, "Bb major"), (11, "B major")],
)
def test_a_major_key_has_the_name_with_fewest_accidentals(up: int, name: str) -> None:
    heard = sounding([clip(block_chords(CADENCE))])
    found = find_key(Sounding(heard.starts, heard.ends, heard.pitches + up, heard.loudness))
    assert str(found.key) == name


@pytest.mark.parametrize(
    ("up", "name"), [(4, "C# minor"), (6, "Eb minor"), (9, "F# minor"), (11, "G# minor"), (1, "Bb minor")]
)
def test_a_minor_key_has_the_name_with_fewest_accidentals(up: int, name: str) -> None:
    heard = sounding([clip(block_chords("A:min D:min E:7 A:min"))])
    found = find_key(Sounding(heard.starts, heard.ends, heard.pitches + up, heard.loudness))
    assert str(found.key) == name


def test_rows_kept_bar_by_bar_name_the_same_key_as_the_notes() -> None:
    heard = sounding([clip(block_chords("Eb:maj Ab:maj Bb:7 C:min Ab:maj F:min Bb:7 Eb:maj"))])
    kept = evidence(heard, np.arange(9) * 4.0)
    direct, folded = find_key(heard), key_of_row(kept.total())
    assert folded.key == direct.key
    assert folded.confidence == pytest.approx(direct.confidence, abs=1e-3)
    assert key_of_row(kept.total(0, 0)).confidence == 0.0


def test_a_single_note_is_no_sure_key() -> None:
    assert find_key(sounding([clip(line([60]))])).confidence < 0.9
