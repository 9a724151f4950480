"""Faults of the wire: a request comes twice. It is done once, and answered as before."""

from __future__ import annotations

from bridge.daws.requests import ResultCollector
from bridge.daws.writing import apply
from bridge.model.changes import Change, CreateClip, DeleteClip, Made, MoveControl
from bridge.osc.change_messages import change_messages
from bridge.osc.codec import Message
from tests.scenario.intact import intact, only_ours
from tests.scenario.stagehand import LENGTH_BEATS, Stagehand
from tests.scenario.truth import Truth
from tests.scenario.verbs import NOTES, TITLE, fader_track

LABEL = "Sideman: twice"


def create(hand: Stagehand) -> CreateClip:
    return CreateClip(*hand.place(), LENGTH_BEATS, TITLE, NOTES)


async def done(hand: Stagehand, request_id: str, *changes: Change) -> list[Made]:
    return await hand.doing(apply(hand.peer, request_id, LABEL, changes))


async def repeated_while_it_runs(hand: Stagehand) -> None:
    before, wanted = await hand.truth(), create(hand)
    begin = Message("/change/begin", ("twice", LABEL, 10_000, 1))
    once = [begin, *change_messages("twice", 0, wanted), Message("/change/apply", ("twice",))]
    made = await hand.doing(hand.peer.ask(begin, ResultCollector(), *once[1:], *once))
    await _made_once(hand, before, wanted, "twice", made)


async def repeated_after_it_is_done(hand: Stagehand) -> None:
    before, wanted = await hand.truth(), create(hand)
    made = await done(hand, "again", wanted)
    await _made_once(hand, before, wanted, "again", made)


async def repeated_after_a_reconnect(hand: Stagehand) -> None:
    before, wanted = await hand.truth(), create(hand)
    made = await done(hand, "later", wanted)
    await hand.daemon_goes()
    await hand.daemon_comes()
    await _made_once(hand, before, wanted, "later", made)


async def _made_once(
    hand: Stagehand, before: Truth, wanted: CreateClip, request_id: str, made: list[Made]
) -> None:
    """Asked again it is answered as before; taken out, it does not come back by being asked for once more."""
    await hand.pass_s(0.5)
    there = await hand.truth()
    only_ours(there, before, hand)
    assert await done(hand, request_id, wanted) == made
    await intact(hand, there)
    clip = hand.peer.session.clip(made[0].object_id)
    gone = DeleteClip(clip.id, clip.revision)
    taken_out = await done(hand, f"{request_id} out", gone)
    assert await done(hand, request_id, wanted) == made
    assert await done(hand, f"{request_id} out", gone) == taken_out
    await intact(hand, before)


async def repeated_move(hand: Stagehand) -> None:
    """The fader was moved by hand between a move and its repetition: it stays where the hand put it."""
    track = fader_track(hand.peer)
    move = MoveControl(track.id, "volume_db", track.mixer.volume_db, -12.0)
    first = await done(hand, "move", move)
    await hand.move_fader(-20.0)
    by_hand = await hand.truth()
    assert await done(hand, "move", move) == first
    await intact(hand, by_hand)
    await hand.move_fader(track.mixer.volume_db)
