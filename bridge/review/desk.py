"""The desk: suggestions wait here for the musician's word.

All faces call these few verbs: propose, list, audition, accept, reject, undo. Operations on one
set run one after another; a second press of a button finds the first one's result.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from bridge.daws.peer import Peer
from bridge.model.errors import DawGone, NothingToUndo, Unavailable
from bridge.model.suggestion import OPEN, Status, Suggestion, Target, move
from bridge.review.audition import Auditions, Heard
from bridge.review.books import Books
from bridge.review.commit import Gate
from bridge.review.recovery import Recovery
from generators.api import Candidate

log = logging.getLogger(__name__)


class OpenSets(Protocol):
    """Knows which script has which set open."""

    def peer_of_set(self, set_id: str) -> Peer:
        """Raises DawGone."""


@dataclass(frozen=True, slots=True)
class DeskRules:
    """expire_after_h: an open suggestion expires after so many hours. keep_open: so many stay open in
    a set; the oldest expire first."""

    expire_after_h: float = 72.0
    keep_open: int = 50


class Desk:
    """``on_change`` is called with each suggestion that changed; ``rules`` gives those of now."""

    def __init__(
        self,
        books: Books,
        sets: OpenSets,
        gate: Gate,
        recovery: Recovery,
        auditions: Auditions,
        new_id: Callable[[], str],
        rules: Callable[[], DeskRules] = DeskRules,
    ) -> None:
        self.books = books
        self.on_change: Callable[[Suggestion], None] = lambda suggestion: None
        self._sets = sets
        self._gate = gate
        self._recovery = recovery
        self._auditions = auditions
        self._new_id = new_id
        self._rules = rules
        self._locks: dict[str, asyncio.Lock] = {}

    def propose(self, peer: Peer, target: Target, kind: str, made: Sequence[Candidate]) -> list[Suggestion]:
        """Puts candidates on the desk; those of one ask share a batch."""
        batch = self._new_id()
        proposed = []
        for candidate in made:
            suggestion = Suggestion(
                id=self._new_id(),
                kind=kind,
                title=candidate.title,
                reason=candidate.reason,
                notes=candidate.notes,
                set_id=peer.session.set_id,
                target=target,
                provenance=candidate.provenance,
                details=candidate.details,
                created_at=self.books.now(),
                batch=batch,
            )
            proposed.append(self._record("proposed", suggestion, title=suggestion.title, kind=kind))
        self.expire()
        return proposed

    def get(self, id_or_number: str) -> Suggestion:
        """Raises NotFound."""
        return self.books.shelf.get(id_or_number)

    def open_suggestions(self, set_id: str = "") -> list[Suggestion]:
        """Those that wait for the musician, oldest first."""
        return self.books.shelf.list(OPEN, set_id)

    async def audition(self, id_or_number: str, mode: str = "auto") -> tuple[Suggestion, Heard]:
        """Lets a suggestion sound; the one before falls silent. Auditioning it again restarts it."""
        suggestion = self.get(id_or_number)
        peer = self._sets.peer_of_set(suggestion.set_id)
        async with self._lock(suggestion.set_id):
            await self._stop_auditions(suggestion.set_id)
            suggestion = move(self.get(suggestion.id), Status.AUDITIONING)
            heard = await self._auditions.start(peer, suggestion, mode)
            way = "scratch" if heard.clip_id else "midi" if heard.port else "file"
            return self._record("audition_started", suggestion, way=way), heard

    async def stop_audition(self, set_id: str) -> None:
        """Silence; the auditioned suggestion waits on the desk again."""
        async with self._lock(set_id):
            await self._stop_auditions(set_id)

    async def accept(self, id_or_number: str) -> Suggestion:
        """Commits a suggestion into the session. Accepting a committed one again does nothing.

        Raises what `Gate.commit` raises; the suggestion stays on the desk with the reason then.
        """
        suggestion = self.get(id_or_number)
        peer = self._sets.peer_of_set(suggestion.set_id)
        async with self._lock(suggestion.set_id):
            suggestion = self.get(suggestion.id)
            if suggestion.status is Status.COMMITTED:
                return suggestion
            move(suggestion, Status.ACCEPTED)
            await self._stop_auditions(suggestion.set_id)
            accepted = move(self.get(suggestion.id), Status.ACCEPTED)
            self._record("accepted", accepted)
            try:
                return await self._gate.commit(peer, accepted)
            finally:
                self.on_change(self.get(suggestion.id))

    async def reject(self, id_or_number: str, reason: str = "") -> Suggestion:
        """Takes a suggestion off the desk; the reason is kept."""
        suggestion = self.get(id_or_number)
        async with self._lock(suggestion.set_id):
            suggestion = self.get(suggestion.id)
            move(suggestion, Status.REJECTED)
            if suggestion.status is Status.AUDITIONING:
                await self._stop_auditions(suggestion.set_id)
            rejected = move(self.get(suggestion.id), Status.REJECTED, reason)
            return self._record("rejected", rejected, reason=reason)

    async def undo(self, id_or_number: str = "", set_id: str = "") -> Suggestion:
        """Takes a committed suggestion out of the session again; "" means the last one of the set.

        Raises NothingToUndo, StaleTarget (the musician changed the clip since).
        """
        if not id_or_number:
            last = self.books.operations.last_committed(set_id)
            if last is None:
                raise NothingToUndo("Nothing that Sideman put into this set is left to undo.")
            id_or_number = last
        suggestion = self.get(id_or_number)
        peer = self._sets.peer_of_set(suggestion.set_id)
        async with self._lock(suggestion.set_id):
            try:
                return await self._gate.undo(peer, self.get(suggestion.id))
            finally:
                self.on_change(self.get(suggestion.id))

    async def recover(self, peer: Peer) -> list[Suggestion]:
        """Judges what was cut off in this set; called whenever its script is back."""
        async with self._lock(peer.session.set_id):
            try:
                judged = await self._recovery.recover(peer)
            except Unavailable as problem:
                log.warning("%s: not recovered yet: %s", peer.name, problem)
                return []
        for suggestion in judged:
            self.on_change(suggestion)
        return judged

    def has_pending(self, set_id: str) -> bool:
        """Whether a write to this set is still to be judged, and none is under way."""
        return not self._lock(set_id).locked() and bool(self.books.operations.pending(set_id))

    def expire(self) -> list[Suggestion]:
        """Lets suggestions go that nobody decided on for too long, or that are too many."""
        rules, now = self._rules(), datetime.fromisoformat(self.books.now())
        expire_after = timedelta(hours=rules.expire_after_h)
        waiting = self.books.shelf.list({Status.PROPOSED}, limit=10_000)
        by_set: dict[str, list[Suggestion]] = {}
        for suggestion in waiting:
            by_set.setdefault(suggestion.set_id, []).append(suggestion)
        crowded = [s for of_set in by_set.values() for s in of_set[: -rules.keep_open]]
        late = [s for s in waiting if now - datetime.fromisoformat(s.created_at) > expire_after]
        return [
            self._record("expired", move(suggestion, Status.EXPIRED))
            for suggestion in {s.id: s for s in [*late, *crowded]}.values()
        ]

    async def _stop_auditions(self, set_id: str) -> None:
        for suggestion in self.books.shelf.list({Status.AUDITIONING}, set_id):
            await self._auditions.stop(self._peer_or_none(set_id), suggestion)
            self._record("audition_stopped", move(suggestion, Status.PROPOSED))

    def _peer_or_none(self, set_id: str) -> Peer | None:
        try:
            return self._sets.peer_of_set(set_id)
        except DawGone:
            return None

    def _record(self, event: str, suggestion: Suggestion, **body: Any) -> Suggestion:
        self.books.record(event, suggestion, **body)
        self.on_change(suggestion)
        return suggestion

    def _lock(self, set_id: str) -> asyncio.Lock:
        return self._locks.setdefault(set_id, asyncio.Lock())
