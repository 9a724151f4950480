"""Given a session and a place, when a generator is briefed, then it hears what a player would hear there."""

from __future__ import annotations

import pytest

from bridge.generation.brief import brief
from bridge.generation.context import LOOKBACK_BEATS
from bridge.generation.excerpt import MOST_CLIPS, MOST_NOTES
from bridge.model.keys import parse_key
from bridge.model.notes import Note, Notes
from bridge.model.timebase import Metre, TempoMap
from generators.chords import ChordGenerator
from tests.generation.sets import SetBuilder, slot, span
from tests.generators.playing import block_chords, line

LOOP = block_chords("A:min F:maj C:maj G:maj")
BASS = line([45, 41, 48, 43], beats=4.0)
BEAT = Notes([Note(float(beat), 36, 0.5) for beat in range(16)])


def band() -> SetBuilder:
    return SetBuilder().track("Keys").track("Bass").track("Drums").track("Pad")


def heard(request: object) -> list[tuple[str, float]]:
    return [(clip.clip_id, clip.start_beats) for clip in request.context]  # type: ignore[attr-defined]


def test_key_tempo_metre_and_bars_come_from_the_session() -> None:
    session = band().session(key=parse_key("E dorian"), metre=Metre(6, 8))
    request = brief(session, slot("Keys", "s0", 12.0), "chords", seed=3, adventure=0.7, avoid=("x",))
    assert request.key == parse_key("E dorian")
    assert (request.tempo_bpm, str(request.metre), request.bars) == (96.0, "6/8", 4)
    assert (request.kind, request.seed, request.adventure, request.avoid) == ("chords", 3, 0.7, ("x",))


def test_the_musicians_words_win() -> None:
    session = band().session(key=parse_key("E dorian"))
    request = brief(session, slot("Keys", "s0"), "chords", bars=2, key=parse_key("G major"))
    assert request.bars == 2 and request.key == parse_key("G major")


def test_a_slot_hears_its_scene_then_the_scene_above() -> None:
    session = (
        band()
        .clip("Keys", LOOP, "s0").clip("Bass", BASS, "s1").clip("Pad", LOOP, "s1").clip("Pad", LOOP, "s2")
        .session()
    )  # fmt: skip
    assert heard(brief(session, slot("Keys", "s1"), "chords")) == [
        ("Bass@s1", 0.0), ("Pad@s1", 0.0), ("Keys@s0", -16.0),
    ]  # fmt: skip


def test_an_empty_scene_goes_on_from_the_nearest_one_above() -> None:
    session = band().clip("Keys", LOOP, "s0").session()
    request = brief(session, slot("Keys", "s2"), "chords")
    assert heard(request) == [("Keys@s0", -16.0)]
    found = ChordGenerator().generate(request)
    assert "session's last chord" in found[0].reason


def test_a_short_loop_is_heard_as_often_as_it_sounds() -> None:
    session = band().clip("Bass", BASS, "s0", length_beats=16.0).session()
    (clip,) = brief(session, slot("Keys", "s0", 40.0), "chords").context
    assert [note.start_beats for note in clip.notes.sorted()] == [4.0 * n for n in range(10)]
    assert clip.length_beats == 40.0


def test_the_loop_inside_a_clip_is_what_sounds() -> None:
    notes = line([60, 62, 64, 65], beats=1.0)
    session = band().clip("Bass", notes, "s0", loop_start_beats=1.0, loop_length_beats=2.0).session()
    (clip,) = brief(session, slot("Keys", "s0", 4.0), "chords").context
    assert [(n.start_beats, n.pitch) for n in clip.notes.sorted()] == [(0, 62), (1, 64), (2, 62), (3, 64)]


def test_the_timeline_hears_what_overlaps_and_what_came_just_before() -> None:
    session = (
        band()
        .clip("Keys", LOOP, start=0.0).clip("Bass", BASS, start=20.0).clip("Pad", LOOP, start=200.0)
        .clip("Keys", LOOP, "s0")
        .session()
    )  # fmt: skip
    assert heard(brief(session, span("Keys", 16.0), "chords")) == [("Bass@20.0", 4.0), ("Keys@0.0", -16.0)]
    assert heard(brief(session, span("Keys", 16.0 + LOOKBACK_BEATS), "chords")) == [("Bass@20.0", -60.0)]


