"""Folding what the DAW reports into the session."""

from collections.abc import Mapping
from dataclasses import replace
from functools import reduce
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bridge.model import events as ev
from bridge.model import reducer
from bridge.model.keys import Key
from bridge.model.notes import Note, Notes
from bridge.model.reducer import apply, apply_all
from bridge.model.session import Clip, Mixer, Place, Scene, Selection, Send, Session, Track, Transport
from bridge.model.timebase import TempoMap

RIFF = Notes([Note(0.0, 60, 1.0), Note(1.0, 64, 1.0)])
CLIP = Clip("c1", "t1", "Riff", Place("s1"), 4.0, revision=1)
SETUP: tuple[ev.Event, ...] = (
    ev.SetOpened("set", "Song", "ableton", "e1"),
    ev.TrackSeen(Track("t1", "Keys")),
    ev.TrackSeen(Track("t2", "Bass", index=1)),
    ev.SceneSeen(Scene("s1", "Verse")),
    ev.ClipSeen(CLIP),
    ev.ClipSeen(Clip("c2", "t2", "Line", Place("", 8.0), 4.0)),
    ev.ClipSeen(Clip("c3", "t2", "Fill", Place("s1"), 4.0)),
    ev.NotesRead("c1", 1, RIFF),
)
SONG = apply_all(Session(), SETUP)

track_ids, scene_ids, clip_ids = (st.sampled_from([f"{letter}{n}" for n in (1, 2, 3)]) for letter in "tsc")
revisions = st.integers(0, 3)
note_lists = st.sampled_from([Notes(), RIFF, RIFF[:1]])
places = st.builds(Place, st.sampled_from(["", "s1", "s2"]), st.sampled_from([0.0, 8.0]))
clips = st.builds(
    Clip, clip_ids, track_ids, st.sampled_from("ab"), places, st.just(4.0), revisions,
    notes=st.none() | note_lists,
)  # fmt: skip
mixers = st.builds(Mixer, volume_db=st.sampled_from([0.0, -6.0]))
EVENTS: st.SearchStrategy[ev.Event] = st.one_of(
    st.builds(
        ev.SetOpened, st.sampled_from(["set", "other"]), st.just("Song"), st.just("reaper"), st.just("e2")
    ),
    st.builds(ev.SetRenamed, st.just("set"), st.sampled_from(["Song", "Song 2"])),
    st.builds(ev.TrackSeen, st.builds(Track, track_ids, st.sampled_from(["Keys", "Bass"]), mixer=mixers)),
    st.builds(ev.TrackGone, track_ids),
    st.builds(ev.MixerMoved, track_ids, mixers, revisions),
    st.builds(ev.SendMoved, st.builds(Send, track_ids, track_ids, st.sampled_from([0.0, -12.0]))),
    st.builds(ev.SceneSeen, st.builds(Scene, scene_ids, st.sampled_from(["Verse", "Drop"]))),
    st.builds(ev.SceneGone, scene_ids),
    st.builds(ev.ClipSeen, clips),
    st.builds(ev.ClipGone, clip_ids),
    st.builds(ev.NotesRead, clip_ids, revisions, note_lists),
    st.builds(ev.TransportMoved, st.builds(Transport, playing=st.booleans())),
    st.builds(ev.TempoMapRead, st.sampled_from([TempoMap(), TempoMap(((0.0, 90.0),))])),
    st.builds(ev.KeySet, st.none() | st.builds(Key, st.integers(0, 11))),
    st.builds(ev.SelectionMoved, st.builds(Selection, track_ids)),
)
STORIES = st.lists(EVENTS, max_size=20)


@given(STORIES)
def test_all_events_at_once_are_the_same_as_one_after_another(story: list[ev.Event]) -> None:
    assert apply_all(SONG, story) == reduce(apply, story, SONG)


@given(STORIES, st.integers(0, 20))
def test_a_story_can_be_told_in_two_parts(story: list[ev.Event], cut: int) -> None:
    assert apply_all(apply_all(SONG, story[:cut]), story[cut:]) == apply_all(SONG, story)


@given(STORIES)
def test_the_state_before_is_never_touched(story: list[ev.Event]) -> None:
    before = {kind: dict(getattr(SONG, kind)) for kind in ("tracks", "scenes", "clips")}
    after = apply_all(SONG, story)
    assert {kind: dict(getattr(SONG, kind)) for kind in before} == before
    for kind in before:
        kept: Mapping[str, object] = getattr(after, kind)
        with pytest.raises(TypeError):
            kept["new"] = None  # type: ignore[index]


@given(STORIES, EVENTS)
def test_what_changes_nothing_gives_the_very_same_session(story: list[ev.Event], event: ev.Event) -> None:
    state = apply_all(SONG, story)
    after = apply(state, event)
    if after == state and not isinstance(event, ev.SetOpened):
        assert after is state


@given(STORIES)
def test_every_object_is_kept_under_its_own_id(story: list[ev.Event]) -> None:
    after = apply_all(SONG, story)
    assert all(
        send.track_id in after.tracks and send.return_id in after.tracks for send in after.sends.values()
    )
    for things in (after.tracks, after.scenes, after.clips, after.sends):
        assert all(thing.id == key for key, thing in things.items())  # type: ignore[attr-defined]


@given(STORIES)
def test_gone_is_gone_with_all_that_was_in_it(story: list[ev.Event]) -> None:
    after = apply_all(apply_all(SONG, story), [ev.TrackGone("t2"), ev.SceneGone("s1"), ev.ClipGone("c1")])
    before = apply_all(SONG, story)
    assert "t2" not in after.tracks and "s1" not in after.scenes and "c1" not in after.clips
    for clip in after.clips.values():
        assert clip.track_id != "t2" or "t2" not in before.tracks
        assert clip.place.scene_id != "s1" or "s1" not in before.scenes


