"""Given a session, when a generator is briefed, then it also hears the sections apart from the place."""

from __future__ import annotations

from bridge.generation.brief import brief
from bridge.generation.context import LOOKBACK_BEATS
from bridge.generation.elsewhere import MOST_NOTES, MOST_SECTIONS, elsewhere, unread_elsewhere
from bridge.generation.hearing import MAX_CLIPS
from bridge.model.notes import Note, Notes
from bridge.model.session import Place
from tests.generation.sets import SetBuilder, slot, span
from tests.generators.playing import block_chords

LOOP = block_chords("A:min F:maj C:maj G:maj")
BEAT = Notes([Note(float(beat), 36, 0.5) for beat in range(16)])


def names(sections: tuple[tuple[object, ...], ...]) -> list[list[tuple[str, float]]]:
    return [[(clip.clip_id, clip.start_beats) for clip in section] for section in sections]  # type: ignore[attr-defined]


def test_scenes_that_are_not_heard_with_the_slot_are_sections_of_their_own() -> None:
    built = SetBuilder(scenes=5).track("Keys").track("Bass").track("Drums")
    for scene in ("s0", "s1", "s4"):
        built.clip("Keys", LOOP, scene).clip("Bass", LOOP, scene).clip("Drums", BEAT, scene)
    request = brief(built.session(), slot("Keys", "s2"), "chords")
    assert {clip.clip_id for clip in request.context} == {"Keys@s1", "Bass@s1"}
    assert names(request.elsewhere) == [
        [("Bass@s0", 0.0), ("Keys@s0", 0.0)],
        [("Bass@s4", 0.0), ("Keys@s4", 0.0)],
    ]
    assert brief(built.session(), slot("Drums", "s2"), "drums").elsewhere == ()


def test_of_the_timeline_what_is_long_past_and_what_comes_later() -> None:
    built = SetBuilder().track("Keys").track("Pad")
    for start in (0.0, 16.0, 100.0, 132.0, 200.0, 232.0):
        built.clip("Keys", LOOP, start=start)
    session = built.session()
    found = elsewhere(session, Place("", 100.0 + LOOKBACK_BEATS), 16.0)
    assert names(found) == [
        [("Keys@0.0", 0.0), ("Keys@16.0", 16.0)],
        [("Keys@200.0", 0.0), ("Keys@232.0", 32.0)],
    ]
    heard = {clip.clip_id for clip in brief(session, span("Pad", 164.0), "chords").context}
    assert heard.isdisjoint(clip.clip_id for section in found for clip in section)


def test_muted_clips_and_unknown_notes_are_left_out() -> None:
    built = SetBuilder().track("Keys").track("Quiet", muted=True)
    built.clip("Keys", LOOP, "s0", muted=True).clip("Quiet", LOOP, "s0").clip("Keys", None, "s1")
    assert elsewhere(built.session(), Place("s2"), 16.0) == ()


def test_a_long_set_is_bounded() -> None:
    built = SetBuilder(scenes=40).track("Keys")
    full = Notes([Note(beat / 4, 60, 0.25) for beat in range(1500)])
    for scene in range(39):
        built.clip("Keys", full, f"s{scene}")
    found = elsewhere(built.session(), Place("s39"), 16.0)
    assert 0 < len(found) <= MOST_SECTIONS
    assert sum(len(clip.notes) for section in found for clip in section) <= MOST_NOTES


def test_clips_that_are_not_read_yet_are_named_in_the_sets_order() -> None:
    built = SetBuilder(scenes=60).track("Keys")
    for scene in range(60):
        built.clip("Keys", None, f"s{scene}", length_beats=4.0)
    asked = unread_elsewhere(built.session(), Place("s0"), 8)
    assert asked[:2] == ["Keys@s0", "Keys@s1"] and len(asked) == MAX_CLIPS - 8
