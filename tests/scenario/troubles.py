"""The steps of the scenario in which something comes between: the musician's own hands, a menu that is left
open, another set, a daemon that dies."""

from __future__ import annotations

import asyncio

import pytest

from bridge.daws.peer import PeerState
from bridge.daws.writing import outcome
from bridge.model.errors import DawGone, DeadlinePassed, NoAnswer, Refused, StaleTarget
from tests.scenario.stagehand import Stagehand
from tests.scenario.verbs import (
    EXACT_DB,
    TITLE,
    as_it_began,
    clips_of,
    committed,
    fader_track,
    move,
    moved,
    propose,
    shows,
    undone,
)

STALL_S, DEADLINE_S = 8.0, 5.0
MINE = "Mine"


async def accept_refused_after_an_edit(hand: Stagehand) -> None:
    suggestion = propose(hand)
    await hand.put_clip(MINE)
    mine = await hand.there()
    with pytest.raises(Refused):
        await hand.doing(hand.desk.accept(suggestion.id))
    assert await hand.there() == mine != hand.set.clips
    await hand.delete_clip(MINE)
    await as_it_began(hand)


async def undo_refused_after_an_edit(hand: Stagehand) -> None:
    accepted = await committed(hand)
    await hand.draw_note(TITLE)
    with pytest.raises(StaleTarget):
        await hand.doing(hand.desk.undo(accepted.id))
    assert TITLE in {name for _, name in await hand.there()}
    await hand.delete_clip(TITLE)
    await as_it_began(hand)


async def stale_mix_move_refused(hand: Stagehand) -> None:
    before_db = fader_track(hand.peer).mixer.volume_db
    await hand.move_fader(-20.0)
    with pytest.raises(StaleTarget):
        await move(hand, before_db, -6.0, "stale")
    assert await hand.fader_db() == pytest.approx(-20.0, abs=EXACT_DB)
    await hand.move_fader(before_db)
    await shows(
        hand, lambda _: abs(fader_track(hand.peer).mixer.volume_db - before_db) < EXACT_DB, "the fader"
    )


async def stall(hand: Stagehand) -> None:
    peer, before_db = hand.peer, fader_track(hand.peer).mixer.volume_db
    async with hand.stalled(STALL_S):
        late = asyncio.create_task(moved(peer, before_db, -6.0, "late", DEADLINE_S))
        await asyncio.sleep(0)
    with pytest.raises((NoAnswer, DeadlinePassed)):
        await hand.doing(late)
    await hand.doing(peer.resynced())
    with pytest.raises(DeadlinePassed):
        await hand.doing(outcome(peer, "late"))
    assert await hand.fader_db() == pytest.approx(before_db, abs=EXACT_DB)
    assert hand.peer is peer and peer.state is PeerState.LIVE
    await undone(hand, await committed(hand))


async def set_change(hand: Stagehand) -> None:
    before, waiting = hand.peer, propose(hand)
    await hand.change_set()
    after = hand.peer
    assert before.state is PeerState.GONE and after.hello.epoch != before.hello.epoch
    await as_it_began(hand)
    if after.session.set_id == before.session.set_id:
        await undone(hand, await hand.doing(hand.desk.accept(waiting.id)))
    else:
        with pytest.raises(DawGone):
            await hand.doing(hand.desk.accept(waiting.id))


async def reconnect(hand: Stagehand) -> None:
    accepted, before_db = await committed(hand), fader_track(hand.peer).mixer.volume_db
    await hand.daemon_goes()
    await hand.rename_known_clip("Meanwhile")
    await hand.move_fader(-9.0)
    await hand.daemon_comes()
    assert clips_of(hand.peer.session) == await hand.there() != hand.set.clips
    assert fader_track(hand.peer).mixer.volume_db == pytest.approx(-9.0, abs=EXACT_DB)
    await hand.move_fader(before_db)
    await hand.rename_known_clip(hand.set.read)
    await undone(hand, accepted)
