"""What several steps of the scenario do."""

from __future__ import annotations

from collections.abc import Callable

from bridge.daws.peer import Peer
from bridge.daws.writing import apply
from bridge.model.changes import MoveControl
from bridge.model.notes import Note, Notes
from bridge.model.session import Session, Track
from bridge.model.suggestion import Provenance, Status, Suggestion
from bridge.review.looking import target_for
from generators.api import Candidate
from tests.scenario.stagehand import FADER, LENGTH_BEATS, Stagehand

TITLE = "I–V–vi–IV in C major"
EXACT_DB = 0.05
TRIADS = ((60, 64, 67), (59, 62, 67), (57, 60, 64))
TRIPLETS = (53, 57, 60)
NOTES = Notes(
    [
        *(Note(bar * 4.0, pitch, 4.0, 80 + bar) for bar, triad in enumerate(TRIADS) for pitch in triad),
        *(Note(12 + step * 4 / 3, pitch, 4 / 3, 90 + step) for step, pitch in enumerate(TRIPLETS)),
    ]
)
"""Three bars of chords, and a bar of half-note triplets: every host's grid has their places."""


def propose(hand: Stagehand) -> Suggestion:
    target = target_for(hand.peer, *hand.place(), LENGTH_BEATS)
    candidate = Candidate(TITLE, "It turns home.", NOTES, LENGTH_BEATS, Provenance("test", seed=1))
    return hand.desk.propose(hand.peer, target, "chords", [candidate])[0]


async def committed(hand: Stagehand) -> Suggestion:
    accepted = await hand.doing(hand.desk.accept(propose(hand).id))
    assert accepted.status is Status.COMMITTED
    return accepted


async def undone(hand: Stagehand, accepted: Suggestion) -> None:
    found = await hand.doing(hand.desk.undo(accepted.id))
    assert found.status is Status.UNDONE
    await as_it_began(hand)


def fader_track(peer: Peer) -> Track:
    return next(track for track in peer.session.tracks.values() if track.name == FADER)


def clips_of(session: Session) -> frozenset[tuple[str, str]]:
    return frozenset((session.track(c.track_id).name, c.name) for c in session.clips.values())


async def shows(hand: Stagehand, holds: Callable[[Session], bool], what: str) -> None:
    await hand.doing(hand.peer.wait_until(holds, what))


async def moved(peer: Peer, expected_db: float, db: float, request_id: str, deadline_s: float = 0.0) -> None:
    """Sideman moves the fader."""
    change = MoveControl(fader_track(peer).id, "volume_db", expected_db, db)
    await apply(peer, request_id, "Sideman: fader", [change], deadline_s)


async def move(hand: Stagehand, expected_db: float, db: float, request_id: str) -> None:
    await hand.doing(moved(hand.peer, expected_db, db, request_id))


async def as_it_began(hand: Stagehand) -> None:
    """In the DAW and in the mirror."""
    assert await hand.there() == hand.set.clips
    await shows(hand, lambda session: clips_of(session) == hand.set.clips, "the set as it began")
