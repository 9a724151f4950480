"""The write side of a DAW: transactions. Only the desk's room (`bridge.review`) may import this."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bridge.daws.peer import Peer, PeerState
from bridge.daws.requests import ChangeResult, ResultCollector
from bridge.model.errors import DawStalled
from bridge.model.notes import Notes
from bridge.model.session import Place
from bridge.osc.chunks import note_chunks
from bridge.osc.codec import Message


@dataclass(frozen=True, slots=True)
class CreateClip:
    """A new clip in an empty slot or free span."""

    track_id: str
    place: Place
    length_beats: float
    name: str
    notes: Notes
    color: int = -1
    muted: bool = False


@dataclass(frozen=True, slots=True)
class DeleteClip:
    clip_id: str
    revision: int


@dataclass(frozen=True, slots=True)
class MoveControl:
    """A mixer control (`schema.MIXER_FIELDS`) from the value that is expected to a new one."""

    track_id: str
    field: str
    expected: float
    value: float


Change = CreateClip | DeleteClip | MoveControl


def _messages(request_id: str, index: int, change: Change) -> list[Message]:
    head: tuple[Any, ...] = (request_id, index)
    match change:
        case DeleteClip():
            return [Message("/change/clip/delete", (*head, change.clip_id, change.revision))]
        case MoveControl():
            args = (change.track_id, change.field, change.expected, change.value)
            return [Message("/change/mixer", head + args)]
        case CreateClip():
            where = (change.track_id, change.place.scene_id, change.place.start_beats, change.length_beats)
            what = (change.name, change.color, int(change.muted), len(change.notes))
            pieces = [(offset, packed) for offset, packed in note_chunks(change.notes) if packed]
            return [
                Message("/change/clip/create", head + where + what),
                *(Message("/change/notes", (*head, offset, packed)) for offset, packed in pieces),
            ]


async def apply(
    peer: Peer, request_id: str, label: str, changes: Sequence[Change], deadline_s: float = 0.0
) -> list[ChangeResult]:
    """Makes all changes or none; a result for each, in order.

    The request id makes it idempotent: sent again, it is answered as before and nothing is done
    twice. Raises what the script answered (stale, place_taken, ...), DawStalled before anything
    was sent, DawGone or NoAnswer when the outcome is not known: ask `outcome` then.
    """
    if peer.state is PeerState.STALLED:
        raise DawStalled(f"{peer.name} is not answering.", "A menu or dialog is open in it: close it (Esc).")
    deadline_s = deadline_s or peer.request_deadline_s
    begin = Message("/change/begin", (request_id, label, round(deadline_s * 1000), len(changes)))
    body = [m for index, change in enumerate(changes) for m in _messages(request_id, index, change)]
    end = Message("/change/apply", (request_id,))
    done: list[ChangeResult] = await peer.ask(begin, ResultCollector(), *body, end, deadline_s=deadline_s)
    return done


async def outcome(peer: Peer, request_id: str) -> list[ChangeResult]:
    """How an earlier transaction ended: its results, or the error it was answered with.

    Raises SidemanError with code "unknown_request" when the script never applied it, or has
    been restarted since and cannot remember.
    """
    message = Message("/change/query", (peer.new_id(), request_id))
    found: list[ChangeResult] = await peer.ask(message, ResultCollector())
    return found
