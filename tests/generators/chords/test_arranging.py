"""Given a session and a track, when chords are asked for, then they are played as a player there would."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bridge.model.errors import BadInput
from bridge.model.keys import parse_key
from bridge.model.notes import Note, Notes
from bridge.model.timebase import Metre
from generators.api import Candidate, ContextClip, Request
from generators.chords import ChordGenerator
from generators.chords.arranging import Wish, arrange, wish_of
from generators.theory.chord import parse_chord
from generators.theory.chord_parameters import INSTRUMENTS, PATTERNS, VOICINGS
from tests.generators.playing import clip, line

C_MAJOR = parse_key("C major")
LOOP = ["C:maj", "A:min7", "F:maj", "G:7"]
DRUMS = clip(
    Notes([
        Note(4.0 * bar + beat, pitch, 0.1, 100.0, 9)
        for bar in range(4)
        for beat, pitch in ((0, 36), (2.5, 36), (1, 38), (3, 38), *((n / 2, 42) for n in range(8)))
    ]),
    track_name="Drums",
    clip_id="beat",
)  # fmt: skip


def bass(*pitches: int) -> ContextClip:
    return clip(line(pitches, beats=4.0), track_name="Bass", clip_id="bass")


def ask(**fields: Any) -> Candidate:
    fields.setdefault("parameters", {})
    fields["parameters"] = {"chords": LOOP, **fields["parameters"]}
    (found,) = ChordGenerator().generate(Request(kind="chords", key=C_MAJOR, count=1, **fields))
    return found


def playing(**fields: Any) -> dict[str, Any]:
    told: dict[str, Any] = ask(**fields).details["playing"]
    return told


@given(
    st.sampled_from(sorted(VOICINGS)), st.sampled_from(sorted(INSTRUMENTS)),
    st.sampled_from(sorted(PATTERNS)), st.integers(3, 6), st.booleans(), st.booleans(), st.floats(0, 1),
)  # fmt: skip
@settings(max_examples=40, deadline=None)
def test_all_words_go_together(
    voicing: str, instrument: str, pattern: str, voices: int, drums: bool, with_bass: bool, density: float
) -> None:
    said = {"voicing": voicing, "instrument": instrument, "pattern": pattern, "voices": voices}
    found = ask(
        parameters=said, density=density, drums=(DRUMS,) if drums else (),
        context=(bass(36, 33, 41, 43),) if with_bass else (),
    )  # fmt: skip
    assert found.notes
    assert all(36 <= note.pitch <= 84 for note in found.notes)
    assert all(note.start_beats >= 0 and note.end_beats <= 16 for note in found.notes)
    told = found.details["playing"]
    assert (told["voicing"], told["pattern"]) == (voicing, pattern)
    assert found.provenance.parameters["voicing"] == voicing
    if voicing == "guitar":
        assert len(told["frets"]) == 4


def test_nothing_said_and_nothing_heard_is_a_pianist_who_holds() -> None:
    told = playing()
    assert (told["instrument"], told["voicing"], told["pattern"]) == ("piano", "keyboard", "held")


@pytest.mark.parametrize(
    ("track", "instrument", "voicing", "pattern"),
    [
        ("Acoustic Gtr", "guitar", "guitar", "strum"),
        ("Warm Pad", "pad", "open", "pad"),
        ("Strings", "strings", "parts", "pad"),
        ("Choir", "choir", "parts", "held"),
        ("Arp Synth", "synth", "keyboard", "arp"),
        ("Keys", "piano", "keyboard", "held"),
    ],
)
def test_the_track_says_who_plays(track: str, instrument: str, voicing: str, pattern: str) -> None:
    told = playing(track_name=track)
    assert (told["instrument"], told["voicing"], told["pattern"]) == (instrument, voicing, pattern)


def test_with_drums_the_density_chooses_the_pattern() -> None:
    chosen = [playing(drums=(DRUMS,), density=density)["pattern"] for density in (0.1, 0.3, 0.6, 0.9)]
    assert chosen == ["held", "push", "comp", "pulse"]


def test_what_was_asked_for_wins() -> None:
    told = playing(track_name="Gtr", drums=(DRUMS,), parameters={"instrument": "organ", "pattern": "skank"})
    assert (told["instrument"], told["pattern"]) == ("organ", "skank")


def test_under_a_bass_chords_leave_the_low_register() -> None:
    alone, together = ask(), ask(context=(bass(36, 33, 41, 43),))
    assert min(note.pitch for note in alone.notes) < 48 <= min(note.pitch for note in together.notes)
    assert together.details["playing"]["bass_plays"]


def test_the_basss_notes_become_inversions() -> None:
    """The progression's own chords take the bass where it holds a third or a fifth; named ones stay."""
    request = Request(kind="chords", key=C_MAJOR, seed=2, context=(bass(40, 40, 40, 40),))
    heard = 0
    for candidate in ChordGenerator().generate(request):
        for chord in candidate.details["chords"]:
            symbol = parse_chord(chord["symbol"])
            if 4 in symbol.pitch_classes:
                assert symbol.bass_pitch_class == 4
                heard += symbol.bass != "1"
    assert heard
    named = ask(context=(bass(40, 40, 40, 40),))
    assert [chord["symbol"] for chord in named.details["chords"]] == LOOP


