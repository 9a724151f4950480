"""Auditions on a MIDI port: on time, and never a hanging note, whatever happens."""

from __future__ import annotations

import asyncio
import logging

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bridge.midi.audition_player import LEAD_S, AuditionPlayer
from bridge.model.errors import NoMidiPort
from bridge.model.notes import Note, Notes
from tests.midi.fake_port import FakePort
from tests.virtual_loop import run

CHORD = Notes([Note(0.0, 60, 2.0), Note(0.0, 64, 2.0, 90), Note(1.5, 67, 1.0, channel=2)])


def test_notes_sound_at_their_moments_and_end_at_theirs() -> None:
    async def listen() -> None:
        port = FakePort()
        player = AuditionPlayer(lambda: port)
        assert player.play(CHORD, 120.0) == "Synth"
        await player.finished()
        heard = [(round(at - LEAD_S, 9), *message) for at, message in port.sent]
        assert heard == [
            (0.0, 0x90, 60, 100),
            (0.0, 0x90, 64, 90),
            (0.75, 0x92, 67, 100),
            (1.0, 0x80, 60, 64),
            (1.0, 0x80, 64, 64),
            (1.25, 0x82, 67, 64),
            (1.25, 0xB0, 64, 0),
            (1.25, 0xB0, 123, 0),
            (1.25, 0xB2, 64, 0),
            (1.25, 0xB2, 123, 0),
        ]
        assert not player.playing

    run(listen())


def test_a_pickup_is_heard_before_the_first_beat() -> None:
    async def listen() -> None:
        port = FakePort()
        player = AuditionPlayer(lambda: port)
        player.play(Notes([Note(-1.0, 67, 1.0), Note(0.0, 72, 1.0)]), 60.0)
        await player.finished()
        assert port.notes_on() == [(pytest.approx(LEAD_S), 67), (pytest.approx(1 + LEAD_S), 72)]

    run(listen())


def test_stopping_releases_what_sounds_and_plays_nothing_more() -> None:
    async def listen() -> None:
        port = FakePort()
        player = AuditionPlayer(lambda: port)
        player.play(CHORD, 60.0)
        await asyncio.sleep(1.0)
        player.stop()
        player.stop()
        assert not port.hanging()
        assert [m for _, m in port.sent][-2:] == [bytes((0xB0, 64, 0)), bytes((0xB0, 123, 0))]
        count = len(port.sent)
        await asyncio.sleep(10.0)
        assert len(port.sent) == count and not player.playing

    run(listen())


def test_another_suggestion_takes_over_without_a_hanging_note() -> None:
    async def listen() -> None:
        port = FakePort()
        player = AuditionPlayer(lambda: port)
        player.play(CHORD, 60.0)
        await asyncio.sleep(0.5)
        player.play(Notes([Note(0.0, 60, 1.0)]), 60.0)
        await player.finished()
        assert not port.hanging()
        assert [pitch for _, pitch in port.notes_on()] == [60, 64, 60]

    run(listen())


def test_muted_notes_are_silent_and_unlikely_ones_are_up_to_chance() -> None:
    async def listen(chance: float) -> list[int]:
        port = FakePort()
        player = AuditionPlayer(lambda: port, chance=lambda: chance)
        notes = Notes(
            [Note(0.0, 60, 1.0, muted=True), Note(0.0, 62, 1.0, probability=0.5), Note(1.0, 64, 1.0)]
        )
        player.play(notes, 120.0)
        await player.finished()
        return [pitch for _, pitch in port.notes_on()]

    assert run(listen(0.4)) == [62, 64]
    assert run(listen(0.6)) == [64]


def test_the_chosen_channel_is_for_notes_without_one_of_their_own() -> None:
    async def listen() -> list[int]:
        port = FakePort()
        player = AuditionPlayer(lambda: port, channel=4)
        player.play(Notes([Note(0.0, 60, 1.0), Note(0.0, 36, 1.0, channel=9)]), 120.0)
        await player.finished()
        return sorted({message[0] & 0x0F for _, message in port.sent})

    assert run(listen()) == [4, 9]


def test_nothing_to_play_is_finished_at_once() -> None:
    async def listen() -> None:
        player = AuditionPlayer(FakePort)
        player.play(Notes(), 120.0)
        await player.finished()

    run(listen())


def test_without_a_port_it_says_so_and_tries_again_the_next_time() -> None:
    async def listen() -> None:
        ports: list[FakePort] = []

        def opening() -> FakePort:
            if not ports:
                raise NoMidiPort("There is no MIDI port.")
            return ports[0]

        player = AuditionPlayer(opening)
        with pytest.raises(NoMidiPort):
            player.play(CHORD, 120.0)
        assert not player.playing
        ports.append(FakePort("Back again"))
        assert player.play(CHORD, 120.0) == "Back again"
        player.close()
        assert ports[0].closed and not ports[0].hanging()

    run(listen())


def test_notes_that_hang_in_an_unplugged_synth_are_released_when_it_is_back() -> None:
    async def listen() -> None:
        synth = FakePort()
        player = AuditionPlayer(synth.plug_in)
        player.play(CHORD, 60.0)
        await asyncio.sleep(1.0)
        synth.unplugged = True
        await player.finished()
        assert set(synth.hanging()) == {(0, 60), (0, 64)}
        player.play(Notes([Note(0.0, 40, 1.0)]), 60.0)
        assert not synth.hanging()
        player.stop()

    run(listen())


def test_after_a_stall_late_notes_are_left_out_and_the_beat_is_where_it_should_be() -> None:
    async def listen() -> None:
        port = FakePort()
        player = AuditionPlayer(lambda: port)
        player.play(Notes(Note(float(beat), 60 + beat, 0.5) for beat in range(6)), 60.0)
        await asyncio.sleep(1.5)
        asyncio.get_running_loop().stand_still(2.3)  # type: ignore[attr-defined]
        await player.finished()
        assert port.notes_on() == [
            (pytest.approx(LEAD_S), 60),
            (pytest.approx(1 + LEAD_S), 61),
            (pytest.approx(4 + LEAD_S), 64),
            (pytest.approx(5 + LEAD_S), 65),
        ]
        assert not port.hanging()

    run(listen())


positions = st.integers(-8, 24).map(lambda number: number / 4)
some_notes = st.lists(
    st.builds(
        Note,
        positions,
        st.integers(60, 63),
        st.sampled_from([0.25, 0.5, 1.0, 4.0]),
        channel=st.integers(0, 1),
    ),
    max_size=20,
).map(Notes)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(
    st.lists(
        st.tuples(some_notes, st.floats(0, 6), st.sampled_from(["let ring", "stop", "unplug"])), max_size=5
    )
)
def test_whatever_is_played_stopped_or_unplugged_no_note_hangs(acts: list[tuple[Notes, float, str]]) -> None:
    async def listen() -> None:
        synth = FakePort()
        player = AuditionPlayer(synth.plug_in)
        for notes, wait_s, act in acts:
            player.play(notes, 120.0)
            await asyncio.sleep(wait_s)
            if act == "stop":
                player.stop()
            synth.unplugged = act == "unplug" and player.playing
        player.play(Notes(), 120.0)
        await player.finished()
        player.play(Notes(), 120.0)  # it may have been unplugged until now
        assert not synth.hanging()

    logging.disable(logging.WARNING)
    try:
        run(listen())
    finally:
        logging.disable(logging.NOTSET)