def test_the_clip_that_lies_at_the_place_itself_is_not_heard() -> None:
    session = band().clip("Keys", LOOP, "s0").clip("Pad", LOOP, start=8.0).session()
    assert heard(brief(session, slot("Keys", "s0"), "chords")) == []
    assert heard(brief(session, span("Pad", 0.0), "chords")) == []


@pytest.mark.parametrize(
    "name", ["Drums", "DRUM RACK", "Kick", "hi-hat", "808", "Perc 2", "Beats", "Snare top", "Drum Kit"]
)
def test_drums_are_not_heard_for_chords_but_for_drums(name: str) -> None:
    session = SetBuilder().track("Keys").track(name).clip(name, BEAT, "s0").session()
    assert heard(brief(session, slot("Keys", "s0"), "chords")) == []
    assert len(heard(brief(session, slot("Keys", "s0"), "drums"))) == 1


@pytest.mark.parametrize("name", ["Chatty synth", "Kitty lead", "Steel drummer boy's piano", "Upbeat"])
def test_names_that_only_look_like_drums_are_heard(name: str) -> None:
    session = SetBuilder().track("Keys").track(name).clip(name, LOOP, "s0").session()
    assert len(heard(brief(session, slot("Keys", "s0"), "chords"))) == 1


def test_a_track_on_the_drum_channel_is_drums_whatever_its_name() -> None:
    beat = Notes([Note(0.0, 36, 1.0, channel=9)])
    session = band().clip("Pad", beat, "s0").session()
    assert heard(brief(session, slot("Keys", "s0"), "chords")) == []


def test_drums_travel_apart_for_the_rhythm_of_chords() -> None:
    session = band().clip("Drums", BEAT, "s0").clip("Bass", BASS, "s0").session()
    for_chords = brief(session, slot("Keys", "s0"), "chords", parameters={"pattern": "comp"})
    assert heard(for_chords) == [("Bass@s0", 0.0)]
    assert [clip.clip_id for clip in for_chords.drums] == ["Drums@s0"]
    assert for_chords.track_name == "Keys"
    (found, *_) = ChordGenerator().generate(for_chords)
    assert found.details["playing"]["pattern"] == "comp" and found.details["playing"]["bass_plays"]
    assert brief(session, slot("Keys", "s0"), "drums").drums == ()


def test_what_is_muted_or_unknown_is_not_heard() -> None:
    session = (
        band()
        .track("Quiet", muted=True).clip("Quiet", LOOP, "s0")
        .clip("Bass", BASS, "s0", muted=True)
        .clip("Pad", None, "s0")
        .session()
    )  # fmt: skip
    assert heard(brief(session, slot("Keys", "s0"), "chords")) == []


def test_a_large_session_is_cut_to_what_is_near() -> None:
    builder = SetBuilder()
    for number in range(MOST_CLIPS + 9):
        builder.track(f"t{number}").clip(f"t{number}", LOOP, "s0")
    assert len(brief(builder.track("new").session(), slot("new", "s0"), "chords").context) == MOST_CLIPS


def test_a_dense_clip_is_cut_to_the_notes_that_are_near() -> None:
    dense = Notes([Note(place / 100, 60, 0.01) for place in range(2 * MOST_NOTES)])
    session = band().clip("Pad", dense, start=-90.0).session()
    context = brief(session, span("Keys", 10.0), "chords").context
    assert sum(len(clip.notes) for clip in context) == MOST_NOTES
    latest = max(note.start_beats for clip in context for note in clip.notes)
    assert latest == pytest.approx((2 * MOST_NOTES - 1) / 100)


def test_the_tempo_of_the_timeline_is_that_of_the_place() -> None:
    session = band().session(tempo_map=TempoMap(((0.0, 90.0), (32.0, 140.0))))
    assert brief(session, span("Keys", 40.0), "chords").tempo_bpm == 140.0
    assert brief(session, span("Keys", 0.0), "chords").tempo_bpm == 90.0
    assert brief(session, slot("Keys", "s0"), "chords").tempo_bpm == 96.0


def test_a_target_that_is_no_whole_number_of_bars_is_rounded_up() -> None:
    assert brief(band().session(), span("Keys", 0.0, 14.0), "chords").bars == 4


def test_the_same_session_gives_the_same_brief() -> None:
    session = band().clip("Keys", LOOP, "s0").clip("Bass", BASS, "s1").session()
    assert brief(session, slot("Pad", "s1"), "chords") == brief(session, slot("Pad", "s1"), "chords")
