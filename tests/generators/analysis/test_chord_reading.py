"""Given a session's clips, when Sideman reads them, then it hears the chords that were played."""

from __future__ import annotations

from itertools import groupby

import numpy as np
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
    heard = read(block_chords(" ".join(symbols)), len(symbols), key=parse_key("Eb major"))
    assert heard == [symbol for symbol, _ in groupby(symbols)]


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


def test_a_pad_changes_where_its_notes_do() -> None:
    """C, then E minor: two notes lie still, one moves on the third beat of the second bar."""
    pad = Notes(
        [
            *(Note(0.0, pitch, 6.0) for pitch in (48, 60)),
            *(Note(0.0, pitch, 16.0) for pitch in (64, 67)),
            *(Note(6.0, pitch, 10.0) for pitch in (52, 59)),
        ]
    )
    found = read_chords(sounding([clip(pad)]), Metre(), 0.0, 16.0, C_MAJOR)
    assert [(str(h.chord), h.start_beats, h.length_beats) for h in found] == [
        ("C:maj", 0.0, 6.0),
        ("E:min", 6.0, 10.0),
    ]


def test_a_change_an_eighth_early_is_heard_where_it_sounds() -> None:
    early = [Note(0.0, p, 3.5) for p in (36, 60, 64, 67)] + [Note(3.5, p, 4.5) for p in (41, 60, 65, 69)]
    found = read_chords(sounding([clip(Notes(early))]), Metre(), 0.0, 8.0, C_MAJOR)
    assert [(str(h.chord), h.start_beats) for h in found] == [("C:maj", 0.0), ("F:maj", 3.5)]


def test_chords_spread_over_tracks_are_one_harmony() -> None:
    bass = clip(line([45, 45, 41, 41], beats=2.0), track_name="Bass", clip_id="b")
    keys = clip(
        Notes([Note(t + 0.5 * i, p, 0.5) for t in (0, 2) for i, p in enumerate((60, 64, 69, 64))]
              + [Note(t + 0.5 * i, p, 0.5) for t in (4, 6) for i, p in enumerate((60, 65, 69, 65))]),
        track_name="Arp", clip_id="k",
    )  # fmt: skip
    found = read_chords(sounding([bass, keys]), Metre(), 0.0, 8.0, parse_key("A minor"))
    assert [(str(h.chord), h.start_beats) for h in found] == [("A:min", 0.0), ("F:maj", 4.0)]


def test_a_melody_with_passing_notes_does_not_change_the_chord() -> None:
    tune = [Note(i * 0.5, p, 0.5) for i, p in enumerate((76, 77, 79, 77, 76, 74, 72, 74))]
    found = read(Notes([*block_chords("C:maj"), *tune]), 1)
    assert found == ["C:maj"]


def test_uneven_hands_still_land_on_the_beat() -> None:
    rng = np.random.default_rng(3)
    loose = Notes(
        Note(max(0.0, note.start_beats + float(rng.normal(0, 0.015))), note.pitch, note.length_beats - 0.1)
        for note in block_chords("A:min F:maj C:maj G:maj")
    )
    found = read_chords(sounding([clip(loose)]), Metre(), 0.0, 16.0, parse_key("A minor"))
    assert [(str(h.chord), h.start_beats) for h in found] == [
        ("A:min", 0.0), ("F:maj", 4.0), ("C:maj", 8.0), ("G:maj", 12.0)
    ]  # fmt: skip


def test_a_chord_that_lasts_changes_its_bass_at_the_bar_line() -> None:
    assert read(block_chords("C:maj C:maj/3 F:maj"), 3) == ["C:maj", "C:maj/3", "F:maj"]
    alternating = Notes(
        [Note(beat, p, 2.0) for beat, p in ((0.0, 36), (2.0, 43), (4.0, 36), (6.0, 43))]
        + [Note(0.0, p, 8.0) for p in (60, 64, 67)]
    )
    assert read(alternating, 2) == ["C:maj"]


