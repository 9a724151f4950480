"""A generator's promise is not enough: what it answers is looked at."""

from __future__ import annotations

from typing import Any

import pytest

from bridge.generation.checks import checked, fault_of
from bridge.model.errors import GeneratorFailed
from bridge.model.notes import Note, Notes
from bridge.model.suggestion import Provenance
from generators.api import Candidate, Request

REQUEST = Request(kind="notes", count=2, bars=1, low_pitch=48, high_pitch=72)


def offer(*notes: Note, **changed: Any) -> Candidate:
    fields: dict[str, Any] = {"title": "a clip", "length_beats": 4.0} | changed
    return Candidate(
        fields["title"],
        "Because.",
        Notes(notes or [Note(0.0, 60, 1.0)]),
        fields["length_beats"],
        Provenance(),
    )


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        (offer(title=" "), "title"),
        (Candidate("empty", "", Notes(), 4.0, Provenance()), "no notes"),
        (offer(length_beats=3.0), "3 beats instead of 4"),
        (offer(Note(0.0, 47, 1.0)), "Pitch 47"),
        (offer(Note(0.0, 73, 1.0)), "Pitch 73"),
        (offer(Note(-0.5, 60, 1.0)), "beyond the clip"),
        (offer(Note(3.5, 60, 1.0)), "beyond the clip"),
    ],
)
def test_a_fault_is_named_and_the_candidate_left_out(bad: Candidate, said: str) -> None:
    assert said in fault_of(bad, REQUEST)
    assert checked([bad, offer()], REQUEST) == [offer()]
    with pytest.raises(GeneratorFailed) as failed:
        checked([bad], REQUEST)
    assert failed.value.code == "bad_candidates" and said in failed.value.message


def test_twins_are_one_and_no_more_come_than_were_asked_for() -> None:
    one, two, three = (offer(Note(0.0, pitch, 1.0), title=str(pitch)) for pitch in (60, 61, 62))
    assert checked([one, offer(*one.notes, title="twin"), two, three], REQUEST) == [one, two]


def test_no_answer_is_an_answer() -> None:
    assert checked([], REQUEST) == []
