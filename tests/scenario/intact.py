"""What must hold after every fault: nothing but what was asked for has changed, in DAW and mirror."""

from __future__ import annotations

from bridge.model.notes import Notes
from bridge.model.session import Session
from bridge.model.suggestion import Status, Suggestion
from bridge.review.looking import same_name
from tests.scenario.stagehand import Stagehand
from tests.scenario.truth import Lying, Truth, place_name
from tests.scenario.verbs import NOTES, TITLE

NEAR_BEATS = 1 / 24
AGAIN_S, TIMES = 1.0, 30


async def intact(hand: Stagehand, expected: Truth) -> None:
    """The set is exactly so, and the mirror shows it: every name, every clip, every note."""
    assert await hand.truth() == expected
    await hand.doing(hand.peer.wait_until(lambda session: _shows(session, expected), "the set as it is"))
    assert await hand.truth() == expected
    peer = hand.peer
    for clip in [clip for clip in peer.session.clips.values() if clip.is_midi]:
        found = (await hand.doing(peer.read_notes(clip.id))).notes
        track = peer.session.track(clip.track_id).name
        there = [one for one in expected.clips if (one.track, one.name) == (track, clip.name)]
        assert any(_same_notes(found, one) for one in there), clip.name
    assert await hand.truth() == expected


def _shows(session: Session, expected: Truth) -> bool:
    clips = sorted((session.track(clip.track_id).name, clip.name) for clip in session.clips.values())
    scenes = tuple(scene.name for scene in session.scenes_in_order())
    names = sorted(track.name for track in session.tracks.values() if track.name != "Master")
    there = sorted(name for name, _ in expected.tracks if name not in ("Master", ""))
    where = sorted((clip.track, clip.name) for clip in expected.clips)
    return clips == where and scenes == expected.scenes and names == there


def _same_notes(found: Notes, lying: Lying) -> bool:
    mirrored = sorted((note.pitch, note.start_beats, note.length_beats) for note in found)
    there = sorted((pitch, start, length) for start, pitch, length, _ in lying.notes)
    return len(mirrored) == len(there) and all(
        have[0] == want[0] and abs(have[1] - want[1]) <= NEAR_BEATS and abs(have[2] - want[2]) <= NEAR_BEATS
        for have, want in zip(mirrored, there, strict=True)
    )


def only_ours(
    after: Truth, before: Truth, hand: Stagehand, notes: Notes = NOTES, title: str = TITLE
) -> Lying:
    """The one clip by which a set differs from what it was: ours, whole, and on the right track and place."""
    [ours] = after.clips_beyond(before)
    assert after.without(ours) == before
    assert same_name(ours.name, title)
    peer = hand.peer
    track_id, place = hand.place()
    scene = peer.session.scenes[place.scene_id].name if place.is_slot else ""
    assert ours.track == peer.session.track(track_id).name
    assert ours.place == place_name(scene, place.start_beats)
    assert [(pitch, round(start, 3)) for start, pitch, *_ in sorted(ours.notes)] == [
        (note.pitch, round(note.start_beats, 3)) for note in notes.sorted()
    ]
    return ours


async def settled(hand: Stagehand, set_id: str) -> None:
    """Whatever was cut off is judged, as the daemon asks again now and then."""
    for _ in range(TIMES):
        if not hand.desk.has_pending(set_id):
            return
        await hand.pass_s(AGAIN_S)
        await hand.doing(hand.desk.recover(hand.peer))
    raise AssertionError("a write of ours is never judged")


async def judged(hand: Stagehand, suggestion: Suggestion, before: Truth) -> bool:
    """What became of a commit that was cut off: in as a whole and in the books (then it is undone), or not at
    all and failed. Whether it was in. Afterwards the set is as before."""
    await settled(hand, suggestion.set_id)
    found = hand.desk.get(suggestion.id)
    now = await hand.truth()
    if found.status is Status.COMMITTED:
        only_ours(now, before, hand, suggestion.notes, suggestion.title)
        undone = await hand.doing(hand.desk.undo(found.id))
        assert undone.status is Status.UNDONE
    else:
        assert found.status is Status.FAILED and found.status_reason
        assert now == before
    await intact(hand, before)
    return found.status is Status.COMMITTED