def test_strict_means_part_writing_without_a_fault() -> None:
    told = playing(parameters={"strict": True})
    assert told["voicing"] == "parts" and told["rule_breaks"] == 0
    assert playing(parameters={"strict": "yes", "instrument": "choir", "voices": 4})["rule_breaks"] == 0


def test_a_guitar_shows_its_frets() -> None:
    shapes = playing(parameters={"instrument": "guitar"})["frets"]
    assert len(shapes) == 4 and all(len(shape.replace("(", "").replace(")", "")) >= 6 for shape in shapes)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"voicing": "sideways"}, "bad_voicing"),
        ({"instrument": "kazoo"}, "bad_instrument"),
        ({"pattern": 7}, "bad_pattern"),
        ({"strict": "perhaps"}, "bad_strict"),
        ({"voices": 9}, "bad_voices"),
        ({"voices": "many"}, "bad_voices"),
    ],
)
def test_unknown_words_are_refused_with_those_that_there_are(said: dict[str, Any], code: str) -> None:
    with pytest.raises(BadInput) as refused:
        ask(parameters=said)
    assert refused.value.code == code
    assert refused.value.hint
    if code == "bad_voicing":
        assert "drop2" in refused.value.hint and "auto" in refused.value.hint


def test_words_are_read_kindly() -> None:
    assert wish_of(
        {"voicing": "Drop2", "voices": "5", "strict": "on", "pattern": None, "chords": []}
    ) == Wish("drop2", "auto", "auto", True, 5)


def test_an_instrument_out_of_reach_is_said_and_one_only_guessed_gives_way() -> None:
    request = Request(kind="chords", low_pitch=24, high_pitch=40, parameters={"instrument": "ukulele"})
    with pytest.raises(BadInput) as refused:
        arrange(request, C_MAJOR, False)
    assert refused.value.code == "range_too_narrow"
    guessed = arrange(Request(kind="chords", low_pitch=24, high_pitch=40, track_name="Uke"), C_MAJOR, False)
    assert (guessed.layout.low, guessed.layout.high) == (24, 40)


def test_the_groove_is_part_of_the_provenance() -> None:
    found = ask(drums=(DRUMS,), track_name="Keys")
    assert found.provenance.context["drums"] == {"beat": DRUMS.notes.fingerprint}
    assert found.provenance.parameters["track_name"] == "Keys"


def test_other_metres_are_played_too() -> None:
    for metre in (Metre(3, 4), Metre(6, 8), Metre(7, 8)):
        found = ask(metre=metre, parameters={"pattern": "boomchick"}, bars=4)
        assert found.length_beats == 4 * metre.bar_beats
