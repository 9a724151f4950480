"""Faults of the set: tracks, scenes and clips come and go between Sideman's reading and its writing."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import replace
from typing import Any

import pytest

from bridge.daws.writing import apply
from bridge.model.changes import CreateClip, DeleteClip, MoveControl, ReplaceClip
from bridge.model.errors import NothingToUndo, SidemanError, Unavailable
from bridge.model.suggestion import Status, Suggestion
from tests.scenario.cut_off import begun_then, propose
from tests.scenario.intact import intact, only_ours
from tests.scenario.stagehand import FADER, LENGTH_BEATS, Stagehand
from tests.scenario.truth import Truth
from tests.scenario.verbs import EXACT_DB, NOTES, TITLE, committed, fader_track, shows

EARLY, DOOMED, FIRST = "Early", "Doomed", "First of all"
MOMENTS_S = (0.0, 0.03, 0.12, 0.3, 0.8)


async def track_inserted(hand: Stagehand) -> None:
    await _shifted(hand, hand.insert_track, EARLY)


async def scene_inserted(hand: Stagehand) -> None:
    await _shifted(hand, hand.insert_scene, FIRST)


async def _shifted(hand: Stagehand, insert: Callable[[str], Awaitable[None]], name: str) -> None:
    """What stands before the target comes between reading and asking, and between asking and doing."""
    suggestion, track = propose(hand), fader_track(hand.peer)
    await insert(name)
    await _lands_or_is_refused(hand, hand.desk.accept(suggestion.id))
    move = MoveControl(track.id, "volume_db", track.mixer.volume_db, -7.0)
    asked = asyncio.ensure_future(apply(hand.peer, f"move before {name}", "Sideman: fader", [move]))
    await asyncio.sleep(0)
    await insert(f"{name} again")
    before = await hand.truth()
    try:
        await hand.doing(asked)
    except SidemanError as problem:
        assert not isinstance(problem, Unavailable)
        await intact(hand, before)
    else:
        assert await hand.fader_db() == pytest.approx(-7.0, abs=EXACT_DB)
        await hand.move_fader(track.mixer.volume_db)
        assert _others(await hand.truth()) == _others(before)
    await _lands_or_is_refused(hand, hand.desk.accept(propose(hand).id), lambda: insert(f"{name} at last"))


def _others(truth: Truth) -> Truth:
    return replace(truth, tracks=tuple(strip for strip in truth.tracks if strip[0] != FADER))


async def _lands_or_is_refused(
    hand: Stagehand,
    accept: Coroutine[Any, Any, Suggestion],
    meanwhile: Callable[[], Awaitable[None]] | None = None,
) -> None:
    before = await hand.truth()
    accepting = asyncio.ensure_future(accept)
    await asyncio.sleep(0)
    if meanwhile is not None:
        await meanwhile()
    try:
        suggestion = await hand.doing(accepting)
    except SidemanError as problem:
        assert not isinstance(problem, Unavailable)
        theirs = await hand.truth()
    else:
        there = await hand.truth()
        [ours] = there.clips_beyond(before)
        theirs = there.without(ours)
        only_ours(there, theirs, hand)
        await intact(hand, there)
        undone = await hand.doing(hand.desk.undo(suggestion.id))
        assert undone.status is Status.UNDONE
    assert theirs.clips == before.clips
    assert [strip for strip in theirs.tracks if strip in before.tracks] == list(before.tracks)
    assert len(theirs.tracks) + len(theirs.scenes) == len(before.tracks) + len(before.scenes) + bool(
        meanwhile
    )
    await intact(hand, theirs)


async def track_deleted(hand: Stagehand) -> None:
    """At several moments of a request for a clip on it and a move of its fader."""
    before = await hand.truth()
    for moment_s in (None, *MOMENTS_S):
        await hand.insert_track(DOOMED)
        await shows(hand, lambda session: any(t.name == DOOMED for t in session.tracks.values()), DOOMED)
        doomed = next(track for track in hand.peer.session.tracks.values() if track.name == DOOMED)
        other = fader_track(hand.peer)
        changes = [
            MoveControl(doomed.id, "volume_db", doomed.mixer.volume_db, -3.0),
            CreateClip(doomed.id, hand.place()[1], LENGTH_BEATS, TITLE, NOTES),
            MoveControl(other.id, "pan", other.mixer.pan, 0.25),
        ]
        if moment_s is None:
            await hand.delete_track(DOOMED)
        asked = asyncio.ensure_future(apply(hand.peer, f"doomed {moment_s}", "Sideman: doomed", changes))
        if moment_s is not None:
            await begun_then(hand, moment_s)
            await hand.delete_track(DOOMED)
        result = (await hand.doing(asyncio.gather(asked, return_exceptions=True)))[0]
        assert not isinstance(result, Unavailable), result
        if isinstance(result, list):
            await _pan_back(hand, other.mixer.pan)
        await intact(hand, before)


async def _pan_back(hand: Stagehand, pan: float) -> None:
    track = fader_track(hand.peer)
    back = [MoveControl(track.id, "pan", track.mixer.pan, pan)]
    await hand.doing(apply(hand.peer, hand.peer.new_id(), "Sideman: back", back))


async def clip_deleted_before_a_change(hand: Stagehand) -> None:
    before = await hand.truth()
    for moment_s in (None, *MOMENTS_S):
        accepted = await committed(hand)
        there = await hand.truth()
        clip = next(clip for clip in hand.peer.session.clips.values() if clip.name == TITLE)
        if moment_s is None:
            await hand.delete_clip(TITLE)
        gone = apply(hand.peer, f"gone {moment_s}", "Sideman: gone", [DeleteClip(clip.id, clip.revision)])
        asked = asyncio.ensure_future(gone)
        if moment_s is not None:
            await begun_then(hand, moment_s)
            if await hand.truth() == there:
                await hand.delete_clip(TITLE)
        result = (await hand.doing(asyncio.gather(asked, return_exceptions=True)))[0]
        assert isinstance(result, list | SidemanError) and not isinstance(result, Unavailable), result
        await intact(hand, before)
        with pytest.raises(NothingToUndo):
            await hand.doing(hand.desk.undo(accepted.id))
        await intact(hand, before)


async def clip_replaced_by_another(hand: Stagehand) -> None:
    """Ours is deleted and the musician's lies in its place: no change of ours touches theirs."""
    before, accepted = await hand.truth(), await committed(hand)
    clip = next(clip for clip in hand.peer.session.clips.values() if clip.name == TITLE)
    await hand.delete_clip(TITLE)
    await hand.put_clip(TITLE)
    theirs = await hand.truth()
    changes = [
        DeleteClip(clip.id, clip.revision),
        ReplaceClip(clip.id, clip.revision, "Ours", LENGTH_BEATS, NOTES),
    ]
    for number, change in enumerate(changes):
        with pytest.raises(SidemanError) as told:
            await hand.doing(apply(hand.peer, f"theirs {number}", "Sideman: theirs", [change]))
        assert not isinstance(told.value, Unavailable)
        await intact(hand, theirs)
    with pytest.raises(SidemanError):
        await hand.doing(hand.desk.undo(accepted.id))
    await intact(hand, theirs)
    await hand.delete_clip(TITLE)
    await intact(hand, before)