@given(STORIES)
@settings(max_examples=50)
def test_telling_a_story_twice_ends_where_telling_it_once_does(story: list[ev.Event]) -> None:
    """From the opening of a set on: a snapshot that is sent again changes nothing."""
    told = [*SETUP, *story]
    assert apply_all(apply_all(Session(), told), told) == apply_all(Session(), told)


def test_every_event_has_a_rule() -> None:
    assert set(reducer._RULES) == set(get_args(ev.Event))


@pytest.mark.parametrize(
    "event",
    [
        ev.TrackGone("no"),
        ev.SceneGone("no"),
        ev.ClipGone("no"),
        ev.MixerMoved("no", Mixer(volume_db=-6.0), 9),
        ev.SendMoved(Send("t1", "no", 0.0)),
        ev.SendMoved(Send("no", "t2", 0.0)),
        ev.NotesRead("no", 9, RIFF),
    ],
    ids=lambda event: type(event).__name__,
)
def test_a_late_word_about_something_unknown_changes_nothing(event: ev.Event) -> None:
    assert apply(SONG, event) is SONG


@pytest.mark.parametrize("event", SETUP[1:], ids=lambda event: type(event).__name__)
def test_hearing_again_what_is_known_changes_nothing(event: ev.Event) -> None:
    assert apply(SONG, event) is SONG


def test_a_clip_keeps_its_notes_while_its_revision_stands() -> None:
    renamed = apply(SONG, ev.ClipSeen(replace(CLIP, name="Riff 2")))
    assert renamed.clip("c1").notes == RIFF
    assert renamed.clip("c1").name == "Riff 2"


def test_a_clip_whose_notes_are_unread_takes_the_count_that_is_told() -> None:
    told = replace(SONG.clip("c2"), note_count=5)
    assert apply(SONG, ev.ClipSeen(told)).clip("c2") == told


def test_a_clip_loses_its_notes_when_its_revision_moved() -> None:
    assert apply(SONG, ev.ClipSeen(replace(CLIP, revision=2))).clip("c1").notes is None


def test_a_clip_that_comes_with_notes_has_those() -> None:
    assert apply(SONG, ev.ClipSeen(replace(CLIP, notes=RIFF[:1]))).clip("c1").notes == RIFF[:1]


def test_notes_that_were_read_bring_their_count_and_revision() -> None:
    read = apply(SONG, ev.NotesRead("c2", 5, RIFF)).clip("c2")
    assert (read.notes, read.note_count, read.revision) == (RIFF, 2, 5)


def test_notes_of_an_older_revision_are_dropped() -> None:
    newer = apply(SONG, ev.ClipSeen(replace(CLIP, revision=4)))
    assert apply(newer, ev.NotesRead("c1", 3, RIFF)) is newer


def test_a_deleted_track_takes_its_clips_along() -> None:
    after = apply(SONG, ev.TrackGone("t2"))
    assert set(after.clips) == {"c1"} and set(after.tracks) == {"t1"}


def test_a_deleted_scene_takes_its_clips_along_and_leaves_the_timeline() -> None:
    after = apply(SONG, ev.SceneGone("s1"))
    assert set(after.clips) == {"c2"} and not after.scenes


def test_an_opened_set_voids_everything_before() -> None:
    busy = apply_all(
        SONG,
        [ev.KeySet(Key(9)), ev.TransportMoved(Transport(playing=True)), ev.SelectionMoved(Selection("t1"))],
    )
    assert apply(busy, ev.SetOpened("set-2", "Next", "bitwig", "e9")) == Session(
        "set-2", "Next", "bitwig", "e9"
    )


def test_what_came_before_the_opening_in_the_same_batch_is_void_as_well() -> None:
    story = [
        ev.KeySet(Key(9)),
        ev.TrackSeen(Track("t9", "Old")),
        ev.SetOpened("n", "New", "ardour", "e"),
        *SETUP[1:3],
    ]
    assert apply_all(SONG, story) == apply_all(Session("n", "New", "ardour", "e"), SETUP[1:3])


def test_a_mixer_move_leaves_the_rest_of_the_track() -> None:
    track = apply(SONG, ev.MixerMoved("t2", Mixer(volume_db=-4.5, pan=0.2), 8)).track("t2")
    assert track == replace(SONG.track("t2"), mixer=Mixer(-4.5, 0.2), revision=8)


@pytest.mark.parametrize(
    ("event", "changed"),
    [
        (ev.SetRenamed("set-b", "Song B"), {"set_id": "set-b", "name": "Song B"}),
        (ev.TransportMoved(Transport(tempo_bpm=90.0)), {"transport": Transport(tempo_bpm=90.0)}),
        (ev.TempoMapRead(TempoMap(((0.0, 90.0),))), {"tempo_map": TempoMap(((0.0, 90.0),))}),
        (ev.KeySet(Key(2, "dorian", "daw")), {"key": Key(2, "dorian", "daw")}),
        (ev.SelectionMoved(Selection("t1", "s1")), {"selection": Selection("t1", "s1")}),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_belongs_to_the_whole_set(event: ev.Event, changed: dict[str, object]) -> None:
    assert apply(SONG, event) == replace(SONG, **changed)  # type: ignore[arg-type]


def test_a_field_that_moves_and_moves_back_ends_where_it_was() -> None:
    there, back = ev.TransportMoved(Transport(playing=True)), ev.TransportMoved(SONG.transport)
    assert apply_all(SONG, [there, back]) == SONG
