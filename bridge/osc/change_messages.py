"""Changes <-> messages: the two directions beside each other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bridge.model.changes import (
    Change,
    CreateClip,
    CreateTrack,
    DeleteClip,
    DeleteTrack,
    MoveControl,
    ReplaceClip,
)
from bridge.model.notes import Notes
from bridge.model.session import Place, TrackKind
from bridge.osc.chunks import note_chunks
from bridge.osc.codec import Message


def _create_args(change: CreateClip) -> tuple[Any, ...]:
    where = (change.track_id, change.place.scene_id, change.place.start_beats, change.length_beats)
    return (*where, change.name, change.color, int(change.muted), len(change.notes))


def _created(args: tuple[Any, ...], notes: Notes) -> CreateClip:
    track_id, scene_id, start_beats, length_beats, name, color, muted, _ = args
    return CreateClip(track_id, Place(scene_id, start_beats), length_beats, name, notes, color, bool(muted))


def _replaced(args: tuple[Any, ...], notes: Notes) -> ReplaceClip:
    clip_id, revision, name, length_beats, _ = args
    return ReplaceClip(clip_id, revision, name, length_beats, notes)


_ARGS_OF: dict[type[Any], tuple[str, Callable[[Any], tuple[Any, ...]]]] = {
    CreateClip: ("/change/clip/create", _create_args),
    ReplaceClip: (
        "/change/clip/replace",
        lambda c: (c.clip_id, c.revision, c.name, c.length_beats, len(c.notes)),
    ),
    DeleteClip: ("/change/clip/delete", lambda c: (c.clip_id, c.revision)),
    MoveControl: ("/change/mixer", lambda c: (c.track_id, c.field, c.expected, c.value)),
    CreateTrack: ("/change/track/create", lambda c: (c.name, c.kind.value)),
    DeleteTrack: ("/change/track/delete", lambda c: (c.track_id, c.revision)),
}

_CHANGE_OF: dict[str, Callable[[tuple[Any, ...], Notes], Change]] = {
    "/change/clip/create": _created,
    "/change/clip/replace": _replaced,
    "/change/clip/delete": lambda args, _: DeleteClip(*args),
    "/change/mixer": lambda args, _: MoveControl(*args),
    "/change/track/create": lambda args, _: CreateTrack(args[0], TrackKind(args[1])),
    "/change/track/delete": lambda args, _: DeleteTrack(*args),
}

WITH_NOTES = frozenset({"/change/clip/create", "/change/clip/replace"})
"""Changes whose notes follow in /change/notes."""

CHANGE_ADDRESSES = frozenset(_CHANGE_OF)


def change_messages(request_id: str, index: int, change: Change) -> list[Message]:
    """A change and the pieces of its notes, as part ``index`` of a transaction."""
    address, args_of = _ARGS_OF[type(change)]
    head = (request_id, index)
    messages = [Message(address, head + args_of(change))]
    if isinstance(change, CreateClip | ReplaceClip):
        pieces = note_chunks(change.notes)
        messages += [Message("/change/notes", (*head, *piece)) for piece in pieces if piece[1]]
    return messages


def read_change(message: Message, notes: Notes) -> Change:
    """The change that a message of `CHANGE_ADDRESSES` asks for; notes: those that followed it."""
    return _CHANGE_OF[message.address](message.args[2:], notes)
