"""Recovery: what became of the writes that were cut off.

When a set is back (daemon restarted, DAW restarted, connection lost), every operation still
pending in the books is judged: first the script is asked how the request ended; where it cannot
remember, Sideman looks at the place. Nothing half-applied stays unnoticed:

    commit  the clip is there, whole        -> committed
            a clip of ours, incomplete      -> taken out, failed
            nothing new there               -> failed: it was never applied
    undo    the clip is gone                -> undone
            the clip is still there         -> committed as before
    scratch whatever is there of it is taken out, the suggestion is proposed again
"""

from __future__ import annotations

import logging

from bridge.daws.peer import Peer
from bridge.daws.writing import outcome
from bridge.model.changes import Made
from bridge.model.errors import NoAnswer, SidemanError, Unavailable
from bridge.model.session import Clip
from bridge.model.suggestion import Status, Suggestion, move
from bridge.review.books import Books
from bridge.review.commit import Gate
from bridge.review.looking import Sight, find_again, look_for_ours, part_of, same_life, same_name, sight
from bridge.review.operations import Kind, Operation
from bridge.review.scratch import Scratch

log = logging.getLogger(__name__)


class Recovery:
    """Judges pending operations. The caller holds the set's lock."""

    def __init__(self, books: Books, gate: Gate, scratch: Scratch) -> None:
        self._books = books
        self._gate = gate
        self._scratch = scratch

    async def recover(self, peer: Peer) -> list[Suggestion]:
        """The suggestions whose fate was found out. Raises DawGone, NoAnswer when the script
        falls silent again; what is not judged yet stays pending."""
        judged = []
        judges = {Kind.COMMIT: self._commit, Kind.UNDO: self._undo, Kind.SCRATCH: self._audition}
        for operation in self._books.operations.pending(peer.session.set_id):
            suggestion = self._books.shelf.get(operation.suggestion_id)
            try:
                await judges[operation.kind](peer, suggestion, operation)
            except Unavailable:
                raise
            except SidemanError as problem:
                log.warning("%s: %s", suggestion.title, problem)
            judged.append(self._books.shelf.get(operation.suggestion_id))
        for suggestion in self._books.shelf.list({Status.ACCEPTED}, peer.session.set_id):
            judged.append(self._accepted(suggestion))
        for suggestion in self._books.shelf.list({Status.AUDITIONING}, peer.session.set_id):
            judged.append(self._books.record("audition_stopped", move(suggestion, Status.PROPOSED)))
        return judged

    def _accepted(self, suggestion: Suggestion) -> Suggestion:
        reason = "Sideman stopped before it was written; accept it again."
        failed = move(suggestion, Status.FAILED, reason)
        return self._books.record("recovered", failed, code="never_written", message=reason)

    async def _commit(self, peer: Peer, suggestion: Suggestion, operation: Operation) -> None:
        results = await self._ask(peer, operation)
        if isinstance(results, SidemanError) and results.code != "unknown_request":
            self._gate.commit_failed(suggestion, operation, results)
            return
        here = await look_for_ours(peer, suggestion.target)
        clip = self._by_result(peer, results) or self._new_here(peer, suggestion, operation, here)
        if clip is None:
            applied = isinstance(results, list)
            problem = SidemanError(
                "It was put in, and is not there any more." if applied else "It was never applied.",
                "Accept it again if you still want it.",
                "gone_again" if applied else "never_applied",
            )
            self._gate.commit_failed(suggestion, operation, problem)
            return
        self._books.record("recovered", suggestion, operation, found=sight(peer, clip).as_json())
        await self._gate.finish_commit(peer, suggestion, operation, clip.id)

    async def _undo(self, peer: Peer, suggestion: Suggestion, operation: Operation) -> None:
        results = await self._ask(peer, operation)
        still_there = await find_again(peer, Sight.from_json(operation.body["made"])) is not None
        if isinstance(results, list) or not still_there:
            self._gate.undone(suggestion, operation)
            return
        self._gate.undo_failed(suggestion, operation, results)

    async def _audition(self, peer: Peer, suggestion: Suggestion, operation: Operation) -> None:
        await self._ask(peer, operation)  # after its answer nothing of it is still on the way
        await self._scratch.sweep(peer, suggestion)

    @staticmethod
    async def _ask(peer: Peer, operation: Operation) -> list[Made] | SidemanError:
        try:
            return await outcome(peer, operation.request_id)
        except Unavailable:
            raise
        except SidemanError as problem:
            if problem.code == "still_applying":
                raise NoAnswer(problem.message, problem.hint) from None
            return problem

    @staticmethod
    def _by_result(peer: Peer, results: list[Made] | SidemanError) -> Clip | None:
        return peer.session.clips.get(results[0].object_id) if isinstance(results, list) else None

    def _new_here(
        self, peer: Peer, suggestion: Suggestion, operation: Operation, here: list[Clip]
    ) -> Clip | None:
        """The clip at the place that was not there before the commit, bears our name, and holds our
        notes or a part of them."""
        before = [Sight.from_json(values) for values in operation.body["before"]]
        known_ids = {seen.clip_id for seen in before if same_life(peer, seen)}
        known = {seen.content for seen in before}
        for clip in here:
            if clip.id in known_ids or sight(peer, clip).content in known:
                continue
            ours = same_name(clip.name, operation.body["name"])
            if ours and part_of(peer, clip.notes, suggestion.notes):
                return clip
        return None
