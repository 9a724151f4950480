"""A clip's notes: packed and unpacked, told apart, and compared after a read-back."""

import dataclasses
import math
import pickle
import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bridge.model.errors import BadNotes
from bridge.model.notes import RECORD, Note, Notes, differences

SMALLEST = 1e-9


def single(low: float, high: float) -> st.SearchStrategy[float]:
    return st.floats(low, high, width=32)


NOTE = st.builds(
    Note,
    start_beats=st.floats(-64, 4096),
    pitch=st.integers(0, 127),
    length_beats=st.floats(SMALLEST, 64),
    velocity=single(1, 127),
    channel=st.integers(0, 15),
    muted=st.booleans(),
    release_velocity=single(0, 127),
    probability=single(0, 1),
    velocity_deviation=single(-127, 127),
)
CLIP = st.lists(NOTE, max_size=12)
GRID_NOTE = st.builds(
    Note,
    start_beats=st.integers(0, 40).map(lambda step: step / 6),
    pitch=st.integers(48, 60),
    length_beats=st.sampled_from([0.25, 0.5, 1.0]),
    velocity=st.integers(1, 127).map(float),
)


def note(**fields: object) -> Note:
    return dataclasses.replace(Note(start_beats=1.0, pitch=60, length_beats=0.5), **fields)  # type: ignore[arg-type]


@given(CLIP)
def test_notes_come_back_exactly_as_they_were_packed(played: list[Note]) -> None:
    notes = Notes(played)
    assert list(notes) == played
    assert Notes.from_packed(notes.packed) == notes
    assert len(notes.packed) == RECORD.size * len(played) == 36 * len(notes)


def test_one_note_in_bytes() -> None:
    muted = Note(1.5, 61, 0.25, 100.0, 9, True, 64.0, 0.5, -3.0)
    assert Notes([muted]).packed == bytes.fromhex(
        "3ff8000000000000"  # starts at 1.5
        "3fd0000000000000"  # lasts 0.25
        "42c80000"  # velocity 100
        "42800000"  # release velocity 64
        "3f000000"  # probability 0.5
        "c0400000"  # velocity deviation -3
        "3d090100"  # pitch 61, channel 9, muted, zero
    )


def test_velocity_is_kept_in_single_precision_and_position_in_double() -> None:
    (kept,) = Notes([note(start_beats=1 / 3, velocity=100.3)])
    assert kept.start_beats == 1 / 3
    assert kept.velocity == struct.unpack(">f", struct.pack(">f", 100.3))[0] != 100.3


@given(CLIP, st.randoms(use_true_random=False))
def test_the_fingerprint_does_not_care_about_the_order_of_notes(played: list[Note], random: object) -> None:
    shuffled = list(played)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert Notes(shuffled).fingerprint == Notes(played).fingerprint
    assert Notes(shuffled).sorted() == Notes(played).sorted()


CHANGES = {
    "start_beats": 1.0000000001,
    "pitch": 61,
    "length_beats": 0.5000000001,
    "velocity": 100.25,
    "channel": 1,
    "muted": True,
    "release_velocity": 63.0,
    "probability": 0.5,
    "velocity_deviation": 4.0,
}


def test_every_field_of_a_note_is_in_the_table_of_changes() -> None:
    assert set(CHANGES) == {field.name for field in dataclasses.fields(Note)}


@pytest.mark.parametrize("name", CHANGES)
def test_the_fingerprint_feels_every_field(name: str) -> None:
    others = [note(pitch=48), note(start_beats=3.0)]
    assert Notes([note(), *others]).fingerprint != Notes([note(**{name: CHANGES[name]}), *others]).fingerprint


def test_the_fingerprint_feels_a_missing_and_a_doubled_note() -> None:
    prints = {Notes([note()] * count).fingerprint for count in range(4)}
    assert len(prints) == 4
    assert all(len(text) == 16 and int(text, 16) >= 0 for text in prints)


def test_a_negative_zero_is_the_zero_that_it_equals() -> None:
    plain, signed = Notes([note(start_beats=0.0)]), Notes([note(start_beats=-0.0)])
    raw = Notes.from_packed(RECORD.pack(-0.0, 0.5, 100, 64, 1, -0.0, 60, 0, 0, 0))
    assert plain == signed == raw
    assert plain.fingerprint == signed.fingerprint == raw.fingerprint


@pytest.mark.parametrize(
    "fields",
    [
        {"start_beats": math.nan}, {"start_beats": math.inf}, {"length_beats": 0.0},
        {"length_beats": -1.0},
        {"length_beats": math.inf}, {"length_beats": math.nan}, {"pitch": -1}, {"pitch": 128},
        {"pitch": 60.5},
        {"velocity": 0.0}, {"velocity": 127.5}, {"velocity": math.nan}, {"channel": 16}, {"channel": -1},
        {"channel": 0.5}, {"release_velocity": -1.0}, {"release_velocity": 128.0}, {"probability": 1.01},
        {"probability": -0.01}, {"probability": math.nan}, {"velocity_deviation": 128.0},
        {"velocity_deviation": -128.0},
    ],
    ids=str,
)  # fmt: skip
def test_a_note_out_of_range_is_refused(fields: dict[str, float]) -> None:
    with pytest.raises(BadNotes):
        Notes([note(), note(**fields)])


