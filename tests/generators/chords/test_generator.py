"""Given a session, when the musician asks for chords, then candidates come that fit it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bridge.model.errors import BadInput
from bridge.model.keys import SCALES, Key, parse_key
from bridge.model.notes import Notes
from bridge.model.timebase import Metre
from generators.api import Candidate, Generator, Request
from generators.chords import ChordGenerator
from generators.chords.palette import diatonic_classes
from generators.models.vocabulary import class_of
from generators.theory.chord import parse_chord
from generators.theory.scales import diatonic_pitch_classes
from tests.generators.playing import block_chords, clip, clip_before, line

A_MINOR, C_MAJOR = parse_key("A minor"), parse_key("C major")
metres = st.sampled_from([Metre(4, 4), Metre(3, 4), Metre(6, 8), Metre(5, 4), Metre(7, 8), Metre(2, 2)])
keys = st.builds(Key, st.integers(0, 11), st.sampled_from(sorted(SCALES)))
knob = st.floats(0, 1)


def ask(**fields: Any) -> list[Candidate]:
    return list(ChordGenerator().generate(Request(kind="chords", **fields)))


def symbols(candidate: Candidate) -> list[str]:
    return [chord["symbol"] for chord in candidate.details["chords"]]


@given(
    st.integers(0, 2**32), keys, metres, st.sampled_from([1, 2, 3, 4, 5, 8]), knob, knob, st.integers(1, 5),
    st.integers(20, 60), st.integers(11, 48),
)  # fmt: skip
@settings(max_examples=25, deadline=None)
def test_every_candidate_keeps_its_promises(
    seed: int,
    key: Key,
    metre: Metre,
    bars: int,
    adventure: float,
    density: float,
    count: int,
    low: int,
    width: int,
) -> None:
    request = Request(
        kind="chords", count=count, seed=seed, bars=bars, metre=metre, key=key, adventure=adventure,
        density=density, low_pitch=low, high_pitch=low + width,
    )  # fmt: skip
    found = list(ChordGenerator().generate(request))
    assert 1 <= len(found) <= count
    assert len({candidate.title for candidate in found}) == len(found)
    assert len({tuple(symbols(candidate)) for candidate in found}) == len(found)
    length = bars * metre.bar_beats
    for candidate in found:
        chords = candidate.details["chords"]
        assert candidate.length_beats == length
        assert all(low <= note.pitch <= low + width for note in candidate.notes)
        assert all(note.start_beats >= 0 and note.end_beats <= length for note in candidate.notes)
        assert chords[0]["start_beats"] == 0
        assert chords[-1]["start_beats"] + chords[-1]["length_beats"] == pytest.approx(length)
        for chord in chords:
            sounding = {n.pitch % 12 for n in candidate.notes if n.start_beats == chord["start_beats"]}
            assert sounding and sounding <= parse_chord(chord["symbol"]).pitch_classes
        assert candidate.reason[0].isupper() or not candidate.reason[0].isalpha()
        assert candidate.reason.endswith(".")
    assert list(ChordGenerator().generate(request)) == found


def test_it_is_a_generator() -> None:
    generator = ChordGenerator()
    assert isinstance(generator, Generator)
    generator.self_check()


def test_four_bars_in_a_minor_stay_in_a_minor() -> None:
    found = ask(key=A_MINOR, adventure=0.0, count=6, seed=4)
    assert len(found) == 6
    for candidate in found:
        assert candidate.title.endswith("in A minor")
        for symbol in symbols(candidate):
            assert diatonic_classes(A_MINOR)[class_of(parse_chord(symbol), A_MINOR.tonic)]


def test_candidates_are_different_progressions_and_not_revoicings() -> None:
    found = ask(key=C_MAJOR, count=6)
    roots = [tuple(parse_chord(symbol).root for symbol in symbols(candidate)) for candidate in found]
    assert len(set(roots)) == len(found) == 6


def test_another_seed_brings_other_chords() -> None:
    favourites = {tuple(symbols(ask(key=C_MAJOR, seed=seed, count=1)[0])) for seed in range(12)}
    assert len(favourites) >= 4


def test_adventure_is_heard_as_chords_from_outside_the_key() -> None:
    def outside(adventure: float) -> float:
        heard = [
            not parse_chord(symbol).pitch_classes <= diatonic_pitch_classes(C_MAJOR)
            for seed in range(6)
            for candidate in ask(key=C_MAJOR, adventure=adventure, seed=seed, count=8)
            for symbol in symbols(candidate)
        ]
        return sum(heard) / len(heard)

    plain, some, daring = outside(0.0), outside(0.5), outside(1.0)
    assert plain == 0.0
    assert plain < some < daring
    assert daring > 0.25


def test_density_is_heard_as_harmonic_rhythm() -> None:
    chords = [len(symbols(ask(key=C_MAJOR, density=density)[0])) for density in (0.0, 0.3, 0.6, 1.0)]
    assert chords == [2, 4, 6, 8]


def test_shown_titles_do_not_come_again() -> None:
    first = [candidate.title for candidate in ask(key=C_MAJOR)]
    second = [candidate.title for candidate in ask(key=C_MAJOR, avoid=tuple(first))]
    assert len(second) == 4 and not set(first) & set(second)


def test_it_goes_on_with_the_sessions_own_loop() -> None:
    """Am–F–C–G three times before: going round again is among the first things offered."""
    before = clip_before(block_chords(" ".join(["A:min F:maj C:maj G:maj"] * 3)))
    found = ask(context=(before,), key=A_MINOR, count=4)
    assert ["A:min", "F:maj", "C:maj", "G:maj"] in [symbols(candidate) for candidate in found]
    for candidate in found:
        assert "session" in candidate.reason and "VII (G)" in candidate.reason


def test_what_plays_along_is_harmonised() -> None:
    """A bass on E–C–G–D: most chords hold the bass note, and the first candidate's all do."""
    bass = line([40, 40, 40, 40, 36, 36, 36, 36, 43, 43, 43, 43, 38, 38, 38, 38])
    found = ask(context=(clip(bass, track_name="Bass"),), key=parse_key("E minor"))
    held = [
        sum(pc in parse_chord(s).pitch_classes for s, pc in zip(symbols(c), (4, 0, 7, 2), strict=True))
        for c in found
    ]
    assert held[0] == 4 and sum(held) >= 3 * len(held)
    assert "of what plays along" in found[0].reason


