"""Faults in the middle of a transaction: whatever goes wrong, it is made once or not at all."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bridge.daws.studio.faults import Fault, Faults
from bridge.model.notes import Note, Notes
from bridge.model.session import Place
from bridge.osc.codec import Message
from tests.studio.test_changes import BASS, EMPTY, KEYS, mixer
from tests.studio.wire import create_clip, on_stage
from tests.virtual_loop import run


def test_a_connection_lost_before_apply_leaves_nothing() -> None:
    async def play() -> None:
        faults = Faults()
        faults.arm(Fault.DROP_BEFORE_APPLY)
        async with on_stage(faults=faults) as stage:
            daemon = await stage.welcome()
            daemon.begin("r1", create_clip(KEYS, EMPTY))
            daemon.send("/change/apply", "r1")
            daemon = await stage.welcome()
            assert (await daemon.ask("/change/query", "q1", "r1"))[0].args[1] == "unknown_request"
            assert (await daemon.change("r1", create_clip(KEYS, EMPTY)))[-1].address == "/done"
            assert len(stage.session.clips) == 3

    run(play())


def test_an_answer_lost_after_apply_can_be_asked_for() -> None:
    async def play() -> None:
        faults = Faults()
        faults.arm(Fault.DROP_AFTER_APPLY)
        async with on_stage(faults=faults) as stage:
            daemon = await stage.welcome()
            daemon.begin("r1", create_clip(KEYS, EMPTY))
            daemon.send("/change/apply", "r1")
            daemon = await stage.welcome()
            result, done = await daemon.ask("/change/query", "q1", "r1")
            assert done.address == "/done"
            assert result.args[2] in stage.session.clips
            assert (await daemon.change("r1", create_clip(KEYS, EMPTY)))[-1].address == "/done"
            assert len(stage.session.clips) == 3

    run(play())


def test_a_crash_half_way_leaves_nothing_half_made_and_forgets_the_request() -> None:
    async def play() -> None:
        faults = Faults()
        faults.arm(Fault.CRASH_IN_APPLY)
        async with on_stage(faults=faults) as stage:
            daemon = await stage.welcome()
            before = stage.session.snapshot()
            daemon.begin("r1", create_clip(KEYS, EMPTY), mixer(BASS, "pan", 0.0, 0.5))
            daemon.send("/change/apply", "r1")
            daemon = await stage.welcome()
            assert daemon.hello.args[6] == "life-2"
            assert stage.session.snapshot().clips == before.clips
            assert stage.session.snapshot().tracks == before.tracks
            assert (await daemon.ask("/change/query", "q1", "r1"))[0].args[1] == "unknown_request"

    run(play())


def test_a_studio_that_loses_notes_is_found_out_by_reading_back() -> None:
    async def play() -> None:
        faults = Faults()
        faults.arm(Fault.HALF_NOTES)
        async with on_stage(faults=faults) as stage:
            daemon = await stage.welcome()
            notes = Notes(Note(float(beat), 60, 1.0) for beat in range(10))
            result, done = await daemon.change("r1", create_clip(KEYS, EMPTY, notes))
            assert done.address == "/done"
            assert (await daemon.notes(result.args[2]))[1] == notes[:5]

    run(play())


def test_replies_can_come_twice_or_late() -> None:
    async def play() -> None:
        faults = Faults(delay_s=(0.5, 0.5))
        faults.arm(Fault.DUPLICATE_REPLY)
        async with on_stage(faults=faults) as stage:
            daemon = await stage.welcome()
            daemon.send("/ping", 1)
            assert [(await daemon.next()).args for _ in range(2)] == [(1,), (1,)]
            faults.arm(Fault.DELAY_REPLY)
            daemon.send("/ping", 2)
            daemon.send("/ping", 3)
            before = asyncio.get_running_loop().time()
            assert [(await daemon.next()).args for _ in range(2)] == [(3,), (2,)]
            assert asyncio.get_running_loop().time() == pytest.approx(before + 0.5)

    run(play())


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.integers(0, 2**32), st.lists(st.sampled_from([KEYS, BASS]), min_size=1, max_size=4))
def test_whatever_goes_wrong_a_request_is_made_once_or_not_at_all(seed: int, tracks: list[str]) -> None:
    """A daemon that asks again after each loss, until it has an answer, with all faults by chance."""

    async def play() -> None:
        chances = {fault: 0.3 for fault in Fault if fault is not Fault.HALF_NOTES}
        faults = Faults(seed, chances, delay_s=(0.0, 0.2))
        async with on_stage(faults=faults) as stage:
            before = len(stage.session.clips)
            changes = [
                create_clip(track, Place(start_beats=100.0 + 8 * number))
                for number, track in enumerate(tracks)
            ]
            answers: list[Message] = []
            while not answers:
                daemon = await stage.welcome()
                try:
                    async with asyncio.timeout(5):
                        answers = await daemon.change("r1", *changes)
                except TimeoutError:
                    pass
                except AssertionError:  # the stream ended
                    continue
            assert len(stage.session.clips) - before == (len(tracks) if answers[-1].address == "/done" else 0)
            assert len(stage.session.steps) <= 1

    run(play())
