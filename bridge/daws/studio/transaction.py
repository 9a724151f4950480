"""Transactions: a list of changes that are all made, or none of them.

The changes are made on a draft, one after another, each checked against what it expects; only a
draft in which every change succeeded is adopted by the session.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from bridge.daws.studio.arrangement import Arrangement
from bridge.daws.studio.session import StudioSession
from bridge.model.changes import (
    Change,
    CreateClip,
    CreateTrack,
    DeleteClip,
    DeleteTrack,
    Made,
    MoveControl,
    ReplaceClip,
)
from bridge.model.errors import StaleTarget

TOLERANCE = {"volume_db": 0.05, "pan": 0.005, "muted": 0.0, "soloed": 0.0, "armed": 0.0}
"""How far a control may be from the expected value and still count as untouched."""


def _stale(what: str, hint: str = "Read it again, then ask anew.") -> StaleTarget:
    return StaleTarget(f"{what} has changed since it was read.", hint)


def _create_clip(set_: Arrangement, change: CreateClip) -> Made:
    clip = set_.add_clip(
        change.track_id,
        change.place,
        change.length_beats,
        change.name,
        change.notes,
        color=change.color,
        muted=change.muted,
    )
    return Made(clip.id, clip.revision)


def _replace_clip(set_: Arrangement, change: ReplaceClip) -> Made:
    clip = set_.clip(change.clip_id)
    if clip.revision != change.revision:
        raise _stale(f"“{clip.name}”")
    clip = set_.change_clip(clip.id, name=change.name, length_beats=change.length_beats, notes=change.notes)
    return Made(clip.id, clip.revision)


def _delete_clip(set_: Arrangement, change: DeleteClip) -> Made:
    clip = set_.clip(change.clip_id)
    if clip.revision != change.revision:
        raise _stale(f"“{clip.name}”")
    set_.delete_clip(clip.id)
    return Made(clip.id, clip.revision)


def _move_control(set_: Arrangement, change: MoveControl) -> Made:
    track = set_.track(change.track_id)
    found = float(getattr(track.mixer, change.field))
    if abs(found - change.expected) > TOLERANCE[change.field]:
        raise _stale(
            f"{change.field} of {track.name}", f"It is {found:g} now; {change.expected:g} was expected."
        )
    set_.move_mixer(track.id, **{change.field: change.value})
    return Made(track.id, set_.track(track.id).revision)


def _create_track(set_: Arrangement, change: CreateTrack) -> Made:
    track = set_.add_track(change.name, change.kind)
    return Made(track.id, track.revision)


def _delete_track(set_: Arrangement, change: DeleteTrack) -> Made:
    track = set_.track(change.track_id)
    if track.revision != change.revision:
        raise _stale(track.name)
    if set_.clips_on(track.id):
        raise _stale(track.name, "It holds clips; take them out first.")
    set_.delete_track(track.id)
    return Made(track.id, track.revision)


_RULES: dict[type[Any], Callable[[Arrangement, Any], Made]] = {
    CreateClip: _create_clip,
    ReplaceClip: _replace_clip,
    DeleteClip: _delete_clip,
    MoveControl: _move_control,
    CreateTrack: _create_track,
    DeleteTrack: _delete_track,
}


def make(
    session: StudioSession,
    label: str,
    changes: Sequence[Change],
    before_each: Callable[[int], None] = lambda index: None,
) -> list[Made]:
    """Makes all changes in order, or none: then the session is exactly as it was.

    ``before_each(index)`` is called before each change. Raises NotFound, StaleTarget, PlaceTaken,
    BadInput, Refused ("unsupported"), and whatever ``before_each`` raises.
    """
    draft = session.draft()
    made = []
    for index, change in enumerate(changes):
        before_each(index)
        made.append(_RULES[type(change)](draft, change))
    session.adopt(draft)
    session.steps.append(label)
    return made
