"""One session with Sideman, the same in every DAW: read, suggest, listen, accept, take back, mix, launch,
and what may go wrong meanwhile (`troubles`). Each step ends with the set as it began."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from bridge.model.notes import differences
from bridge.model.suggestion import Status
from bridge.osc.codec import Message
from bridge.review.looking import same_name
from bridge.review.scratch import PREFIX
from tests.scenario import troubles
from tests.scenario.stagehand import LENGTH_BEATS, TEMPO_BPM, Stagehand
from tests.scenario.verbs import (
    EXACT_DB,
    NOTES,
    TITLE,
    as_it_began,
    clips_of,
    committed,
    fader_track,
    move,
    propose,
    undone,
)

EXACT_BEATS = 1e-6


async def read_session(hand: Stagehand) -> None:
    session, known = hand.peer.session, hand.set
    assert tuple(track.name for track in session.tracks_in_order()) == known.tracks
    assert clips_of(session) == known.clips == await hand.there()
    assert session.transport.tempo_bpm == pytest.approx(TEMPO_BPM, abs=1e-6)
    clip = next(clip for clip in session.clips.values() if clip.name == known.read)
    found = (await hand.doing(hand.peer.read_notes(clip.id))).notes
    for note, (start, pitch, length) in zip(found, known.notes, strict=True):
        assert (note.start_beats, note.length_beats) == pytest.approx((start, length), abs=EXACT_BEATS)
        assert note.pitch == pitch


async def suggest(hand: Stagehand) -> None:
    suggestion = propose(hand)
    assert suggestion in hand.desk.open_suggestions(hand.peer.session.set_id)
    await as_it_began(hand)
    rejected = await hand.doing(hand.desk.reject(suggestion.id, "another one"))
    assert rejected.status is Status.REJECTED


async def audition(hand: Stagehand) -> None:
    suggestion = propose(hand)
    _, heard = await hand.doing(hand.desk.audition(suggestion.id, "scratch"))
    assert heard.clip_id in hand.peer.session.clips
    [(_, name)] = await hand.there() - hand.set.clips
    assert same_name(name, PREFIX + TITLE)
    await hand.doing(hand.desk.stop_audition(suggestion.set_id))
    assert hand.desk.get(suggestion.id).status is Status.PROPOSED
    await as_it_began(hand)


async def accept_and_read_back(hand: Stagehand) -> None:
    accepted = await committed(hand)
    [(_, name)] = await hand.there() - hand.set.clips
    assert name == TITLE
    clip = next(clip for clip in hand.peer.session.clips.values() if clip.name == TITLE)
    assert clip.length_beats == pytest.approx(LENGTH_BEATS, abs=EXACT_BEATS)
    found = (await hand.doing(hand.peer.read_notes(clip.id))).notes
    ppq = hand.peer.hello.capability("ppq")
    assert differences(NOTES, found, 1 / int(ppq) if ppq else EXACT_BEATS) == []
    await undone(hand, accepted)


async def undo(hand: Stagehand) -> None:
    await undone(hand, await committed(hand))


async def mix_move_and_its_undo(hand: Stagehand) -> None:
    before_db = fader_track(hand.peer).mixer.volume_db
    assert await hand.fader_db() == pytest.approx(before_db, abs=EXACT_DB)
    await move(hand, before_db, -12.0, "quieter")
    assert await hand.fader_db() == pytest.approx(-12.0, abs=EXACT_DB)
    await move(hand, fader_track(hand.peer).mixer.volume_db, before_db, "as before")
    assert await hand.fader_db() == pytest.approx(before_db, abs=EXACT_DB)


async def launch(hand: Stagehand) -> None:
    clip = next(clip for clip in hand.peer.session.clips.values() if clip.name == hand.set.read)
    assert not await hand.is_launched(clip.name)
    request = Message("/clip/launch", (hand.peer.new_id(), clip.id, 0.0))
    await hand.doing(hand.peer.ask(request, lambda answer: answer))
    assert await hand.is_launched(clip.name)


STEPS: dict[str, Callable[[Stagehand], Awaitable[None]]] = {
    step.__name__.replace("_", " "): step
    for step in (
        read_session,
        suggest,
        audition,
        accept_and_read_back,
        troubles.accept_refused_after_an_edit,
        troubles.undo_refused_after_an_edit,
        undo,
        mix_move_and_its_undo,
        troubles.stale_mix_move_refused,
        launch,
        troubles.stall,
        troubles.set_change,
        troubles.reconnect,
    )
}