def test_a_foreign_bass_that_stays_is_a_slash_chord() -> None:
    slash = Notes([Note(0.0, 38, 4.0), *(Note(0.0, p, 4.0) for p in (60, 64, 67, 72))])
    found = read_chords(sounding([clip(slash)]), Metre(), 0.0, 4.0, C_MAJOR)
    assert found[0].chord.bass_pitch_class == 2


def test_silence_of_a_bar_parts_chords_and_a_short_one_does_not() -> None:
    stabs = Notes([Note(bar * 4.0, p, 0.5) for bar in (0, 1, 4) for p in (48, 60, 64, 67)])
    found = read_chords(sounding([clip(stabs)]), Metre(), 0.0, 20.0, C_MAJOR)
    assert [(h.start_beats, h.end_beats) for h in found] == [(0.0, 8.0), (16.0, 20.0)]


def test_off_beat_chords_belong_to_their_bar() -> None:
    skank = Notes(
        Note(bar * 4 + beat + 0.5, p, 0.3)
        for bar, chord in enumerate(((57, 60, 64), (57, 62, 65)))
        for beat in range(4)
        for p in chord
    )
    found = read_chords(sounding([clip(skank)]), Metre(), 0.0, 8.0, parse_key("A minor"))
    assert [(str(h.chord), h.start_beats) for h in found[1:]] == [("D:min/5", 4.0)]


@given(st.integers(0, 11), st.sampled_from(["C:maj F:maj G:7 C:maj", "A:min D:min E:7 A:min"]))
@settings(max_examples=24)
def test_every_transposition_is_heard_alike(semitones: int, symbols: str) -> None:
    minor = symbols.startswith("A")
    key = Key((9 if minor else 0) + 0, "minor" if minor else "major")
    moved_key = Key((key.tonic + semitones) % 12, key.scale)
    plain = block_chords(symbols)
    moved = Notes(Note(n.start_beats, n.pitch + semitones, n.length_beats) for n in plain)
    first = read_chords(sounding([clip(plain)]), Metre(), 0.0, 16.0, key)
    second = read_chords(sounding([clip(moved)]), Metre(), 0.0, 16.0, moved_key)
    assert [(h.start_beats, h.chord.quality, (h.chord.root_pitch_class + semitones) % 12) for h in first] == [
        (h.start_beats, h.chord.quality, h.chord.root_pitch_class) for h in second
    ]


def test_hundreds_of_bars_are_read_in_stretches() -> None:
    """A lone chord half a million beats on costs neither memory nor the chord at the start."""
    far = Notes(
        [*(Note(0.0, p, 4.0) for p in (48, 60, 64, 67)), *(Note(4e5, p, 4.0) for p in (53, 60, 65, 69))]
    )
    found = read_chords(sounding([clip(far)]), Metre(), 0.0, 4e5 + 4.0, C_MAJOR)
    assert [(str(h.chord), h.start_beats, h.length_beats) for h in found] == [
        ("C:maj", 0.0, 4.0),
        ("F:maj", 4e5, 4.0),
    ]


def test_a_lone_note_is_no_harmony() -> None:
    found = read_chords(sounding([clip(line([45], beats=4.0))]), Metre(), 0.0, 4.0, C_MAJOR)
    assert all(heard.confidence < SURE for heard in found)
    sure = read_chords(sounding([clip(block_chords("F:maj"))]), Metre(), 0.0, 4.0, C_MAJOR)
    assert sure[0].confidence >= SURE


@pytest.mark.parametrize("silent", [Note(0.0, 61, 4.0, muted=True), Note(0.0, 61, 4.0, channel=9)])
def test_muted_notes_and_drums_are_not_heard(silent: Note) -> None:
    assert read(Notes([*block_chords("C:maj"), *(silent for _ in range(9))]), 1) == ["C:maj"]
