"""Faults of the DAW: a menu stays open for 8 or for 30 seconds, with requests on their way."""

from __future__ import annotations

import asyncio
from functools import partial

import pytest

from bridge.daws.writing import apply
from bridge.model.changes import CreateClip, MoveControl
from bridge.model.errors import DeadlinePassed, NoAnswer, PlaceTaken, Refused, StaleTarget
from tests.scenario.intact import intact, only_ours
from tests.scenario.stagehand import LENGTH_BEATS, Stagehand
from tests.scenario.verbs import EXACT_DB, NOTES, TITLE, fader_track

SHORT_S, LONG_S = 8.0, 30.0
IMPATIENT_S, PATIENT_S = 5.0, 50.0
LATE_S = 2.0


def ids(name: str, seconds: float) -> str:
    return f"{name} {seconds:g}"


async def waits(hand: Stagehand, seconds: float) -> None:
    """A request that may take so long is done afterwards, once."""
    before = await hand.truth()
    create = CreateClip(*hand.place(), LENGTH_BEATS, TITLE, NOTES)
    async with hand.stalled(seconds):
        request = apply(hand.peer, ids("waits", seconds), "Sideman: waits", [create], PATIENT_S)
        waiting = asyncio.ensure_future(request)
        await asyncio.sleep(0)
    await hand.doing(waiting)
    there = await hand.truth()
    only_ours(there, before, hand)
    await intact(hand, there)
    await hand.delete_clip(TITLE)
    await intact(hand, before)


async def is_too_late(hand: Stagehand, seconds: float) -> None:
    """A request past its deadline is never done, neither then nor later."""
    before, track = await hand.truth(), fader_track(hand.peer)
    change = MoveControl(track.id, "volume_db", track.mixer.volume_db, -6.0)
    async with hand.stalled(seconds):
        request = apply(hand.peer, ids("late", seconds), "Sideman: late", [change], IMPATIENT_S)
        late = asyncio.ensure_future(request)
        await asyncio.sleep(0)
    with pytest.raises((NoAnswer, DeadlinePassed)):
        await hand.doing(late)
    await hand.pass_s(LATE_S)
    await intact(hand, before)


async def edited_meanwhile(hand: Stagehand, seconds: float) -> None:
    """The musician fills the place and moves the fader while the menu is open: theirs stays."""
    before, track = await hand.truth(), fader_track(hand.peer)
    create = CreateClip(*hand.place(), LENGTH_BEATS, TITLE, NOTES)
    move = MoveControl(track.id, "volume_db", track.mixer.volume_db, -6.0)
    async with hand.stalled(seconds):
        requests = [
            apply(hand.peer, ids("put", seconds), "Sideman: put", [create], PATIENT_S),
            apply(hand.peer, ids("move", seconds), "Sideman: move", [move], PATIENT_S),
        ]
        waiting = [asyncio.ensure_future(request) for request in requests]
        await asyncio.sleep(0)
        await hand.put_clip("Mine")
        await hand.move_fader(-20.0)
        theirs = await hand.truth()
    for task, refusals in zip(waiting, (PlaceTaken, StaleTarget), strict=True):
        with pytest.raises((refusals, DeadlinePassed, NoAnswer)) as told:
            await hand.doing(task)
        assert isinstance(told.value, Refused | NoAnswer)
    await hand.pass_s(LATE_S)
    await intact(hand, theirs)
    assert await hand.fader_db() == pytest.approx(-20.0, abs=EXACT_DB)
    await hand.delete_clip("Mine")
    await hand.move_fader(track.mixer.volume_db)
    assert (await hand.truth()).clips == before.clips


FAULTS = {
    f"{what}, {seconds:g} s": partial(fault, seconds=seconds)
    for what, fault in {
        "stall, request waits": waits,
        "stall, request too late": is_too_late,
        "stall, edits meanwhile": edited_meanwhile,
    }.items()
    for seconds in (SHORT_S, LONG_S)
}
