"""Session events <-> messages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.model import events as ev
from bridge.model.errors import BadInput, BadMessage
from bridge.model.events import Event
from bridge.osc.codec import Message, decode, encode
from bridge.osc.session_events import EventReader, to_messages
from tests.osc.strategies import events, unhurried


def read(reader: EventReader, messages: list[Message]) -> list[Event]:
    found = [reader.event(decode(encode(message))) for message in messages]
    return [event for event in found if event is not None]


@unhurried
@given(events)
def test_an_event_comes_back_from_the_wire_as_it_was(event: Event) -> None:
    assert read(EventReader(), to_messages(event)) == [event]


@unhurried
@given(st.lists(events, max_size=8))
def test_one_reader_reads_many_events(said: list[Event]) -> None:
    assert read(EventReader(), [message for event in said for message in to_messages(event)]) == said


def test_a_message_that_tells_of_no_event_gives_none() -> None:
    assert EventReader().event(Message("/ping", (1,))) is None


def test_a_scale_that_sideman_does_not_know_is_no_key() -> None:
    assert EventReader().event(Message("/key", (0, "Bhairav"))) == ev.KeySet(None)


@pytest.mark.parametrize(
    "steps",
    [[(1, 2)], [(0, 2), (0, 2), (2, 2)], [(0, 0)], [(0, 1), (1, 1)], [(0, 3), (2, 3)]],
    ids=["no first", "a gap after a new start", "none of none", "one too many", "a gap"],
)
def test_tempo_steps_out_of_order_are_refused(steps: list[tuple[int, int]]) -> None:
    reader = EventReader()
    with pytest.raises(BadMessage):
        for step, count in steps:
            reader.event(Message("/tempo/step", (step, count, 4.0 * step, 120.0)))


def test_a_tempo_map_can_start_again_after_a_broken_one() -> None:
    reader = EventReader()
    reader.event(Message("/tempo/step", (0, 5, 0.0, 90.0)))
    event = reader.event(Message("/tempo/step", (0, 1, 0.0, 120.0)))
    assert isinstance(event, ev.TempoMapRead)
    assert event.tempo_map.steps == ((0.0, 120.0),)


@pytest.mark.parametrize(
    "message",
    [Message("/transport", (0, 0, 0.0, 120.0, 4, 3, 0.0)), Message("/tempo/step", (0, 1, 1.0, 120.0))],
    ids=["a metre of thirds", "a map that starts late"],
)
def test_what_the_model_refuses_is_refused_as_bad_input(message: Message) -> None:
    with pytest.raises(BadInput):
        EventReader().event(decode(encode(message)))
