"""JSON lines in, JSON lines out: the contract through which harmonisations are measured."""

from __future__ import annotations

import json
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generators.harmonise.answering import answer, answers
from generators.harmonise.asked import Wishes
from generators.theory.chord import parse_chord
from tests.generators.harmonise.tunes import TWINKLE, notes_of, twinkle

TRIADS = {"maj", "min", "dim", "aug"}


def test_a_plain_tune_gets_the_chords_that_everyone_hears() -> None:
    slots = answer(twinkle())["slots"]
    assert len(slots) == 8
    assert slots[0] == slots[1] == "C:maj"
    assert slots[3] == "C:maj" and slots[7] == "C:maj"
    assert slots[6] in ("G:maj", "D:min", "B:dim")


@pytest.mark.parametrize(
    ("tonic", "first"), [("Eb", "Eb:maj"), (3, "Eb:maj"), ("F#", "F#:maj"), ("db", "Db:maj")]
)
def test_chords_are_spelt_in_the_key(tonic: object, first: str) -> None:
    step = {"Eb": 3, 3: 3, "F#": 6, "db": 1}[tonic]  # type: ignore[index]
    moved = [[onset, length, pitch + step] for onset, length, pitch in notes_of(TWINKLE)]
    assert answer(twinkle(notes=moved, tonic=tonic))["slots"][0] == first


def test_a_tune_is_harmonised_alike_in_every_key() -> None:
    home = answer(twinkle())["slots"]
    for step in range(1, 12):
        moved = [[onset, length, pitch + step] for onset, length, pitch in notes_of(TWINKLE)]
        found = answer(twinkle(notes=moved, tonic=step))["slots"]
        back = [((parse_chord(s).root_pitch_class - step) % 12, s.split(":")[1]) for s in found]
        assert back == [(parse_chord(s).root_pitch_class, s.split(":")[1]) for s in home]


def test_the_order_of_notes_and_slots_does_not_matter() -> None:
    straight = answer(twinkle())
    turned = answer(twinkle(notes=notes_of(TWINKLE)[::-1], slot_starts=[14, 12, 10, 8, 6, 4, 2, 0, 0]))
    assert turned["slots"] == [*straight["slots"][::-1], straight["slots"][0]]


def test_alternatives_really_differ() -> None:
    rows = answer(twinkle(), Wishes(candidates=4))["nbest"]
    assert len(rows) == 4
    assert rows[0]["score"] == 0 and all(row["score"] <= 0.5 for row in rows)
    for one, other in combinations(rows, 2):
        assert sum(a != b for a, b in zip(one["slots"], other["slots"], strict=True)) >= 2
    assert all(len(set(row["slots"])) >= 3 for row in rows)


def test_slots_outside_the_notes_get_a_chord_as_well() -> None:
    slots = answer(twinkle(slot_starts=[-8, -4, 0, 4, 16, 20, 40]))["slots"]
    assert len(slots) == 7
    assert {slot.split(":")[1] for slot in slots} <= TRIADS


def test_without_slots_the_rhythm_is_chosen_and_told() -> None:
    record = {k: v for k, v in twinkle().items() if k != "slot_starts"}
    found = answer(record)
    assert len(found["slots"]) == len(found["slot_starts"])
    assert found["slot_starts"][0] == 0 and sorted(set(found["slot_starts"])) == found["slot_starts"]
    changes = [a != b for a, b in zip(found["slots"], found["slots"][1:], strict=False)]
    assert all(changes)
    assert answer(record, Wishes(rhythm="bar"))["slot_starts"] == [0, 4, 8, 12]
    assert answer(record, Wishes(rhythm="half"))["slot_starts"] == [0, 2, 4, 6, 8, 10, 12, 14]


def test_a_repeated_phrase_gets_its_chords_again() -> None:
    phrase = (64, 65, 67, 72, 71, 69, 68, 69, 62, 64, 65, 69, 67, 65, 64, 62)
    other = (60, 62, 64, 65, 66, 67, 69, 71, 72, 71, 69, 66, 67, None, None, None)
    notes = [*notes_of(phrase), *notes_of(other, 16), *notes_of(phrase, 32), *notes_of(other, 48)]
    record = twinkle(notes=notes, slot_starts=list(range(0, 64, 2)))
    for row in answer(record, Wishes(candidates=3))["nbest"]:
        assert row["slots"][:8] == row["slots"][16:24]
        assert row["slots"][8:16] == row["slots"][24:]


