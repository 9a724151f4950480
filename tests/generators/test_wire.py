"""What crosses the pipe arrives as it was sent, and nothing else is let in."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.model.errors import BY_CODE, BadInput
from bridge.model.keys import Key
from bridge.model.notes import Note, Notes
from bridge.model.suggestion import Provenance
from bridge.model.timebase import Metre
from generators.api import Candidate, ContextClip, Request
from generators.wire import (
    LENGTH,
    MOST_FRAME_BYTES,
    Answered,
    Ask,
    Describe,
    Described,
    Listing,
    Message,
    body_length,
    error_of,
    failure,
    frame,
    read_from_worker,
    read_to_worker,
)

notes = st.lists(
    st.builds(
        Note, st.floats(-8, 64), st.integers(0, 127), st.floats(0.01, 16), st.integers(1, 127).map(float)
    ),
    max_size=5,
).map(Notes)
words = st.text(max_size=12)
clips = st.builds(ContextClip, words, words, words, st.floats(-64, 64), st.floats(0, 64), notes)
requests = st.builds(
    Request,
    words,
    seed=st.integers(0, 2**63),
    key=st.none() | st.builds(Key, st.integers(0, 11), st.sampled_from(["major", "blues"])),
    metre=st.builds(Metre, st.integers(1, 12), st.sampled_from([4, 8])),
    context=st.lists(clips, max_size=3).map(tuple),
    parameters=st.dictionaries(words, st.integers() | words, max_size=2).filter(
        lambda found: all(not isinstance(v, int) or abs(v) < 2**63 for v in found.values())
    ),
)
candidates = st.builds(
    Candidate, words, words, notes, st.floats(0, 64),
    st.builds(Provenance, words, training=st.lists(words, max_size=2).map(tuple), seed=st.integers(0, 9)),
    st.dictionaries(words, st.floats(0, 1) | words, max_size=2),
)  # fmt: skip


def body(message: Message) -> bytes:
    framed = frame(message)
    assert body_length(framed[: LENGTH.size]) == len(framed) - LENGTH.size
    return framed[LENGTH.size :]


@given(words, requests)
def test_an_ask_arrives_as_it_was_sent(generator: str, request: Request) -> None:
    assert read_to_worker(body(Ask(generator, request))) == Ask(generator, request)


@given(st.lists(candidates, max_size=3).map(tuple))
def test_an_answer_arrives_as_it_was_sent(found: tuple[Candidate, ...]) -> None:
    assert read_from_worker(body(Answered(found))) == Answered(found)


def test_describing_arrives_as_it_was_sent() -> None:
    assert read_to_worker(body(Describe())) == Describe()
    listings = Described((Listing("a", "ready", ("b",), "c", "", "d"),))
    assert read_from_worker(body(listings)) == listings


@pytest.mark.parametrize("code", sorted(BY_CODE))
def test_every_error_keeps_its_class_and_its_three_parts(code: str) -> None:
    error = BY_CODE[code]("What happened.", "What to do.", "a_special_code")
    found = error_of(read_from_worker(body(failure(error))))  # type: ignore[arg-type]
    assert type(found) is type(error)
    assert (found.code, found.message, found.hint) == ("a_special_code", "What happened.", "What to do.")


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xc1garbage",
        msgspec.msgpack.encode({"say": "dance"}),
        msgspec.msgpack.encode({"say": "describe", "loudly": True}),
        msgspec.msgpack.encode({"say": "ask", "generator": "g", "request": {"kind": "k", "speed": 2}}),
        msgspec.msgpack.encode({"say": "ask", "generator": "g", "request": {"kind": "k", "metre": [4, 4]}}),
        msgspec.msgpack.encode(
            {
                "say": "ask",
                "generator": "chords",
                "request": {
                    "kind": "c",
                    "context": [
                        {
                            "clip_id": "", "clip_name": "", "track_name": "", "start_beats": 0.0,
                            "length_beats": 4.0, "notes": b"cut",
                        }
                    ],
                },
            }
        ),
    ],
)  # fmt: skip
def test_what_is_no_message_is_refused(raw: bytes) -> None:
    with pytest.raises(BadInput) as refused:
        read_to_worker(raw)
    assert refused.value.code == "bad_frame"


def test_a_frame_that_is_too_long_is_refused_on_both_sides() -> None:
    with pytest.raises(BadInput):
        body_length(LENGTH.pack(MOST_FRAME_BYTES + 1))
    huge = Candidate("t", "r", Notes(), 4.0, Provenance(), {"x": "y" * MOST_FRAME_BYTES})
    with pytest.raises(BadInput) as refused:
        frame(Answered((huge,)))
    assert refused.value.code == "frame_too_long"


def test_what_has_no_wire_form_is_refused() -> None:
    with pytest.raises(BadInput):
        frame(Answered((Candidate("t", "r", Notes(), 4.0, Provenance(), {"x": object()}),)))