def test_without_a_key_it_listens() -> None:
    found = ask(context=(clip_before(block_chords("F#:min D:maj A:maj E:maj F#:min D:maj E:7 A:maj")),))
    assert found[0].details["key"] == "A major"
    assert found[0].provenance.context["key_source"] == "listened"


def test_named_chords_open_every_candidate() -> None:
    found = ask(key=C_MAJOR, parameters={"chords": ["C:maj", ["A:min7", 2.0], ["D:min7", 2.0]]})
    assert len(found) >= 2
    for candidate in found:
        assert symbols(candidate)[:3] == ["C:maj", "A:min7", "D:min7"]
        assert [c["start_beats"] for c in candidate.details["chords"][:4]] == [0.0, 4.0, 6.0, 8.0]
        assert candidate.reason.startswith("Keeps your C, Am7, Dm7")


def test_named_chords_that_fill_the_clip_are_just_played() -> None:
    (found,) = ask(key=C_MAJOR, bars=2, parameters={"chords": ["C:maj/3", "F:maj7", "G:7"]})
    assert symbols(found) == ["C:maj/3", "F:maj7"]


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"bars": 0}, "bad_bars"),
        ({"bars": 65}, "bad_bars"),
        ({"count": 0}, "bad_count"),
        ({"adventure": 1.5}, "bad_adventure"),
        ({"density": float("nan")}, "bad_density"),
        ({"low_pitch": 60, "high_pitch": 66}, "range_too_narrow"),
        ({"low_pitch": 90, "high_pitch": 40}, "bad_range"),
        ({"parameters": {"chords": "C:maj"}}, "bad_chords"),
        ({"parameters": {"chords": [["C:maj", 0]]}}, "bad_chords"),
        ({"parameters": {"chords": [{"C": 1}]}}, "bad_chords"),
        ({"parameters": {"chords": ["N"]}}, "bad_chords"),
        ({"parameters": {"chords": ["Cmaj"]}}, "bad_input"),
    ],
)
def test_what_cannot_be_done_is_refused_with_a_hint(fields: dict[str, Any], code: str) -> None:
    with pytest.raises(BadInput) as refused:
        ask(**fields)
    assert refused.value.code == code
    assert refused.value.hint


def test_the_history_of_every_note_is_told() -> None:
    before = clip_before(block_chords("C:maj G:maj"))
    provenance = ask(context=(before,), key=C_MAJOR, seed=5)[0].provenance
    assert provenance.generator == "chords"
    assert provenance.software.startswith("sideman ")
    assert provenance.seed == 5
    assert len(provenance.model_sha256) == 64 and provenance.model_id
    assert "Billboard" in provenance.training[0]
    assert provenance.context["clips"] == {"c1": before.notes.fingerprint}
    assert provenance.context["chords_before"] == ["C:maj", "G:maj"]
    assert provenance.parameters["bars"] == 4


def test_it_is_played_by_hands() -> None:
    """Outer voices lead, the bar's first chord is stronger, and no two velocities need be alike."""
    notes = ask(key=C_MAJOR, density=1.0, seed=2)[0].notes
    on_bar = [note.velocity for note in notes if note.start_beats % 4 == 0]
    off_bar = [note.velocity for note in notes if note.start_beats % 4 != 0]
    assert sum(on_bar) / len(on_bar) > sum(off_bar) / len(off_bar) + 5
    assert len({note.velocity for note in notes}) > 5
    assert all(50 <= note.velocity <= 100 for note in notes)


def test_the_same_clip_twice_makes_no_difference_to_silence() -> None:
    empty = clip(Notes(), track_name="Empty")
    assert [c.notes for c in ask(key=C_MAJOR, context=(empty,))] == [c.notes for c in ask(key=C_MAJOR)]