def test_a_bass_line_and_a_mix_of_parts_can_be_harmonised() -> None:
    bass = [[4 * n, 4, pitch] for n, pitch in enumerate((36, 41, 43, 36))]
    starts = [0, 4, 8, 12]
    from_bass = answer({"notes": bass, "tonic": "C", "mode": "major", "slot_starts": starts})["slots"]
    assert from_bass[0] == from_bass[3] == "C:maj"
    assert from_bass[2] == "G:maj"
    thirds = [[4 * n, 4, pitch] for n, pitch in enumerate((64, 69, 71, 64))]
    fifths = [[4 * n, 4, pitch] for n, pitch in enumerate((67, 72, 74, 67))]
    full = answer({"notes": bass + thirds + fifths, "tonic": "C", "mode": "major", "slot_starts": starts})[
        "slots"
    ]
    assert full == ["C:maj", "F:maj", "G:maj", "C:maj"]
    named = answer(
        {"parts": {"bass": bass, "melody": thirds}, "tonic": "C", "mode": "major", "slot_starts": starts}
    )["slots"]
    assert named == ["C:maj", "F:maj", "G:maj", "C:maj"]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("{", "bad_input"),
        ("[1]", "bad_input"),
        ('{"id": "x", "notes": 3}', "bad_notes"),
        ('{"id": "x", "notes": [[0, 1]]}', "bad_notes"),
        ('{"id": "x", "notes": [[0, 1, 400]]}', "bad_notes"),
        ('{"id": "x", "notes": [[0, -1, 60]]}', "bad_notes"),
        ('{"id": "x", "notes": [[0, 1, 60]], "metre": "4/5"}', "bad_input"),
        ('{"id": "x", "notes": [[0, 1, 60]], "metre": "waltz"}', "bad_input"),
        ('{"id": "x", "notes": [[0, 1, 60]], "tonic": "H"}', "bad_input"),
        ('{"id": "x", "notes": [[0, 1, 60]], "mode": "sad"}', "bad_input"),
        ('{"id": "x", "notes": [[0, 1, 60]], "slot_starts": ["a"]}', "bad_input"),
        ('{"id": "x", "notes": [[0, 1, 60]], "slot_starts": [NaN]}', "bad_input"),
        ('{"id": "x", "notes": [[0, 1000000, 60]]}', "too_long"),
        ('{"id": "x", "notes": [], "candidates": 0}', "bad_count"),
        (json.dumps({"id": "x", "notes": [], "slot_starts": list(range(9000))}), "too_long"),
    ],
)
def test_a_bad_line_costs_only_itself(line: str, code: str) -> None:
    found = list(answers([line, "", json.dumps(twinkle())]))
    assert len(found) == 2
    assert found[0]["error"]["code"] == code
    assert found[0]["error"]["message"]
    assert found[0]["id"] == ("x" if '"x"' in line else None)
    assert found[1]["id"] == "twinkle" and len(found[1]["slots"]) == 8


@pytest.mark.parametrize(
    "more",
    [
        {"notes": []},
        {"notes": [], "tonic": None, "mode": None},
        {"metre": [4, 4]},
        {"metre": None},
        {"bars": []},
        {"bars": [0, 4, 8, 12]},
        {"mode": "minor"},
        {"mode": "dorian"},
        {"mode": None},
        {"tonic": None, "mode": "minor"},
        {"tonic": "A minor", "mode": None},
        {"notes": [[0, 1, 60, 100], {"onset": 1, "length": 1, "pitch": 62}]},
        {"notes": [[0, 0, 60], [1.5, 1, 61.0]]},
    ],
)
def test_what_is_missing_or_oddly_written_is_made_good(more: dict[str, Any]) -> None:
    found = answer(twinkle(**more))
    assert len(found["slots"]) == 8
    assert {slot.split(":")[1] for slot in found["slots"]} <= TRIADS


def test_no_slots_asked_are_no_slots_given() -> None:
    assert answer(twinkle(slot_starts=[]))["slots"] == []


def test_a_pickup_is_placed_by_its_bars() -> None:
    pitches = (67, *[p for p in TWINKLE])
    record = twinkle(
        notes=notes_of(pitches), bars=[0, 1, 5, 9, 13], slot_starts=[0, 1, 3, 5, 7, 9, 11, 13, 15]
    )
    assert answer(record)["slots"][1:3] == ["C:maj", "C:maj"]


@given(
    st.lists(st.tuples(st.floats(-8, 60), st.floats(0, 8), st.integers(0, 127)).map(list), max_size=24),
    st.lists(st.floats(-20, 80), min_size=1, max_size=20),
    st.sampled_from(["4/4", "3/4", "6/8", "7/8", "2/2"]),
)
@settings(max_examples=40, deadline=None)
def test_any_notes_on_any_slots_are_answered(
    notes: list[list[float]], starts: list[float], metre: str
) -> None:
    found = answer({"id": 1, "notes": notes, "metre": metre, "slot_starts": starts})
    assert found["id"] == 1
    assert len(found["slots"]) == len(starts)
    for row in found["nbest"]:
        for symbol in row["slots"]:
            assert parse_chord(symbol).quality in TRIADS
