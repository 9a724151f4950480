"""Faults of a connection: the daemon is killed, or the script's life ends, in the middle of a transfer."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bridge.daws.requests import UNFINISHED, NotesAnswer
from bridge.daws.writing import outcome
from bridge.model.changes import CreateClip
from bridge.model.errors import DawGone, SidemanError
from bridge.model.notes import Note, Notes
from bridge.model.suggestion import Provenance, Suggestion
from bridge.osc.change_messages import change_messages
from bridge.osc.codec import Message
from bridge.review.looking import target_for
from generators.api import Candidate
from tests.scenario.intact import intact, judged, only_ours
from tests.scenario.stagehand import LENGTH_BEATS, Stagehand
from tests.scenario.verbs import NOTES, TITLE

MANY = Notes(Note(step // 60 / 3, 5 + 2 * (step % 60), 1 / 3, 1 + step % 127) for step in range(1_000))
"""Two pieces on the wire, inside of the free place."""
MANY_TITLE = "Many notes"
SOME = MANY[:300]
MOMENTS_S = (0.0, 0.02, 0.1, 0.4)


def propose(hand: Stagehand, notes: Notes = NOTES, title: str = TITLE) -> Suggestion:
    target = target_for(hand.peer, *hand.place(), LENGTH_BEATS)
    candidate = Candidate(title, "It turns home.", notes, LENGTH_BEATS, Provenance("test", seed=1))
    return hand.desk.propose(hand.peer, target, "chords", [candidate])[0]


async def begun_then(hand: Stagehand, seconds: float) -> None:
    """What was asked for is sent, and so much time passes."""
    await asyncio.sleep(0)
    await hand.pass_s(seconds)


async def dropped(task: asyncio.Future[Any]) -> None:
    """What a killed daemon was doing is done by nobody any more."""
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def killed_while_reading(hand: Stagehand) -> None:
    before = await hand.truth()
    accepted = await hand.doing(hand.desk.accept(propose(hand, MANY, MANY_TITLE).id))
    there = await hand.truth()
    only_ours(there, before, hand, MANY, MANY_TITLE)
    clip_id = next(clip.id for clip in hand.peer.session.clips.values() if clip.name == MANY_TITLE)
    await _killed_at_the_first_piece(hand, clip_id)
    await intact(hand, there)
    for moment_s in MOMENTS_S[2:3]:
        again = next(clip.id for clip in hand.peer.session.clips.values() if clip.name == MANY_TITLE)
        reading = asyncio.ensure_future(hand.peer.read_notes(again))
        await begun_then(hand, moment_s)
        await dropped(reading)
        await hand.daemon_goes()
        await hand.daemon_comes()
    await intact(hand, there)
    await hand.doing(hand.desk.undo(accepted.id))
    await intact(hand, before)


async def _killed_at_the_first_piece(hand: Stagehand, clip_id: str) -> None:
    """It has taken in one of several pieces, and none of the others that are on their way."""
    begun, collect = asyncio.Event(), NotesAnswer()

    def piece(message: Message) -> Any:
        if begun.is_set():
            return UNFINISHED
        begun.set()
        return collect(message)

    asked = hand.peer.ask(Message("/notes/get", (hand.peer.new_id(), clip_id)), piece)
    reading = asyncio.ensure_future(asked)
    await hand.doing(begun.wait())
    assert not reading.done()
    await dropped(reading)
    await hand.daemon_goes()
    await hand.daemon_comes()


async def killed_while_writing(hand: Stagehand) -> None:
    """Begun and half of the notes, and no word to apply it: nothing may come of it, then or later."""
    before = await hand.truth()
    create = CreateClip(*hand.place(), LENGTH_BEATS, MANY_TITLE, MANY)
    body = list(change_messages("half", 0, create))
    assert len(body) == 3
    hand.peer._stream.send(Message("/change/begin", ("half", "Sideman: half", 10_000, 1)), *body[:-1])
    await hand.pass_s(0.2)
    assert await hand.truth() == before
    await hand.daemon_goes()
    await hand.daemon_comes()
    await intact(hand, before)
    with pytest.raises(SidemanError) as told:
        await hand.doing(outcome(hand.peer, "half"))
    assert told.value.code == "unknown_request"
    hand.peer._stream.send(*body[-1:], Message("/change/apply", ("half",)))
    await hand.pass_s(0.2)
    await intact(hand, before)


async def killed_while_applying(hand: Stagehand) -> None:
    """At several moments: the next daemon finds out how it ended."""
    for moment_s in MOMENTS_S:
        before, suggestion = await hand.truth(), propose(hand, SOME, MANY_TITLE)
        accepting = asyncio.ensure_future(hand.desk.accept(suggestion.id))
        await begun_then(hand, moment_s)
        await dropped(accepting)
        await hand.daemon_goes()
        await hand.daemon_comes()
        await judged(hand, suggestion, before)


async def reloaded_idle(hand: Stagehand) -> None:
    before, accepted = await hand.truth(), await hand.doing(hand.desk.accept(propose(hand).id))
    there = await hand.truth()
    gone = hand.peer
    await hand.reload_script()
    assert hand.peer.hello.epoch != gone.hello.epoch
    await intact(hand, there)
    await hand.doing(hand.desk.undo(accepted.id))
    await intact(hand, before)


async def reloaded_while_applying(hand: Stagehand) -> None:
    for moment_s in MOMENTS_S:
        before, suggestion = await hand.truth(), propose(hand, SOME, MANY_TITLE)
        accepting = asyncio.ensure_future(hand.desk.accept(suggestion.id))
        await begun_then(hand, moment_s)
        await hand.reload_script()
        results = await hand.doing(asyncio.gather(accepting, return_exceptions=True))
        assert isinstance(results[0], Suggestion | DawGone), results
        await judged(hand, suggestion, before)