@pytest.mark.parametrize(
    "record",
    [
        (math.nan, 1.0, 100, 64, 1, 0, 60, 0, 0, 0),
        (0.0, 0.0, 100, 64, 1, 0, 60, 0, 0, 0),
        (0.0, 1.0, 0, 64, 1, 0, 60, 0, 0, 0),
        (0.0, 1.0, 100, 64, 2, 0, 60, 0, 0, 0),
        (0.0, 1.0, 100, 64, 1, 0, 128, 0, 0, 0),
        (0.0, 1.0, 100, 64, 1, 0, 60, 16, 0, 0),
    ],
)
def test_packed_notes_from_a_peer_are_checked_like_any_other(record: tuple[float, ...]) -> None:
    with pytest.raises(BadNotes):
        Notes.from_packed(RECORD.pack(*record))


@given(st.binary(max_size=120))
def test_any_bytes_are_either_notes_or_refused(data: bytes) -> None:
    try:
        notes = Notes.from_packed(data)
    except BadNotes:
        return
    assert len(notes) * RECORD.size == len(data)


def test_a_cut_record_is_refused() -> None:
    with pytest.raises(BadNotes, match="35 bytes"):
        Notes.from_packed(Notes([note()]).packed[:-1])


def test_notes_are_a_sequence() -> None:
    notes = Notes([note(pitch=60), note(pitch=64), note(pitch=67)])
    assert [one.pitch for one in notes[1:]] == [64, 67]
    assert isinstance(notes[1:], Notes)
    assert notes[-1].pitch == 67
    assert note(pitch=64) in notes
    with pytest.raises(IndexError):
        notes[3]
    assert notes != list(notes)
    assert notes == pickle.loads(pickle.dumps(notes)) and hash(notes) == hash(Notes(list(notes)))


def test_the_end_of_a_clip_is_where_its_last_note_ends() -> None:
    assert Notes([note(start_beats=0.0, length_beats=8.0), note(start_beats=4.0)]).end_beats == 8.0
    assert Notes().end_beats == 0.0
    assert note(start_beats=-0.5, length_beats=2.0).end_beats == 1.5


@given(CLIP, st.randoms(use_true_random=False))
def test_a_clip_does_not_differ_from_itself_in_another_order(played: list[Note], random: object) -> None:
    shuffled = list(played)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert differences(Notes(played), Notes(shuffled)) == []


@given(st.lists(GRID_NOTE, max_size=12), st.data())
@settings(max_examples=60)
def test_a_read_back_that_is_off_by_less_than_the_tolerance_agrees(
    played: list[Note], data: st.DataObject
) -> None:
    jitter = st.floats(-9e-7, 9e-7)
    moved = [dataclasses.replace(one, start_beats=one.start_beats + data.draw(jitter)) for one in played]
    assert differences(Notes(played), Notes(data.draw(st.permutations(moved)))) == []


def test_a_chord_beside_a_rounding_edge_agrees() -> None:
    """Rounding to a grid before comparing would sort these two apart."""
    wanted = Notes([note(start_beats=4.99999e-6, pitch=60), note(start_beats=0.0, pitch=72)])
    found = Notes([note(start_beats=5.00001e-6, pitch=60), note(start_beats=0.0, pitch=72)])
    assert differences(wanted, found) == []


def test_two_notes_of_one_pitch_and_start_are_matched_by_the_rest() -> None:
    wanted = Notes([note(length_beats=1.0), note(start_beats=1.0 + 1e-9, length_beats=2.0)])
    found = Notes([note(start_beats=1.0 + 1e-9, length_beats=1.0), note(length_beats=2.0)])
    assert differences(wanted, found) == []


@pytest.mark.parametrize("name", [name for name in CHANGES if name not in ("start_beats", "length_beats")])
def test_a_changed_field_is_said_once(name: str) -> None:
    said = differences(
        Notes([note(), note(pitch=40)]), Notes([note(**{name: CHANGES[name]}), note(pitch=40)])
    )
    assert len(said) == 1
    assert said[0].startswith(f"Note 60 at beat 1: {name} ")


@pytest.mark.parametrize("name", ["start_beats", "length_beats"])
def test_a_moved_note_is_said_beyond_the_tolerance_only(name: str) -> None:
    before = note()
    after = note(**{name: getattr(before, name) + 0.01})
    assert len(differences(Notes([before]), Notes([after]))) == 1
    assert differences(Notes([before]), Notes([after]), tolerance_beats=0.02) == []


def test_a_missing_and_an_extra_note_are_named() -> None:
    pair, one = Notes([note(), note(pitch=64, start_beats=2.0)]), Notes([note()])
    assert differences(pair, one) == [
        "2 notes were written and 1 read back.",
        "Note 64 at beat 2 is missing.",
    ]
    assert differences(one, pair) == [
        "1 notes were written and 2 read back.",
        "Note 64 at beat 2 was not written by us.",
    ]


@given(st.lists(GRID_NOTE, min_size=1, max_size=8), st.data())
@settings(max_examples=60)
def test_a_changed_note_never_passes_unsaid(played: list[Note], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(played) - 1))
    changed = list(played)
    changed[index] = dataclasses.replace(changed[index], velocity_deviation=1.0)
    assert differences(Notes(played), Notes(changed))
