"""Seeded mixtures: Sideman asks, the musician's hands are in the set, and the connection or the DAW fails,
all at random moments. Whatever happens, the musician's own stays and Sideman's is whole or not there."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any

from bridge.model.errors import SidemanError
from bridge.model.suggestion import Status, Suggestion
from bridge.review.looking import same_name
from tests.scenario.cut_off import dropped, propose
from tests.scenario.intact import intact, settled
from tests.scenario.stagehand import FADER, Stagehand
from tests.scenario.truth import Lying, Truth, place_name
from tests.scenario.verbs import NOTES, TITLE, fader_track, moved

MINE = "Mine"
MOMENTS_S = (0.0, 0.01, 0.03, 0.08, 0.2, 0.6)
STALL_S = 8.0
FEW_SEEDS, FEW_ROUNDS = (1, 2), 4
Act = Callable[[Stagehand, random.Random], Awaitable[None]]


async def mixture(hand: Stagehand, seed: int, rounds: int) -> None:
    chance = random.Random(seed)
    for number in range(rounds):
        await _round(hand, chance, f"{seed}.{number}")


async def few(hand: Stagehand) -> None:
    for seed in FEW_SEEDS:
        await mixture(hand, seed, FEW_ROUNDS)


async def _round(hand: Stagehand, chance: random.Random, name: str) -> None:
    suggestion, before = propose(hand), await hand.truth()
    asking = asyncio.ensure_future(_asked(hand, chance, suggestion, name))
    await asyncio.sleep(0)
    theirs = before
    failing = chance.choice(sorted(FAILURES))
    async with AsyncExitStack() as stack:
        for deed in chance.sample(sorted(DEEDS), chance.randint(0, 2)):
            await hand.pass_s(chance.choice(MOMENTS_S))
            if NEEDS.get(deed, "") not in hand.set.lacks:
                await DEEDS[deed](hand, chance)
                theirs = await hand.truth()
        await hand.pass_s(chance.choice(MOMENTS_S))
        if failing == "stall":
            await stack.enter_async_context(hand.stalled(STALL_S))
    if failing == "daemon killed":
        await dropped(asking)
    await FAILURES[failing](hand)
    await hand.doing(asyncio.gather(asking, return_exceptions=True))
    await settled(hand, suggestion.set_id)
    _nothing_else_changed(hand, theirs, await hand.truth())
    await _as_the_books_say(hand, suggestion.id, await hand.truth())
    await _cleared(hand, suggestion)


async def _asked(hand: Stagehand, chance: random.Random, suggestion: Suggestion, name: str) -> None:
    """Sideman's part; whatever refuses it is fine."""
    before_db = fader_track(hand.peer).mixer.volume_db
    try:
        if chance.random() < 0.3:
            await hand.desk.audition(suggestion.id, "scratch")
        if chance.random() < 0.7:
            await hand.desk.accept(suggestion.id)
        if chance.random() < 0.5:
            await moved(hand.peer, before_db, chance.choice((-5.0, -7.0)), f"mixture {name}")
    except SidemanError:
        return


async def _put_clip(hand: Stagehand, chance: random.Random) -> None:
    if _at_place(hand, await hand.truth()) is None:
        await hand.put_clip(MINE)


async def _delete_clip(hand: Stagehand, chance: random.Random) -> None:
    there = _at_place(hand, await hand.truth())
    if there is not None:
        await hand.delete_clip(there.name)


async def _move_fader(hand: Stagehand, chance: random.Random) -> None:
    await hand.move_fader(-float(chance.randint(10, 17)))


async def _insert_track(hand: Stagehand, chance: random.Random) -> None:
    await hand.insert_track(f"Track {chance.getrandbits(24):x}")


async def _insert_scene(hand: Stagehand, chance: random.Random) -> None:
    await hand.insert_scene(f"Scene {chance.getrandbits(24):x}")


DEEDS: dict[str, Act] = {
    "put clip": _put_clip,
    "delete clip": _delete_clip,
    "move fader": _move_fader,
    "insert track": _insert_track,
    "insert scene": _insert_scene,
}
NEEDS = {"insert scene": "scenes"}


async def _nothing(hand: Stagehand) -> None:
    return


async def _killed(hand: Stagehand) -> None:
    await hand.daemon_goes()
    await hand.daemon_comes()


FAILURES: dict[str, Callable[[Stagehand], Awaitable[Any]]] = {
    "none": _nothing,
    "stall": _nothing,
    "daemon killed": _killed,
    "script reloaded": lambda hand: hand.reload_script(),
}


def _place(hand: Stagehand) -> tuple[str, str]:
    session, (track_id, place) = hand.peer.session, hand.place()
    scene = session.scenes[place.scene_id].name if place.is_slot else ""
    return session.track(track_id).name, place_name(scene, place.start_beats)


def _at_place(hand: Stagehand, truth: Truth) -> Lying | None:
    where = _place(hand)
    found = [clip for clip in truth.clips if (clip.track, clip.place) == where]
    assert len(found) < 2
    return found[0] if found else None


def _nothing_else_changed(hand: Stagehand, theirs: Truth, after: Truth) -> None:
    """Only what lies at the place, and the one fader, may be other than the musician left it."""
    where = _place(hand)
    others = [clip for clip in after.clips if (clip.track, clip.place) != where]
    assert others == [clip for clip in theirs.clips if (clip.track, clip.place) != where]
    assert after.scenes == theirs.scenes
    assert [_but_fader(strip) for strip in after.tracks] == [_but_fader(strip) for strip in theirs.tracks]


def _but_fader(strip: tuple[str, tuple[float, ...]]) -> tuple[str, tuple[float, ...]]:
    name, values = strip
    return (name, values[1:]) if name == FADER else strip


async def _as_the_books_say(hand: Stagehand, suggestion_id: str, after: Truth) -> None:
    """What lies at the place is whole, and the desk knows of it."""
    there, status = _at_place(hand, after), hand.desk.get(suggestion_id).status
    if there is None:
        return
    if there.name == MINE:
        assert len(there.notes) == 1
        return
    assert len(there.notes) == len(NOTES)
    heard = not same_name(there.name, TITLE)
    assert status is (Status.AUDITIONING if heard else Status.COMMITTED), (there.name, status)


async def _cleared(hand: Stagehand, suggestion: Suggestion) -> None:
    """The place is free again, by Sideman's own means where it is Sideman's."""
    await hand.doing(hand.desk.stop_audition(suggestion.set_id))
    there, found = _at_place(hand, await hand.truth()), hand.desk.get(suggestion.id)
    if there is not None and found.status is Status.COMMITTED and there.name != MINE:
        await intact(hand, await hand.truth())
        await hand.doing(hand.desk.undo(found.id))
    elif there is not None:
        assert there.name == MINE
        await hand.delete_clip(MINE)
    cleared = await hand.truth()
    assert _at_place(hand, cleared) is None
    await intact(hand, cleared)
