"""Given a session's clips, when Sideman reads them, then it hears the chords that were played."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bridge.model.keys import Key, parse_key
from bridge.model.notes import Note, Notes
from bridge.model.timebase import Metre
from generators.analysis.chord_reading import SURE, read_chords
from generators.analysis.sounding import sounding
from tests.generators.playing import block_chords, clip, line

C_MAJOR = parse_key("C major")


def read(notes: Notes, bars: int, metre: Metre | None = None, key: Key = C_MAJOR) -> list[str]:
    metre = metre or Metre()
    found = read_chords(sounding([clip(notes)]), metre, 0.0, bars * metre.bar_beats, key)
    return [str(heard.chord) for heard in found]


def test_four_bars_in_a_minor() -> None:
    assert read(block_chords("A:min F:maj C:maj G:maj"), 4) == ["A:min", "F:maj", "C:maj", "G:maj"]


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["C", "D", "Eb", "F", "G", "Ab", "A", "Bb"]),
            st.sampled_from(["maj", "min", "7", "maj7", "min7", "dim", "hdim7"]),
        ),
        min_size=1,
        max_size=6,
    )
)
@settings(max_examples=60)
def test_block_chords_are_read_as_they_were_played(played: list[tuple[str, str]]) -> None:
    symbols = [f"{root}:{quality}" for root, quality in played]
    assert read(block_chords(" ".join(symbols)), len(symbols), key=parse_key("Eb major")) == symbols


def test_two_chords_in_a_bar_are_told_apart() -> None:
    assert read(block_chords("D:min7 G:7 C:maj C:maj", beats=2.0), 2) == ["D:min7", "G:7", "C:maj"]


def test_arpeggios_and_oom_pah_pah_are_one_chord_a_bar() -> None:
    waltz = Notes(
        [
            Note(0.0, 48, 1.0),
            *(Note(beat, pitch, 1.0) for beat in (1.0, 2.0) for pitch in (60, 64, 67)),
            Note(3.0, 43, 1.0),
            *(Note(beat, pitch, 1.0) for beat in (4.0, 5.0) for pitch in (59, 62, 67)),
        ]
    )
    assert read(waltz, 2, Metre(3, 4)) == ["C:maj", "G:maj"]
    assert read(line([57, 60, 64, 69], beats=1.0), 1) == ["A:min"]


def test_the_bass_tells_the_inversion() -> None:
    assert read(block_chords("C:maj/3 G:maj/3"), 2) == ["C:maj/3", "G:maj/3"]


def test_empty_bars_are_left_out_and_later_ones_keep_their_place() -> None:
    notes = Notes([Note(8.0, pitch, 4.0) for pitch in (48, 60, 64, 67)])
    found = read_chords(sounding([clip(notes)]), Metre(), 0.0, 12.0, C_MAJOR)
    assert [(heard.start_beats, heard.length_beats) for heard in found] == [(8.0, 4.0)]


def test_a_lone_note_is_no_harmony() -> None:
    found = read_chords(sounding([clip(line([45], beats=4.0))]), Metre(), 0.0, 4.0, C_MAJOR)
    assert all(heard.confidence < SURE for heard in found)
    sure = read_chords(sounding([clip(block_chords("F:maj"))]), Metre(), 0.0, 4.0, C_MAJOR)
    assert sure[0].confidence >= SURE


@pytest.mark.parametrize("silent", [Note(0.0, 61, 4.0, muted=True), Note(0.0, 61, 4.0, channel=9)])
def test_muted_notes_and_drums_are_not_heard(silent: Note) -> None:
    assert read(Notes([*block_chords("C:maj"), *(silent for _ in range(9))]), 1) == ["C:maj"]
