"""Chords in patterns: in time, in the groove, and never stuck."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bridge.model.notes import Note, Notes
from bridge.model.timebase import Metre
from generators.chords.feel import STRAIGHT_FEEL, Feel, feel
from generators.chords.harmonic_rhythm import Slot, harmonic_rhythm
from generators.chords.patterns import PATTERNS, anticipated, strokes
from generators.chords.playing import Manner, play
from generators.chords.strokes import Scene
from generators.theory import chord_parameters
from generators.theory.chord import parse_chord
from generators.theory.voice_leading import lead
from generators.theory.voicing import Voicing
from generators.theory.voicing_instruments import INSTRUMENTS
from tests.generators.playing import clip, line

FOUR = Metre(4, 4)
metres = st.sampled_from(
    [Metre(4, 4), Metre(3, 4), Metre(6, 8), Metre(5, 4), Metre(7, 8), Metre(2, 2), Metre(12, 8)]
)
SWING = Feel(accents=(1.0,) * 16, swing_ratio=2.0, swing_unit_beats=1.0)
BAR = [Slot(0.0, 4.0)]


def voiced(symbols: str) -> list[Voicing]:
    return lead([parse_chord(symbol) for symbol in symbols.split()], 36, 84)


def played(
    pattern: str, symbols: str = "A:min F:maj C:maj G:maj", metre: Metre = FOUR, **manner: object
) -> Notes:
    found = voiced(symbols)
    slots = [Slot(metre.bar_beats * at, metre.bar_beats) for at in range(len(found))]
    return play(found, slots, metre, np.random.default_rng(1), Manner(pattern, **manner))  # type: ignore[arg-type]


def onsets(notes: Notes, end: float = 4.0) -> list[float]:
    return sorted({round(note.start_beats, 3) for note in notes if note.start_beats < end})


def drums(*hits: tuple[float, int], bars: int = 4) -> Notes:
    return Notes([Note(4 * bar + beat, pitch, 0.1, 100.0, 9) for bar in range(bars) for beat, pitch in hits])


def test_every_word_has_its_pattern() -> None:
    assert set(chord_parameters.PATTERNS) == set(PATTERNS)
    for instrument in INSTRUMENTS.values():
        assert {name for _, name in instrument.patterns} | {instrument.alone} <= set(PATTERNS)


@given(
    st.sampled_from(sorted(PATTERNS)),
    metres,
    st.floats(0, 1),
    st.floats(0, 1),
    st.booleans(),
    st.integers(1, 5),
)
@settings(max_examples=120, deadline=None)
def test_no_note_is_stuck_and_none_starts_while_it_sounds(
    pattern: str, metre: Metre, density: float, harmony: float, swings: bool, bars: int
) -> None:
    slots = list(harmonic_rhythm(bars, metre, harmony, np.random.default_rng(0)))
    symbols = ["A:min7", "F:maj", "C:maj/3", "G:7"]
    found = voiced(" ".join(symbols[at % 4] for at in range(len(slots))))
    felt = SWING if swings and metre.pulse_beats == 1.0 else STRAIGHT_FEEL
    notes = play(found, slots, metre, np.random.default_rng(0), Manner(pattern, density, felt))
    end = bars * metre.bar_beats
    assert len(notes)
    assert all(note.start_beats >= 0 and note.end_beats <= end + 1e-9 for note in notes)
    assert all(1 <= note.velocity <= 127 for note in notes)
    for pitch in {note.pitch for note in notes}:
        same = [note for note in notes.sorted() if note.pitch == pitch]
        assert all(a.end_beats <= b.start_beats + 1e-9 for a, b in pairwise(same))
    early = 1.0 if pattern == "push" else 0.0
    for note in notes:
        inside = [
            set(voicing)
            for voicing, slot in zip(found, slots, strict=True)
            if slot.start_beats - early - 1e-6 < note.end_beats and note.start_beats < slot.end_beats - 1e-6
        ]
        assert any(note.pitch in pitches for pitches in inside)
    if pattern != "pad":
        spans = anticipated(slots, Scene(metre, 0, felt, 4).off) if pattern == "push" else slots
        for note in notes:
            (home,) = [s for s in spans if felt.played(s.start_beats) - 1e-6 <= note.start_beats
                       < felt.played(s.end_beats) - 1e-6]  # fmt: skip
            assert note.end_beats <= felt.played(home.end_beats) + 1e-6


@given(st.sampled_from(sorted(PATTERNS)), metres, st.floats(0, 1))
@settings(max_examples=60, deadline=None)
def test_every_chord_is_played(pattern: str, metre: Metre, density: float) -> None:
    slots = list(harmonic_rhythm(4, metre, 1.0, np.random.default_rng(0)))
    for chord in strokes(pattern, slots, Scene(metre, density, STRAIGHT_FEEL, 4)):
        assert chord and all(stroke.length_beats > 0 for stroke in chord)


@pytest.mark.parametrize(
    ("pattern", "density", "expected"),
    [
        ("held", 0.3, [0]),
        ("pulse", 0.3, [0, 1, 2, 3]),
        ("pulse", 0.8, [0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5]),
        ("skank", 0.3, [0.5, 1.5, 2.5, 3.5]),
        ("comp", 0.3, [0, 1.5]),
        ("boomchick", 0.3, [0, 1, 2, 3]),
        ("push", 0.3, [0, 3.5]),
        ("arp", 0.3, [0, 1, 2, 3]),
        ("arp", 0.5, [0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5]),
        ("broken", 0.3, [0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5]),
    ],
)  # fmt: skip
def test_the_first_bar_of_a_pattern(pattern: str, density: float, expected: list[float]) -> None:
    assert onsets(played(pattern, density=density)) == expected


def test_a_waltz_is_boom_chick_chick() -> None:
    notes = played("boomchick", "C:maj F:maj", Metre(3, 4))
    size = [sum(note.start_beats == beat for note in notes) for beat in (0, 1, 2, 3)]
    assert size == [1, 3, 3, 1]
    assert min(note.pitch for note in notes if note.start_beats == 1) > notes[0].pitch


def test_compound_beats_divide_in_three() -> None:
    """In 6/8 off-beats and ups are eighths, never the middle of a beat."""
    metre = Metre(6, 8)
    for pattern in ("skank", "comp", "pulse", "arp", "broken", "strum"):
        for density in (0.5, 1.0):
            scene = Scene(metre, density, STRAIGHT_FEEL, 4)
            (chord,) = strokes(pattern, [Slot(0.0, 3.0)], scene)
            finest = 0.25 if density == 1.0 else 0.5
            assert all((stroke.start_beats / finest) % 1 == 0 for stroke in chord)
    assert onsets(played("skank", "C:maj", metre)) == [1.0, 2.5]


def test_stabs_lie_on_the_kick() -> None:
    beat = clip(drums((0, 36), (0.75, 36), (2.5, 36), (1, 38), (3, 38)), track_name="Drums")
    heard = feel((beat,), (), FOUR)
    notes = played("stabs", density=1.0, feel=heard)
    assert onsets(notes) == [0, 0.75, 2.5]
    assert all(note.length_beats <= 0.5 for note in notes)


def test_comping_leaves_room_for_the_snare() -> None:
    beat = clip(drums((0, 36), (1.5, 36), (2.5, 36), (1, 38), (3, 38)), track_name="Drums")
    found = onsets(played("comp", density=0.3, feel=feel((beat,), (), FOUR)))
    assert set(found) == {0, 1.5, 2.5}


def test_a_kick_of_its_own_track_is_known_by_name() -> None:
    kick = clip(line([60] * 16), track_name="Kick")
    heard = feel((kick,), (), FOUR)
    assert [round(at / 4, 2) for at, loud in enumerate(heard.kick) if loud] == [0, 1, 2, 3]
    assert not any(heard.snare)


def test_rare_hits_are_no_groove() -> None:
    once = Notes([*drums((0, 36), bars=8), Note(5.25, 36, 0.1, 120.0, 9)])
    heard = feel((clip(once, track_name="Drums"),), (), FOUR)
    assert [at for at, loud in enumerate(heard.kick) if loud] == [0]


def test_chords_swing_with_the_hats() -> None:
    hats = drums((0, 42), (0.667, 42), (1, 42), (1.667, 42), (2, 42), (2.667, 42), (3, 42), (3.667, 42))
    heard = feel((clip(hats, track_name="Drums"),), (), FOUR)
    assert heard.swing_unit_beats == 1.0 and heard.swing_ratio == pytest.approx(2.0, abs=0.05)
    found = onsets(played("skank", feel=heard))
    assert found == pytest.approx([0.667, 1.667, 2.667, 3.667], abs=0.01)


@given(st.floats(0, 16), st.floats(0, 16), st.floats(1.25, 3.0), st.sampled_from([0.5, 1.0]))
def test_swing_keeps_order_and_whole_units(one: float, other: float, ratio: float, unit: float) -> None:
    swung = Feel(swing_ratio=ratio, swing_unit_beats=unit)
    low, high = sorted((one, other))
    assert swung.played(low) <= swung.played(high) + 1e-9
    assert swung.played(round(one)) == pytest.approx(round(one))


def test_velocities_follow_the_drums() -> None:
    loud_two = Notes([
        Note(4 * bar + beat, 42, 0.1, 120.0 if beat == 1 else 30.0, 9)
        for bar in range(4)
        for beat in range(4)
    ])  # fmt: skip
    notes = played("pulse", feel=feel((clip(loud_two, track_name="Drums"),), (), FOUR))
    mean = [np.mean([n.velocity for n in notes if n.start_beats == beat]) for beat in (1, 2, 3)]
    assert mean[0] > mean[1] + 3 and mean[0] > mean[2] + 3


def test_common_tones_of_a_pad_sound_on() -> None:
    """A minor and F major share A and C: one note each through both bars."""
    notes = played("pad", "A:min F:maj")
    through = {note.pitch % 12 for note in notes if note.length_beats > 4}
    assert through == {9, 0}
    struck = played("held", "A:min F:maj")
    assert all(note.length_beats < 4 for note in struck)


def test_a_strum_goes_down_and_up_the_strings() -> None:
    notes = list(played("strum", "C:maj", density=0.5, tempo_bpm=100.0).sorted())
    down = [note for note in notes if note.start_beats < 0.2]
    up = [note for note in notes if 1.5 - 1e-6 <= note.start_beats < 1.7]
    assert [note.pitch for note in down] == sorted(note.pitch for note in down)
    assert [note.pitch for note in up] == sorted((note.pitch for note in up), reverse=True)
    gap = down[1].start_beats - down[0].start_beats
    assert gap * 60 / 100 == pytest.approx(0.012)


def test_more_density_is_more_notes() -> None:
    for pattern in ("pulse", "arp", "strum", "comp"):
        beat = clip(drums((0, 36), (1.5, 36), (2.5, 36), (1, 38), (3, 38), (3.5, 42)), track_name="Drums")
        heard = feel((beat,), (), FOUR)
        counts = [len(played(pattern, density=density, feel=heard)) for density in (0.1, 0.5, 1.0)]
        assert counts == sorted(counts) and counts[0] < counts[-1]
