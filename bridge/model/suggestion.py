"""A suggestion and its life.

    proposed ─► auditioning ─► accepted ─► committing ─► committed ─► undone

Beside that road: an open one may be rejected or expire; accepted and committing may fail (the
reason stays with it); a failed, rejected or undone one may be taken up again.

`MOVES` is the one table of legal moves; `move` refuses every other with `IllegalMove`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from bridge.model.errors import IllegalMove
from bridge.model.notes import Notes
from bridge.model.session import Place


class Status(StrEnum):
    PROPOSED = "proposed"
    AUDITIONING = "auditioning"
    ACCEPTED = "accepted"
    COMMITTING = "committing"
    COMMITTED = "committed"
    UNDONE = "undone"
    REJECTED = "rejected"
    EXPIRED = "expired"
    FAILED = "failed"


MOVES: Mapping[Status, frozenset[Status]] = MappingProxyType(
    {
        Status.PROPOSED: frozenset({Status.AUDITIONING, Status.ACCEPTED, Status.REJECTED, Status.EXPIRED}),
        Status.AUDITIONING: frozenset({Status.PROPOSED, Status.ACCEPTED, Status.REJECTED, Status.EXPIRED}),
        Status.ACCEPTED: frozenset({Status.COMMITTING, Status.FAILED}),
        Status.COMMITTING: frozenset({Status.COMMITTED, Status.FAILED}),
        Status.COMMITTED: frozenset({Status.UNDONE}),
        Status.FAILED: frozenset({Status.ACCEPTED, Status.PROPOSED, Status.REJECTED}),
        Status.REJECTED: frozenset({Status.PROPOSED}),
        Status.EXPIRED: frozenset(),
        Status.UNDONE: frozenset({Status.ACCEPTED}),
    }
)

OPEN = frozenset({Status.PROPOSED, Status.AUDITIONING, Status.FAILED})
"""Statuses in which a suggestion waits for the musician."""


@dataclass(frozen=True, slots=True)
class Provenance:
    """Who or what made a candidate, so that the same notes can be made again.

    generator: registry name. model_id, model_sha256: the model file ("" for plain rules).
    training: one line per dataset with its licence and attribution. seed and parameters:
    what replays it. context: hashes of the clips that were listened to, and the key, tempo
    and chords used. software: name and version. models: id and sha256 of every model that took
    part. originality: the guard's verdict (`generators.originality.verdict`), as plain values.
    request_sha256: of the request in its packed form, which the desk's books keep.
    """

    generator: str = ""
    software: str = ""
    model_id: str = ""
    model_sha256: str = ""
    training: tuple[str, ...] = ()
    seed: int = 0
    parameters: Mapping[str, Any] = field(default_factory=dict)
    context: Mapping[str, Any] = field(default_factory=dict)
    models: Mapping[str, str] = field(default_factory=dict)
    originality: Mapping[str, Any] = field(default_factory=dict)
    request_sha256: str = ""


@dataclass(frozen=True, slots=True)
class Target:
    """Where a suggested clip would go, and how that place looked when it was suggested."""

    track_id: str
    place: Place
    length_beats: float
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A clip on the desk. ``title`` is short ("I–V–vi–IV in C major"), ``reason`` one sentence."""

    id: str
    kind: str
    title: str
    reason: str
    notes: Notes
    set_id: str
    target: Target
    provenance: Provenance = Provenance()
    details: Mapping[str, Any] = field(default_factory=dict)
    status: Status = Status.PROPOSED
    status_reason: str = ""
    created_at: str = ""  # ISO 8601, UTC
    batch: str = ""  # the ask that it came from; candidates of one ask share it


def move(suggestion: Suggestion, status: Status, reason: str = "") -> Suggestion:
    """The suggestion in its new status. Raises IllegalMove when `MOVES` does not have the move."""
    if status not in MOVES[suggestion.status]:
        legal = ", ".join(sorted(MOVES[suggestion.status])) or "nothing: this one is finished"
        raise IllegalMove(
            f"Suggestion {suggestion.id} is {suggestion.status}; it cannot become {status}.",
            f"From {suggestion.status} it can become: {legal}.",
        )
    return replace(suggestion, status=status, status_reason=reason)
