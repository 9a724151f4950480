"""Given a file's tracks, when a clip is asked for, then it is heard what sounds with it or before it."""

from __future__ import annotations

import pytest

from bridge.generation.clip_files import file_name
from bridge.generation.from_file import request_from
from bridge.model.errors import BadInput
from bridge.model.notes import Note, Notes
from bridge.model.timebase import Metre

TUNE = Notes(Note(beat, 60 + beat % 7, 1.0) for beat in range(14))
DRUMS = Notes(Note(beat, 36, 0.2, channel=9) for beat in range(14))
TRACKS = (("Lead", TUNE), ("Kit", DRUMS))


def test_along_the_file_from_its_start_and_as_long() -> None:
    request = request_from("chords", TRACKS, Metre(), seed=4, count=2)
    (clip,) = request.context
    assert (request.bars, request.seed, request.count, clip.start_beats, clip.notes) == (4, 4, 2, 0.0, TUNE)
    assert (clip.track_name, clip.clip_id) == ("Lead", "track-1")


def test_after_the_file_it_is_what_came_before() -> None:
    request = request_from("chords", TRACKS, Metre(3, 4), place="after", bars=2)
    (clip,) = request.context
    assert (request.bars, clip.start_beats) == (2, -15.0)
    assert [clip.start_beats + note.start_beats for note in clip.notes] == [beat - 15 for beat in range(14)]


def test_of_a_long_file_the_nearest_beats_are_heard() -> None:
    long = Notes(Note(beat, 60, 1.0) for beat in range(400))
    (along,) = request_from("chords", [("", long)], Metre(), bars=4).context
    (after,) = request_from("chords", [("", long)], Metre(), place="after").context
    assert len(along.notes) == 16 and along.track_name == "Track 1"
    assert (len(after.notes), after.start_beats) == (64, -64.0)
    assert request_from("chords", [("", long)], Metre()).bars == 64


def test_an_empty_file_still_gets_a_clip_and_an_unknown_place_none() -> None:
    assert request_from("chords", [], Metre()).bars == 8
    with pytest.raises(BadInput, match="along, after"):
        request_from("chords", TRACKS, Metre(), place="under")


@pytest.mark.parametrize(
    ("title", "name"),
    [("I–V in C major", "1 I–V in C major.mid"), ('a/b\\c:d*"e', "1 a-b-c-d-e.mid"), ("...", "1 clip.mid")],
)
def test_a_clip_is_named_by_its_title(title: str, name: str) -> None:
    assert file_name(title, 1) == name
    assert len(file_name(title * 60, 12)) < 100