async def clip_deleted_while_it_is_heard(hand: Stagehand) -> None:
    """The scratch clip of an audition is deleted by the musician, who records there."""
    before, suggestion = await hand.truth(), propose(hand)
    await hand.doing(hand.desk.audition(suggestion.id, "scratch"))
    [scratch] = (await hand.truth()).clips_beyond(before)
    await hand.delete_clip(scratch.name)
    await hand.put_clip("Mine")
    theirs = await hand.truth()
    await hand.doing(hand.desk.stop_audition(suggestion.set_id))
    await intact(hand, theirs)
    await hand.delete_clip("Mine")
    await intact(hand, before)


async def place_taken_on_the_way(hand: Stagehand) -> None:
    """The musician records into the place while the request is on its way, or being made."""
    before = await hand.truth()
    for moment_s in MOMENTS_S:
        accepting = asyncio.ensure_future(hand.desk.accept(propose(hand).id))
        await begun_then(hand, moment_s)
        if (await hand.truth()) == before:
            await hand.put_clip("Mine")
        result = (await hand.doing(asyncio.gather(accepting, return_exceptions=True)))[0]
        there = await hand.truth()
        mine = [clip for clip in there.clips_beyond(before) if clip.name == "Mine"]
        if mine:
            assert isinstance(result, SidemanError) and not isinstance(result, Unavailable), result
            assert there.without(mine[0]) == before and len(mine[0].notes) == 1
            await intact(hand, there)
            await hand.delete_clip("Mine")
        else:
            assert not isinstance(result, Exception), result
            await hand.doing(hand.desk.undo(result.id))
        await intact(hand, before)
